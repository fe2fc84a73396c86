//! One event as it goes over the wire.

use bytes::Bytes;
use serde::Serialize;
use supervisor_api::ChangeNumber;

/// How soon a browser connects again, in milliseconds: it waits for several seconds by itself.
pub(crate) const GREETING: Bytes = Bytes::from_static(b"retry: 1000\n\n");

/// Says that the stream is alive; clients ignore it, proxies do not.
pub(crate) const HEARTBEAT: Bytes = Bytes::from_static(b": alive\n\n");

/// What an event is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Snapshot,
    Change,
    Sample,
}

impl Kind {
    const fn name(self) -> &'static str {
        match self {
            Self::Snapshot => "snapshot",
            Self::Change => "change",
            Self::Sample => "sample",
        }
    }
}

/// Appends an event to `text`. One with a number moves the place where the client resumes.
pub(crate) fn write(
    text: &mut Vec<u8>,
    kind: Kind,
    number: Option<ChangeNumber>,
    content: &impl Serialize,
) {
    let start = text.len();
    text.extend_from_slice(format!("event: {}\n", kind.name()).as_bytes());
    if let Some(ChangeNumber(number)) = number {
        text.extend_from_slice(format!("id: {number}\n").as_bytes());
    }
    text.extend_from_slice(b"data: ");
    // JSON on one line has no line breaks of its own.
    if let Err(error) = serde_json::to_writer(&mut *text, content) {
        tracing::error!(target: "supervisord", "cannot write an event: {error}");
        text.truncate(start);
        return;
    }
    text.extend_from_slice(b"\n\n");
}

/// Moves the place where the client resumes, and tells it nothing.
pub(crate) fn write_number(text: &mut Vec<u8>, ChangeNumber(number): ChangeNumber) {
    text.extend_from_slice(format!("id: {number}\n\n").as_bytes());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn content_stays_on_its_line() {
        let mut text = Vec::new();

        write(&mut text, Kind::Sample, None, &"a\nid: 7\r\n\nb");
        write(&mut text, Kind::Change, Some(ChangeNumber(5)), &1);

        assert_eq!(
            String::from_utf8(text).unwrap(),
            "event: sample\ndata: \"a\\nid: 7\\r\\n\\nb\"\n\nevent: change\nid: 5\ndata: 1\n\n"
        );
    }
}
