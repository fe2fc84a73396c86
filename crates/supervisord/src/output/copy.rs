//! The copy of a child's output that goes into the activity log at level debug (P-95).

use std::fmt::Write;

use supervisor_api::{Channel, Level};
use supervisor_core::Record;

use super::notice::record;

/// Makes the line for one chunk.
pub(super) fn of(process: &str, channel: Channel, chunk: &[u8]) -> Record {
    let text = match std::str::from_utf8(chunk) {
        Ok(chunk) => format!("'{process}' {channel} output:\n{chunk}"),
        Err(_) => format!(
            "'{process}' {channel} output:\nUndecodable: {}",
            bytes_repr(chunk)
        ),
    };
    record(Level::Debug, text)
}

/// Makes the line for one chunk of what an event listener answers.
pub(super) fn of_bytes(process: &str, channel: Channel, chunk: &[u8]) -> Record {
    let text = format!("'{process}' {channel} output:\n{}", bytes_repr(chunk));
    record(Level::Debug, text)
}

/// Writes bytes as Python does: `b'..'`.
fn bytes_repr(bytes: &[u8]) -> String {
    let quote = if bytes.contains(&b'\'') && !bytes.contains(&b'"') {
        b'"'
    } else {
        b'\''
    };
    let mut repr = String::with_capacity(bytes.len() + 3);
    repr.push('b');
    repr.push(char::from(quote));
    for &byte in bytes {
        match byte {
            b'\\' => repr.push_str("\\\\"),
            b'\n' => repr.push_str("\\n"),
            b'\r' => repr.push_str("\\r"),
            b'\t' => repr.push_str("\\t"),
            byte if byte == quote => repr.extend(['\\', char::from(quote)]),
            b' '..=b'~' => repr.push(char::from(byte)),
            byte => {
                // Writing to a String cannot fail.
                let _ = write!(repr, "\\x{byte:02x}");
            }
        }
    }
    repr.push(char::from(quote));
    repr
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn p_95_text_is_copied_as_it_is() {
        let copy = of("web", Channel::Stderr, "grün\n".as_bytes());

        assert_eq!(copy.level, Level::Debug);
        assert_eq!(copy.text, "'web' stderr output:\ngrün\n");
    }

    #[test]
    fn p_95_other_bytes_are_copied_as_python_shows_them() {
        let copy = of("web", Channel::Stdout, b"it's\xff \"\\\n\x00");

        assert_eq!(
            copy.text,
            "'web' stdout output:\nUndecodable: b'it\\'s\\xff \"\\\\\\n\\x00'"
        );
    }

    #[test]
    fn p_95_answers_of_a_listener_are_always_shown_as_bytes() {
        let copy = of_bytes("mail", Channel::Stdout, b"READY\n");

        assert_eq!(copy.text, "'mail' stdout output:\nb'READY\\n'");
    }

    #[test]
    fn p_95_a_lone_single_quote_changes_the_quotes() {
        assert_eq!(bytes_repr(b"it's"), "b\"it's\"");
    }
}
