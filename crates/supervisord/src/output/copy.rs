//! The copy of a child's output that goes into the activity log at level debug (P-95).

use supervisor_api::python::{bytes_repr, text_or_description};
use supervisor_api::{Channel, Level};
use supervisor_core::Record;

use super::notice::record;

/// Makes the line for one chunk.
pub(super) fn of(process: &str, channel: Channel, chunk: &[u8]) -> Record {
    let chunk = text_or_description(chunk);
    let text = format!("'{process}' {channel} output:\n{chunk}");
    record(Level::Debug, text)
}

/// Makes the line for one chunk of what an event listener answers.
pub(super) fn of_bytes(process: &str, channel: Channel, chunk: &[u8]) -> Record {
    let text = format!("'{process}' {channel} output:\n{}", bytes_repr(chunk));
    record(Level::Debug, text)
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
}
