//! How Python shows texts and bytes in messages, where clients see that.

use std::fmt::Write as _;

/// Shows a text the way Python's `repr` does.
pub(crate) fn repr(text: &str) -> String {
    let quote = quote_for(text.contains('\''), text.contains('"'));
    let mut shown = String::from(quote);
    for c in text.chars() {
        match c {
            c if c == quote || c == '\\' => shown.extend(['\\', c]),
            '\n' => shown.push_str("\\n"),
            '\r' => shown.push_str("\\r"),
            '\t' => shown.push_str("\\t"),
            c if c.is_control() => {
                // Writing into a String cannot fail.
                let _ = write!(shown, "\\x{:02x}", u32::from(c));
            }
            c => shown.push(c),
        }
    }
    shown.push(quote);
    shown
}

/// Shows bytes the way Python's `repr` does.
pub(crate) fn bytes_repr(bytes: &[u8]) -> String {
    let quote = quote_for(bytes.contains(&b'\''), bytes.contains(&b'"'));
    let mut shown = format!("b{quote}");
    for byte in bytes {
        match char::from(*byte) {
            c if c == quote || c == '\\' => shown.extend(['\\', c]),
            '\n' => shown.push_str("\\n"),
            '\r' => shown.push_str("\\r"),
            '\t' => shown.push_str("\\t"),
            c @ ' '..='~' => shown.push(c),
            _ => {
                let _ = write!(shown, "\\x{byte:02x}");
            }
        }
    }
    shown.push(quote);
    shown
}

const fn quote_for(has_single: bool, has_double: bool) -> char {
    if has_single && !has_double { '"' } else { '\'' }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_quoted_and_escaped() {
        assert_eq!(repr("foo"), "'foo'");
        assert_eq!(repr("it's"), "\"it's\"");
        assert_eq!(repr("'\""), "'\\'\"'");
        assert_eq!(repr("ü\\\n\u{1b}"), "'ü\\\\\\n\\x1b'");
    }

    #[test]
    fn bytes_are_quoted_and_escaped() {
        assert_eq!(bytes_repr(b"a\xffb\n"), "b'a\\xffb\\n'");
        assert_eq!(bytes_repr(b"it's"), "b\"it's\"");
    }
}
