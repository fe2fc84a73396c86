//! Diagnostics as text.

use super::diagnostic::{Diagnostic, Severity};

/// Shows a diagnostic, with its line and a caret below if the line is known.
pub(super) fn diagnostic(one: &Diagnostic, line: Option<&str>) -> String {
    let severity = match one.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    };
    let place = one
        .place
        .as_ref()
        .map_or_else(String::new, |place| format!("{place}: "));
    let meant = one
        .did_you_mean
        .as_ref()
        .map_or_else(String::new, |meant| format!("; did you mean '{meant}'?"));
    let mut out = format!("{place}{severity}: {}{meant}\n", one.text);
    if let (Some(place), Some(line)) = (&one.place, line) {
        out.push_str(&format!(
            "    {line}\n    {}^\n",
            before_caret(line, place.column)
        ));
    }
    out
}

/// Fills the columns before the caret; tabs stay, so that it stands below its character.
fn before_caret(line: &str, column: u32) -> String {
    let before = usize::try_from(column).unwrap_or(1).saturating_sub(1);
    line.chars()
        .take(before)
        .map(|c| if c == '\t' { '\t' } else { ' ' })
        .collect()
}

/// Counts what was found.
pub(super) fn summary(errors: usize, warnings: usize) -> String {
    let counted = |count: usize, word: &str| match count {
        1 => format!("1 {word}"),
        _ => format!("{count} {word}s"),
    };
    format!(
        "{}, {}\n",
        counted(errors, "error"),
        counted(warnings, "warning")
    )
}
