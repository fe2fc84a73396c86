//! How Python shows texts and bytes, where the messages that clients see depend on it.

use alloc::borrow::Cow;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt::Write as _;

/// Shows a text the way Python's `repr` does.
#[must_use]
pub fn repr(text: &str) -> String {
    quoted(text, is_printable)
}

/// Shows a text the way Python's `ascii` does.
#[must_use]
pub fn ascii(text: &str) -> String {
    quoted(text, is_ascii_printable)
}

/// Shows texts the way Python shows a list of them.
#[must_use]
pub fn list_repr(texts: &[String]) -> String {
    let shown: Vec<String> = texts.iter().map(|text| repr(text)).collect();
    format!("[{}]", shown.join(", "))
}

/// Shows bytes the way Python's `repr` does.
#[must_use]
pub fn bytes_repr(bytes: &[u8]) -> String {
    let quote = quote_for(bytes.contains(&b'\''), bytes.contains(&b'"'));
    let mut out = String::with_capacity(bytes.len() + 3);
    out.extend(['b', quote]);
    for byte in bytes {
        push(&mut out, char::from(*byte), quote, is_ascii_printable);
    }
    out.push(quote);
    out
}

/// Returns the text that the bytes are, or a description of them if they are none (E-28).
#[must_use]
pub fn text_or_description(bytes: &[u8]) -> Cow<'_, str> {
    match core::str::from_utf8(bytes) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => Cow::Owned(format!("Undecodable: {}", bytes_repr(bytes))),
    }
}

fn quoted(text: &str, shown_as_is: fn(char) -> bool) -> String {
    let quote = quote_for(text.contains('\''), text.contains('"'));
    let mut out = String::with_capacity(text.len() + 2);
    out.push(quote);
    for c in text.chars() {
        push(&mut out, c, quote, shown_as_is);
    }
    out.push(quote);
    out
}

fn push(out: &mut String, c: char, quote: char, shown_as_is: fn(char) -> bool) {
    match c {
        '\\' => out.push_str("\\\\"),
        '\n' => out.push_str("\\n"),
        '\r' => out.push_str("\\r"),
        '\t' => out.push_str("\\t"),
        _ if c == quote => out.extend(['\\', c]),
        _ if shown_as_is(c) => out.push(c),
        _ => push_escape(out, c),
    }
}

fn push_escape(out: &mut String, c: char) {
    let code = u32::from(c);
    // Writing to a String cannot fail.
    let _ = match code {
        0..=0xff => write!(out, "\\x{code:02x}"),
        0x100..=0xffff => write!(out, "\\u{code:04x}"),
        _ => write!(out, "\\U{code:08x}"),
    };
}

const fn quote_for(has_single: bool, has_double: bool) -> char {
    if has_single && !has_double { '"' } else { '\'' }
}

const fn is_ascii_printable(c: char) -> bool {
    matches!(c, ' '..='~')
}

/// Rust and Python agree about what is printable, except for combining marks: those are escaped
/// here, which only makes a rare message longer.
fn is_printable(c: char) -> bool {
    c == '\'' || c == '"' || c.escape_debug().len() == 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_look_as_in_python() {
        for (text, shown) in [
            ("x", "'x'"),
            ("it's", "\"it's\""),
            ("'\"", "'\\'\"'"),
            ("a\\b\n\t\r", "'a\\\\b\\n\\t\\r'"),
            ("\u{0}\u{7f}", "'\\x00\\x7f'"),
            ("é ü 中", "'é ü 中'"),
            ("\u{a0}\u{2028}\u{feff}", "'\\xa0\\u2028\\ufeff'"),
            ("\u{e0001}", "'\\U000e0001'"),
        ] {
            assert_eq!(repr(text), shown);
        }
        assert_eq!(ascii("é'"), "\"\\xe9'\"");
    }

    #[test]
    fn c_4_lists_look_as_in_python() {
        assert_eq!(list_repr(&["foo".into(), "b'r".into()]), "['foo', \"b'r\"]");
    }

    #[test]
    fn t_70_p_95_bytes_look_as_in_python() {
        assert_eq!(bytes_repr(b"a\xffb\n"), "b'a\\xffb\\n'");
        assert_eq!(bytes_repr(b"it's"), "b\"it's\"");
        assert_eq!(bytes_repr(b"'\"\\\t"), "b'\\'\"\\\\\\t'");
    }

    #[test]
    fn e_28_bytes_that_are_no_text_are_described() {
        assert_eq!(text_or_description("grün\n".as_bytes()), "grün\n");
        assert_eq!(text_or_description(b"a\xff"), "Undecodable: b'a\\xff'");
    }
}
