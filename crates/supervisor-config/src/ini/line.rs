//! One line of the dialect: its comment, its indent, its kind.

use crate::python::{is_space, trim};

/// A line without its comment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Line<'t> {
    /// What is left of the line, trimmed.
    pub(crate) text: &'t str,
    /// The comment that was cut off, with its sign.
    pub(crate) comment: Option<&'t str>,
    /// How many characters stand before the text.
    pub(crate) indent: usize,
}

/// What a line can be that does not continue a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind<'t> {
    Header(&'t str),
    /// The key as written, and the value with its distance from the line's text in bytes.
    Entry {
        key: &'t str,
        value: &'t str,
        value_at: usize,
    },
    Neither,
}

impl<'t> Line<'t> {
    /// Splits a line into text and comment (C-55, C-56).
    pub(crate) fn of(raw: &'t str) -> Self {
        let comment_at = if trim(raw).starts_with(['#', ';']) {
            Some(0)
        } else {
            inline_comment(raw)
        };
        let (kept, comment) = match comment_at.and_then(|at| raw.split_at_checked(at)) {
            Some((kept, comment)) => (kept, Some(comment)),
            None => (raw, None),
        };
        Self {
            text: trim(kept),
            comment,
            indent: raw.chars().take_while(|c| is_space(*c)).count(),
        }
    }

    /// Tells headers from entries (C-51, C-54).
    pub(crate) fn kind(&self) -> Kind<'t> {
        if let Some(name) = header(self.text) {
            return Kind::Header(name);
        }
        let Some((key, rest)) = self.text.split_once(['=', ':']) else {
            return Kind::Neither;
        };
        let value = trim(rest);
        let blanks = rest.len() - rest.trim_start_matches(is_space).len();
        Kind::Entry {
            key: trim(key),
            value,
            value_at: key.len() + 1 + blanks,
        }
    }
}

/// The name is everything up to the last bracket, and at least one character.
fn header(text: &str) -> Option<&str> {
    let inside = text.strip_prefix('[')?;
    let (name, _) = inside.rsplit_once(']')?;
    (!name.is_empty()).then_some(name)
}

/// compat: the first `;` is weighed together with the first `#`, the second with the second, and
/// so on; the first round in which one of the two stands after white space decides (C-57, W-54).
fn inline_comment(raw: &str) -> Option<usize> {
    let mut semicolons = raw.match_indices(';').map(|(at, _)| at);
    let mut hashes = raw.match_indices('#').map(|(at, _)| at);
    loop {
        let round = [semicolons.next(), hashes.next()];
        if round == [None, None] {
            return None;
        }
        let cut = round
            .into_iter()
            .flatten()
            .filter(|at| begins_comment(raw, *at))
            .min();
        if cut.is_some() {
            return cut;
        }
    }
}

fn begins_comment(raw: &str, at: usize) -> bool {
    let before = raw.get(..at).and_then(|before| before.chars().next_back());
    before.is_none_or(is_space)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(raw: &str) -> &str {
        Line::of(raw).text
    }

    #[test]
    fn c_56_comments_begin_after_white_space_and_quotes_do_not_help() {
        assert_eq!(text("bash -c 'a ; b'"), "bash -c 'a");
        assert_eq!(text("a;b"), "a;b");
        assert_eq!(text("a#b"), "a#b");
        assert_eq!(text("a\u{a0};b"), "a");
        assert_eq!(text("; a"), "");
        assert_eq!(text("  # a"), "");
        assert_eq!(text("REM a=b"), "REM a=b");
    }

    #[test]
    fn c_57_signs_are_weighed_in_rounds() {
        assert_eq!(text("x#y #z ;c"), "x#y #z");
        assert_eq!(text("x;y ;z #c"), "x;y ;z");
        assert_eq!(text("x#y #z"), "x#y");
        assert_eq!(text("a;b ;c #d"), "a;b ;c");
    }

    #[test]
    fn c_51_a_header_ends_at_the_last_bracket() {
        let kind = |raw: &'static str| Line::of(raw).kind();
        assert_eq!(kind("[a]"), Kind::Header("a"));
        assert_eq!(kind("  [ a ] x"), Kind::Header(" a "));
        assert_eq!(kind("[a]]"), Kind::Header("a]"));
        assert_eq!(kind("[]"), Kind::Neither);
        assert_eq!(kind("[]]"), Kind::Header("]"));
    }

    #[test]
    fn c_54_the_first_delimiter_divides() {
        let entry = |raw: &'static str| match Line::of(raw).kind() {
            Kind::Entry { key, value, .. } => Some((key, value)),
            Kind::Header(_) | Kind::Neither => None,
        };
        assert_eq!(entry(" A b : c = d "), Some(("A b", "c = d")));
        assert_eq!(entry("a="), Some(("a", "")));
        assert_eq!(entry("=x"), Some(("", "x")));
        assert_eq!(entry("x"), None);
    }
}
