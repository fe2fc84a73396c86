//! The whole of a check.

use supervisor_api::Level;

use super::diagnostic::Diagnostic;
use super::report::Report;
use super::{errors, outlook};
use crate::files::Files;
use crate::lint;
use crate::load::{LoadRequest, attempt};

/// Checks a configuration. An error is what keeps the daemon from loading it; everything else is a
/// warning.
#[must_use]
pub fn check(files: &dyn Files, request: &LoadRequest) -> Report {
    let outcome = attempt(files, request);
    let source = &outcome.source;
    let mut diagnostics = errors::diagnostics(source, &outcome.errors);
    diagnostics.extend(lint::oddities(source).into_iter().map(Diagnostic::from));
    let messages = outcome.loaded.messages.iter();
    let warnings = messages.filter(|message| message.level >= Level::Warn);
    diagnostics.extend(warnings.map(Diagnostic::from));
    diagnostics.extend(outlook::warnings(files, request, &outcome));
    Report::new(diagnostics, source.texts.clone())
}
