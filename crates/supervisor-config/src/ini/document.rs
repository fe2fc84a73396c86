//! All files of a configuration, merged: the values in a `configparser::Ini`, their places beside.

use std::collections::HashMap;
use std::sync::Arc;

use configparser::ini::Ini;

use super::lexer::{Item, Lexed, Spot, ValueLine};
use super::place::Place;
use crate::python::trim_end;

/// The section that supplies fall-back keys to all others (C-53).
pub(crate) const DEFAULT: &str = "DEFAULT";

/// The text that stands for the directory of the file it is in (C-73).
const HERE: &str = "%(here)s";

/// The merged files.
pub(crate) struct Document {
    ini: Ini,
    origins: HashMap<String, SectionOrigin>,
    /// Every header but a section's first.
    repeated: Vec<(String, Place)>,
    /// The sections and keys whose values still hold a literal `%(here)s`.
    with_here: Vec<(String, String)>,
}

/// Where a section stands.
#[derive(Clone, Debug)]
struct SectionOrigin {
    /// Its first header.
    header: Place,
    keys: HashMap<String, KeyOrigin>,
}

/// Where a key stands.
#[derive(Clone, Debug)]
pub(crate) struct KeyOrigin {
    pub(crate) key: Place,
    /// One place for each line of the value.
    pub(crate) lines: Vec<Place>,
    /// The comments that were cut off the value's lines.
    pub(crate) comments: Vec<String>,
}

impl Document {
    pub(crate) fn new() -> Self {
        let mut ini = Ini::new_cs();
        ini.set_multiline(true);
        // The library writes its own default section without a header, so it must be none of ours.
        ini.set_default_section("\0");
        Self {
            ini,
            origins: HashMap::new(),
            repeated: Vec::new(),
            with_here: Vec::new(),
        }
    }

    /// Adds a file; its keys win over earlier ones (C-52, C-87).
    pub(crate) fn add(&mut self, file: &Arc<str>, lexed: &Lexed<'_>) {
        let mut section = "";
        for item in &lexed.items {
            match item {
                Item::Header { name, at } => {
                    section = name;
                    self.header(name, place(file, *at));
                }
                Item::Entry { key, at, lines } => self.entry(section, key, file, *at, lines),
            }
        }
    }

    fn header(&mut self, name: &str, header: Place) {
        if self.origins.contains_key(name) {
            self.repeated.push((name.to_owned(), header));
            return;
        }
        let keys = HashMap::new();
        let origin = SectionOrigin { header, keys };
        self.origins.insert(name.to_owned(), origin);
        self.ini.get_mut_map().entry(name.to_owned()).or_default();
    }

    fn entry(
        &mut self,
        section: &str,
        key: &str,
        file: &Arc<str>,
        at: Spot,
        lines: &[ValueLine<'_>],
    ) {
        let texts: Vec<&str> = lines.iter().map(|line| line.text).collect();
        let value = trim_end(&texts.join("\n")).to_owned();
        self.set(section, key, value);
        let Some(origin) = self.origins.get_mut(section) else {
            return;
        };
        let comments = lines.iter().filter_map(|line| line.comment);
        let origin_of_key = KeyOrigin {
            key: place(file, at),
            lines: lines.iter().map(|line| place(file, line.at)).collect(),
            comments: comments
                .map(|comment| trim_end(comment).to_owned())
                .collect(),
        };
        origin.keys.insert(key.to_owned(), origin_of_key);
    }

    fn set(&mut self, section: &str, key: &str, value: String) {
        if section != DEFAULT && value.contains(HERE) {
            self.with_here.push((section.to_owned(), key.to_owned()));
        }
        let keys = self
            .ini
            .get_mut_map()
            .entry(section.to_owned())
            .or_default();
        keys.insert(key.to_owned(), Some(value));
    }

    /// Lists the sections in the order of their first appearance, without `[DEFAULT]`.
    pub(crate) fn sections(&self) -> impl Iterator<Item = &str> {
        let all = self.ini.get_map_ref().keys().map(String::as_str);
        all.filter(|name| *name != DEFAULT)
    }

    pub(crate) fn has_section(&self, name: &str) -> bool {
        name != DEFAULT && self.ini.get_map_ref().contains_key(name)
    }

    /// Finds a section by its name.
    pub(crate) fn section_named(&self, name: &str) -> Option<&str> {
        let (known, _) = self.ini.get_map_ref().get_key_value(name)?;
        (known != DEFAULT).then_some(known)
    }

    /// Returns a key's value, from the section or else from `[DEFAULT]`.
    pub(crate) fn get(&self, section: &str, key: &str) -> Option<&str> {
        self.own(section, key).or_else(|| self.own(DEFAULT, key))
    }

    fn own(&self, section: &str, key: &str) -> Option<&str> {
        self.ini.get_map_ref().get(section)?.get(key)?.as_deref()
    }

    /// Lists a section's own keys.
    pub(crate) fn keys(&self, section: &str) -> impl Iterator<Item = &str> {
        let keys = self.ini.get_map_ref().get(section);
        keys.into_iter().flatten().map(|(key, _)| key.as_str())
    }

    /// Returns where a section begins.
    pub(crate) fn header_place(&self, section: &str) -> Option<&Place> {
        self.origins.get(section).map(|origin| &origin.header)
    }

    /// Returns the headers of sections that had one before, in their order.
    pub(crate) fn repeated_headers(&self) -> &[(String, Place)] {
        &self.repeated
    }

    /// Returns where a section's own key stands.
    pub(crate) fn own_key_place(&self, section: &str, key: &str) -> Option<&Place> {
        let origin = self.origins.get(section)?.keys.get(key)?;
        Some(&origin.key)
    }

    /// Returns where a key stands; it may be one of `[DEFAULT]`.
    pub(crate) fn key_origin(&self, section: &str, key: &str) -> Option<&KeyOrigin> {
        [section, DEFAULT]
            .into_iter()
            .find_map(|section| self.origins.get(section)?.keys.get(key))
    }

    /// Replaces the literal `%(here)s` in every section (C-73).
    pub(crate) fn replace_here(&mut self, here: &str) {
        self.give_sections_inherited_here();
        let map = self.ini.get_mut_map();
        for (section, key) in self.with_here.drain(..) {
            let value = map.get_mut(&section).and_then(|keys| keys.get_mut(&key));
            if let Some(Some(value)) = value {
                *value = value.replace(HERE, here);
            }
        }
    }

    /// compat: a value of `[DEFAULT]` is replaced in each section that has inherited it by now, so
    /// it becomes that section's own.
    fn give_sections_inherited_here(&mut self) {
        let map = self.ini.get_mut_map();
        let inherited: Vec<(String, Option<String>)> = map
            .get(DEFAULT)
            .into_iter()
            .flatten()
            .filter(|(_, value)| value.as_ref().is_some_and(|value| value.contains(HERE)))
            .map(|(key, value)| (key.clone(), value.clone()))
            .collect();
        for (section, keys) in map.iter_mut().filter(|(name, _)| *name != DEFAULT) {
            for (key, value) in &inherited {
                if !keys.contains_key(key) {
                    keys.insert(key.clone(), value.clone());
                    self.with_here.push((section.clone(), key.clone()));
                }
            }
        }
    }
}

fn place(file: &Arc<str>, at: Spot) -> Place {
    Place {
        file: file.clone(),
        line: at.line,
        column: at.column,
    }
}
