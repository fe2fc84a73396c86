//! Python's idea of white space (C-49).

/// Tells whether Python's `str.isspace` holds for a character: Unicode white space, and the four
/// separator control characters that Unicode leaves out.
pub(crate) fn is_space(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{1c}'..='\u{1f}')
}

/// Strips white space from both ends.
pub(crate) fn trim(text: &str) -> &str {
    text.trim_matches(is_space)
}

/// Strips white space from the end.
pub(crate) fn trim_end(text: &str) -> &str {
    text.trim_end_matches(is_space)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn c_49_white_space_is_pythons() {
        assert_eq!(trim("\u{a0}\u{1c}\t x y \u{2003}\u{85}"), "x y");
        assert_eq!(trim("\u{200b}x"), "\u{200b}x", "a zero-width space is none");
        assert_eq!(trim_end(" x\u{1f}"), " x");
    }
}
