//! Reading keys of one section: look up, expand, parse, and note what is wrong.

use std::borrow::Cow;

use crate::error::{Problem, SectionError};
use crate::expand::{Names, expand};
use crate::ini::{Document, Place};
use crate::keys::Key;

/// A section being read.
pub(crate) struct Section<'a> {
    document: &'a Document,
    name: &'a str,
    /// Whether error texts name the section and its file (C-130).
    names_file: bool,
    problems: Vec<SectionError>,
}

impl<'a> Section<'a> {
    pub(crate) fn new(document: &'a Document, name: &'a str) -> Self {
        Self {
            document,
            name,
            names_file: false,
            problems: Vec::new(),
        }
    }

    /// From now on error texts name the section and its file.
    pub(crate) fn naming_its_file(mut self) -> Self {
        self.names_file = true;
        self
    }

    pub(crate) fn name(&self) -> &'a str {
        self.name
    }

    /// Returns the part of the section's name after the colon.
    pub(crate) fn title(&self) -> &'a str {
        self.name.split_once(':').map_or("", |(_, title)| title)
    }

    pub(crate) fn has_problems(&self) -> bool {
        !self.problems.is_empty()
    }

    pub(crate) fn into_problems(self) -> Vec<SectionError> {
        self.problems
    }

    pub(crate) fn take_problems(&mut self) -> Vec<SectionError> {
        std::mem::take(&mut self.problems)
    }

    /// Notes a problem.
    pub(crate) fn refuse(&mut self, key: Option<&'static Key>, problem: impl Into<Problem>) {
        let file = self.names_file.then(|| self.file()).flatten();
        let (problem, place) = self.disclosed(key, problem.into());
        self.problems.push(SectionError {
            section: self.name.to_owned(),
            key: key.map(|key| key.name),
            problem,
            file,
            place,
        });
    }

    /// Tells what may be said of a problem, and where the value stands if that is not shown.
    fn disclosed(&self, key: Option<&'static Key>, problem: Problem) -> (Problem, Option<Place>) {
        let Some(key) = key.filter(|key| key.is_secret()) else {
            return (problem, None);
        };
        let hidden = problem.clone().without_value();
        if hidden == problem {
            return (problem, None);
        }
        let origin = self.document.key_origin(self.name, key.name);
        let place = origin.map(|origin| origin.key.clone());
        (hidden, place)
    }

    fn file(&self) -> Option<String> {
        let header = self.document.header_place(self.name);
        header.map(|place| place.file.to_string())
    }

    /// Returns a value as it stands in the file, or the default.
    pub(crate) fn raw(&self, key: &'static Key) -> Option<&'a str> {
        let given = self.document.get(self.name, key.name);
        given.or_else(|| key.default_text())
    }

    /// Returns an expanded value, or the default.
    pub(crate) fn text(&mut self, key: &'static Key, names: &Names<'_>) -> Option<Cow<'a, str>> {
        let raw = self.raw(key)?;
        if !raw.contains('%') {
            return Some(Cow::Borrowed(raw));
        }
        let label = format!("{}.{}", self.name, key.name);
        match expand(raw, &label, names) {
            Ok(text) => Some(text),
            Err(error) => {
                self.refuse(Some(key), error);
                None
            }
        }
    }

    /// Returns an expanded value in memory of its own, or the default.
    pub(crate) fn owned_text(&mut self, key: &'static Key, names: &Names<'_>) -> Option<String> {
        self.text(key, names).map(Cow::into_owned)
    }

    /// Returns a parsed value; `None` if it is not given or is refused.
    pub(crate) fn optional<T, E: Into<Problem>>(
        &mut self,
        key: &'static Key,
        names: &Names<'_>,
        parse: impl Fn(&str) -> Result<T, E>,
    ) -> Option<T> {
        let text = self.text(key, names)?;
        match parse(&text) {
            Ok(value) => Some(value),
            Err(error) => {
                self.refuse(Some(key), error);
                None
            }
        }
    }

    /// Returns a parsed value, or the default if it is not given or is refused.
    pub(crate) fn read<T: Default, E: Into<Problem>>(
        &mut self,
        key: &'static Key,
        names: &Names<'_>,
        parse: impl Fn(&str) -> Result<T, E>,
    ) -> T {
        let value = self.optional(key, names, &parse);
        value
            .or_else(|| key.default_text().and_then(|text| parse(text).ok()))
            .unwrap_or_default()
    }
}
