//! Bytes to text: UTF-8, strictly, with every kind of line end (C-50).

use crate::error::{CUT_SHORT, TextError};

const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// Makes text of a file's bytes, with `\n` as the only line end.
pub(crate) fn decode(file: &str, bytes: &[u8]) -> Result<String, TextError> {
    // compat: Supervisor chokes on a byte order mark; here it is skipped (W-63).
    let text = bytes.strip_prefix(BYTE_ORDER_MARK).unwrap_or(bytes);
    let skipped = bytes.len() - text.len();
    match std::str::from_utf8(text) {
        Ok(text) if text.contains('\r') => Ok(text.replace("\r\n", "\n").replace('\r', "\n")),
        Ok(text) => Ok(text.to_owned()),
        Err(error) => Err(refusal(file, text, skipped, error)),
    }
}

fn refusal(file: &str, text: &[u8], skipped: usize, error: std::str::Utf8Error) -> TextError {
    let rest = text.get(error.valid_up_to()..).unwrap_or_default();
    let wrong = rest
        .get(..error.error_len().unwrap_or(rest.len()))
        .unwrap_or(rest);
    let first = wrong.first().copied().unwrap_or_default();
    let reason = match (error.error_len(), first) {
        (None, _) => CUT_SHORT,
        (Some(_), 0xc2..=0xf4) => "invalid continuation byte",
        (Some(_), _) => "invalid start byte",
    };
    let (line, column) = end_of(text.get(..error.valid_up_to()).unwrap_or_default());
    TextError::Encoding {
        file: file.to_owned(),
        bytes: wrong.to_vec(),
        offset: skipped + error.valid_up_to(),
        line,
        column,
        reason,
    }
}

/// Returns the line and column after a text.
fn end_of(text: &[u8]) -> (u32, u32) {
    let text = String::from_utf8_lossy(text);
    let line = text.split('\n').count();
    let column = text.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    (number(line), number(column))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(bytes: &[u8]) -> String {
        decode("x", bytes).expect_err("it is no text").to_string()
    }

    #[test]
    fn c_50_all_line_ends_count() {
        assert_eq!(decode("x", b"a\r\nb\rc\n"), Ok("a\nb\nc\n".into()));
    }

    #[test]
    fn c_50_undecodable_bytes_are_refused_in_pythons_words() {
        assert_eq!(
            refused(b"[a]\nb=\xe9\n"),
            "'utf-8' codec can't decode byte 0xe9 in position 6: invalid continuation byte"
        );
        assert_eq!(
            refused(b"\x80"),
            "'utf-8' codec can't decode byte 0x80 in position 0: invalid start byte"
        );
        assert_eq!(
            refused(b"ab\xe2\x82"),
            "'utf-8' codec can't decode bytes in position 0-1: unexpected end of data"
        );
    }

    #[test]
    fn w_63_a_byte_order_mark_is_skipped() {
        assert_eq!(decode("x", b"\xef\xbb\xbf[a]"), Ok("[a]".into()));
    }
}
