//! All diagnostics of a configuration.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde_json::json;

use super::diagnostic::{Diagnostic, Severity};
use super::render;

/// What `--check` has found.
#[derive(Clone, Debug)]
pub struct Report {
    diagnostics: Vec<Diagnostic>,
    texts: Vec<(Arc<str>, String)>,
}

impl Report {
    /// Puts diagnostics into the order of their places; the same one is kept once.
    pub(super) fn new(diagnostics: Vec<Diagnostic>, texts: Vec<(Arc<str>, String)>) -> Self {
        let mut known = BTreeSet::new();
        let mut diagnostics = diagnostics;
        diagnostics.retain(|one| known.insert((one.place.clone(), one.text.clone())));
        let file_number = |one: &Diagnostic| {
            let place = one.place.as_ref()?;
            texts.iter().position(|(file, _)| *file == place.file)
        };
        diagnostics.sort_by_cached_key(|one| (file_number(one), one.place.clone()));
        Self { diagnostics, texts }
    }

    /// Returns what was found, file by file, from top to bottom.
    #[must_use]
    pub fn diagnostics(&self) -> &[Diagnostic] {
        &self.diagnostics
    }

    /// Returns the exit status: 2 with errors, 1 with warnings if they count, else 0.
    #[must_use]
    pub fn exit_code(&self, strict: bool) -> u8 {
        if self.count(Severity::Error) > 0 {
            return 2;
        }
        u8::from(strict && self.count(Severity::Warning) > 0)
    }

    /// Shows everything for people, with the lines it is about.
    #[must_use]
    pub fn render_text(&self) -> String {
        let mut out: String = self
            .diagnostics
            .iter()
            .map(|one| render::diagnostic(one, self.line_of(one)))
            .collect();
        out.push_str(&render::summary(
            self.count(Severity::Error),
            self.count(Severity::Warning),
        ));
        out
    }

    /// Shows everything for machines, as one JSON object.
    #[must_use]
    pub fn render_json(&self) -> String {
        let shown = json!({
            "errors": self.count(Severity::Error),
            "warnings": self.count(Severity::Warning),
            "diagnostics": self.diagnostics,
        });
        format!("{shown:#}\n")
    }

    fn count(&self, severity: Severity) -> usize {
        let of_severity = self
            .diagnostics
            .iter()
            .filter(|one| one.severity == severity);
        of_severity.count()
    }

    fn line_of(&self, one: &Diagnostic) -> Option<&str> {
        let place = one.place.as_ref()?;
        let (_, text) = self.texts.iter().find(|(file, _)| *file == place.file)?;
        let index = usize::try_from(place.line).ok()?.checked_sub(1)?;
        text.split('\n').nth(index)
    }
}
