//! Where the last lines of a log begin.

use bytes::Bytes;
use supervisor_api::log::ReadRule;
use supervisor_api::{Backend, Fault, LogRead, LogRef, LogSlice};

/// How much of a log is looked at first; each further look takes twice as much.
const FIRST_LOOK: usize = 16 * 1024;

/// How much of a log the last lines can be at most.
const MOST: usize = 1024 * 1024;

/// The end of a log.
pub(super) struct LastLines {
    pub(super) bytes: Bytes,
    /// Where in the log they begin.
    pub(super) begin: u64,
}

/// Returns the last lines of a log, or as many of them as one answer can hold.
pub(super) async fn last_lines<B: Backend>(
    backend: &B,
    log: &LogRef,
    count: usize,
) -> Result<LastLines, Fault> {
    let mut look = FIRST_LOOK;
    loop {
        let LogSlice { bytes, offset, .. } = last_bytes(backend, log, look).await?;
        let lines = cut(&bytes, count);
        let may_have_more = bytes.len() >= look && lines.len() == bytes.len();
        if !may_have_more || look >= MOST {
            let end = u64::try_from(offset).unwrap_or(0);
            let length = u64::try_from(lines.len()).unwrap_or(u64::MAX);
            return Ok(LastLines {
                begin: end.saturating_sub(length),
                bytes: bytes.slice_ref(lines),
            });
        }
        look *= 2;
    }
}

async fn last_bytes<B: Backend>(
    backend: &B,
    log: &LogRef,
    count: usize,
) -> Result<LogSlice, Fault> {
    let read = LogRead {
        log: log.clone(),
        offset: i64::try_from(count).map_or(i64::MIN, |count| -count),
        length: 0,
        rule: ReadRule::Read,
    };
    backend.read(read).await
}

/// Cuts the last lines out; an end without a newline is a line as well.
fn cut(bytes: &[u8], count: usize) -> &[u8] {
    if count == 0 {
        return &[];
    }
    let body = bytes.strip_suffix(b"\n").unwrap_or(bytes);
    let newlines = body
        .iter()
        .enumerate()
        .rev()
        .filter(|(_, byte)| **byte == b'\n');
    let begin = newlines.map(|(at, _)| at + 1).nth(count - 1).unwrap_or(0);
    bytes.get(begin..).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_lines_begin_behind_a_newline() {
        let text = b"one\ntwo\n\nfour\n";

        assert_eq!(cut(text, 1), b"four\n");
        assert_eq!(cut(text, 2), b"\nfour\n");
        assert_eq!(cut(text, 3), b"two\n\nfour\n");
        assert_eq!(cut(text, 4), text);
        assert_eq!(cut(text, 99), text);
        assert_eq!(cut(text, 0), b"");
        assert_eq!(cut(b"one\ntwo", 1), b"two");
        assert_eq!(cut(b"", 5), b"");
    }
}
