//! What keeps the daemon from loading, each with its place.

use std::sync::Arc;

use supervisor_api::{EventType, Level};

use super::diagnostic::Diagnostic;
use crate::error::{ConfigError, Problem, SectionError, TextError};
use crate::expand::ExpandError;
use crate::ini::{Place, Source};
use crate::lint::nearest;
use crate::value::ValueError;

/// Makes diagnostics of errors.
pub(super) fn diagnostics(source: &Source, errors: &[ConfigError]) -> Vec<Diagnostic> {
    errors
        .iter()
        .flat_map(|error| of_error(source, error))
        .collect()
}

fn of_error(source: &Source, error: &ConfigError) -> Vec<Diagnostic> {
    match error {
        ConfigError::NotFound(_) | ConfigError::Unreadable(_) => {
            let place = place(&source.path, 1, 1);
            vec![Diagnostic::error(Some(place), error.to_string())]
        }
        ConfigError::Text(error) => of_text(error),
        ConfigError::NoSection(_) => {
            let place = place(&source.path, 1, 1);
            vec![Diagnostic::error(Some(place), error.to_string())]
        }
        ConfigError::Section(error) => vec![of_section(source, error)],
        ConfigError::User(_) => {
            let place = value_place(source, "supervisord", "user");
            vec![Diagnostic::error(place, error.to_string())]
        }
    }
}

fn of_text(error: &TextError) -> Vec<Diagnostic> {
    match error {
        TextError::Encoding {
            file, line, column, ..
        } => {
            let place = place(file, *line, *column);
            vec![Diagnostic::error(Some(place), error.to_string())]
        }
        TextError::NoHeader { file, line } => {
            let place = place(file, line.number, 1);
            let text = "there must be a [section] before this line".to_owned();
            vec![Diagnostic::error(Some(place), text)]
        }
        TextError::Syntax { file, lines } => lines
            .iter()
            .map(|line| {
                let place = place(file, line.number, 1);
                let text = "this is neither a [section] nor key=value".to_owned();
                Diagnostic::error(Some(place), text)
            })
            .collect(),
    }
}

fn of_section(source: &Source, error: &SectionError) -> Diagnostic {
    let document = &source.document;
    let at_key = error
        .key
        .and_then(|key| value_place(source, &error.section, key));
    let place = at_key.or_else(|| document.header_place(&error.section).cloned());
    // The place tells where the section is, so only the problem itself is said.
    let mut text = match error.key {
        Some(key) => format!("{key}: {}", error.problem),
        None => error.problem.to_string(),
    };
    let origin = error
        .key
        .and_then(|key| document.key_origin(&error.section, key));
    if let Some(comment) = origin.and_then(|origin| origin.comments.first()) {
        text.push_str(&format!(" (`{comment}` was cut off as a comment)"));
    }
    Diagnostic {
        did_you_mean: meant(source, &error.problem),
        ..Diagnostic::error(place, text)
    }
}

/// Guesses what a name that nobody knows was to be.
fn meant(source: &Source, problem: &Problem) -> Option<String> {
    let found = match problem {
        Problem::Expand(ExpandError::UnknownName {
            name, available, ..
        }) => nearest(name, available.iter().map(String::as_str)),
        Problem::UnknownProgram { program, .. } => {
            let sections = source.document.sections();
            let programs = sections.filter_map(|section| {
                let fcgi = section.strip_prefix("fcgi-program:");
                section.strip_prefix("program:").or(fcgi)
            });
            nearest(program, programs)
        }
        Problem::UnknownEvent { event, .. } => nearest(event, EventType::ALL.map(EventType::name)),
        Problem::Value(ValueError::LogLevel(level)) => {
            nearest(&level.to_lowercase(), Level::ALL.map(Level::word))
        }
        _ => None,
    };
    found.map(str::to_owned)
}

fn value_place(source: &Source, section: &str, key: &str) -> Option<Place> {
    let origin = source.document.key_origin(section, key)?;
    origin.lines.first().cloned()
}

fn place(file: &str, line: u32, column: u32) -> Place {
    let file: Arc<str> = file.into();
    Place { file, line, column }
}
