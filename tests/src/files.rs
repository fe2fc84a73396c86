//! Small helpers for texts.

use std::fs;
use std::path::Path;

/// Returns what a file holds, or nothing if it is not there (yet).
#[must_use]
pub fn text_of(path: impl AsRef<Path>) -> String {
    fs::read(path)
        .map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
        .unwrap_or_default()
}

/// Returns the lines of a file.
#[must_use]
pub fn lines_of(path: impl AsRef<Path>) -> Vec<String> {
    text_of(path).lines().map(str::to_owned).collect()
}

/// Takes away the indent that all lines have in common, so that scenarios can hold configurations.
#[must_use]
pub fn dedent(text: &str) -> String {
    let indent = text
        .lines()
        .filter(|line| !line.trim().is_empty())
        .map(|line| line.len() - line.trim_start().len())
        .min()
        .unwrap_or(0);
    let mut plain: String = text
        .trim_start_matches('\n')
        .lines()
        .map(|line| line.get(indent..).unwrap_or("").to_owned() + "\n")
        .collect();
    plain.truncate(plain.trim_end().len());
    plain + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dedent_keeps_deeper_lines_deeper() {
        assert_eq!(dedent("\n    a\n      b\n\n    c\n    "), "a\n  b\n\nc\n");
    }
}
