//! What a listener answers to an event: a line with a length, then a result of that length (E-34).

use alloc::vec::Vec;

/// How long a line may be; what fits into it is far more than any length needs.
const LINE_MAX: usize = 4_096;

/// The beginning of the line that is not looked at; it should be `RESULT ` (W-49).
const TOKEN: usize = 7;

/// The result that accepts an event.
const OK: &[u8] = b"OK";

/// The part of an answer that has come.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Answer {
    Line(Vec<u8>),
    /// Of the result itself only so much is kept as shows whether it is `OK`.
    Result {
        missing: u64,
        beginning: Vec<u8>,
    },
}

/// What a listener has said.
#[derive(Debug, PartialEq)]
pub(super) enum Heard {
    Part,
    Ok,
    Rejection,
    BadLine(Vec<u8>),
}

impl Default for Answer {
    fn default() -> Self {
        Self::Line(Vec::new())
    }
}

impl Answer {
    /// Takes bytes in; returns what they mean, and those that come after it.
    pub(super) fn hear<'b>(&mut self, bytes: &'b [u8]) -> (Heard, &'b [u8]) {
        match self {
            Self::Line(line) => {
                let end = bytes.iter().position(|byte| *byte == b'\n');
                let (part, rest) = bytes.split_at(end.unwrap_or(bytes.len()));
                line.extend(part);
                if line.len() > LINE_MAX {
                    line.truncate(LINE_MAX);
                    return (Heard::BadLine(core::mem::take(line)), &[]);
                }
                match end {
                    None => (Heard::Part, &[]),
                    Some(_) => (self.end_line(), rest.get(1..).unwrap_or_default()),
                }
            }
            Self::Result { missing, beginning } => {
                let count = usize::try_from(*missing).unwrap_or(usize::MAX);
                let (part, rest) = bytes.split_at(count.min(bytes.len()));
                *missing = missing.saturating_sub(u64::try_from(part.len()).unwrap_or(u64::MAX));
                let room = (OK.len() + 1).saturating_sub(beginning.len());
                beginning.extend(part.iter().take(room));
                let heard = match *missing {
                    0 if beginning == OK => Heard::Ok,
                    0 => Heard::Rejection,
                    _ => Heard::Part,
                };
                (heard, rest)
            }
        }
    }

    /// Turns a whole line into the length that it announces.
    fn end_line(&mut self) -> Heard {
        let Self::Line(line) = self else {
            return Heard::Part;
        };
        match line.get(TOKEN..).and_then(length) {
            Some(missing) => {
                // compat: a length of 0 is acted upon when the next byte comes (E-35).
                *self = Self::Result {
                    missing,
                    beginning: Vec::new(),
                };
                Heard::Part
            }
            None => Heard::BadLine(core::mem::take(line)),
        }
    }
}

/// Reads a length as Python's `int` does: blanks around it, a sign, underscores between digits.
/// One that is too big for us is one that never comes; a negative one is none.
fn length(text: &[u8]) -> Option<u64> {
    let text = trim(text);
    let (is_negative, digits) = match text {
        [b'-', digits @ ..] => (true, digits),
        [b'+', digits @ ..] | digits => (false, digits),
    };
    let mut length = 0_u64;
    for group in digits.split(|byte| *byte == b'_') {
        if group.is_empty() {
            return None;
        }
        for digit in group {
            let digit = char::from(*digit).to_digit(10)?;
            length = length.saturating_mul(10).saturating_add(digit.into());
        }
    }
    (!is_negative || length == 0).then_some(length)
}

/// Removes what Python takes for blanks.
fn trim(text: &[u8]) -> &[u8] {
    let is_blank = |byte: &u8| matches!(byte, b' ' | b'\t'..=b'\r');
    let start = text.iter().position(|byte| !is_blank(byte));
    let end = text.iter().rposition(|byte| !is_blank(byte));
    match (start, end) {
        (Some(start), Some(end)) => text.get(start..=end).unwrap_or_default(),
        _ => &[],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn heard(text: &[u8]) -> (Heard, &[u8]) {
        let mut answer = Answer::default();
        let mut rest = text;
        loop {
            let (heard, after) = answer.hear(rest);
            rest = after;
            if heard != Heard::Part || rest.is_empty() {
                return (heard, rest);
            }
        }
    }

    #[test]
    fn e_34_lengths_are_read_as_python_does() {
        for (text, number) in [
            ("2", Some(2)),
            (" \t2\r ", Some(2)),
            ("+2", Some(2)),
            ("-0", Some(0)),
            ("007", Some(7)),
            ("1_0", Some(10)),
            ("99999999999999999999999999", Some(u64::MAX)),
            ("-1", None),
            ("", None),
            ("1__0", None),
            ("_1", None),
            ("+ 2", None),
            ("2x", None),
            ("\u{662}", None),
        ] {
            assert_eq!(length(text.as_bytes()), number, "{text:?}");
        }
    }

    #[test]
    fn e_35_only_ok_itself_accepts() {
        assert_eq!(heard(b"RESULT 2\nOK"), (Heard::Ok, &b""[..]));
        assert_eq!(heard(b"RESULT 2\nOKREADY\n"), (Heard::Ok, &b"READY\n"[..]));
        for result in ["RESULT 4\nFAIL", "RESULT 3\nOK!", "RESULT 1\nO"] {
            assert_eq!(heard(result.as_bytes()).0, Heard::Rejection, "{result}");
        }
    }

    #[test]
    fn e_35_an_empty_result_is_seen_with_the_next_byte() {
        assert_eq!(heard(b"RESULT 0\n"), (Heard::Part, &b""[..]));
        assert_eq!(heard(b"RESULT 0\nR"), (Heard::Rejection, &b"R"[..]));
    }

    #[test]
    fn w_49_the_token_is_not_checked() {
        assert_eq!(heard(b"1234567 2 \nOK"), (Heard::Ok, &b""[..]));
        assert_eq!(heard(b"OK\n").0, Heard::BadLine(b"OK".to_vec()));
    }

    #[test]
    fn a_line_or_result_without_end_takes_no_memory() {
        let (verdict, _) = heard(&[b'x'; 1_000_000]);
        assert!(matches!(verdict, Heard::BadLine(line) if line.len() == LINE_MAX));

        let mut answer = Answer::default();
        answer.hear(b"RESULT 18446744073709551615\n");
        for _ in 0..100 {
            answer.hear(&[b'x'; 10_000]);
        }
        let Answer::Result { beginning, .. } = answer else {
            unreachable!("its line is whole");
        };
        assert_eq!(beginning.len(), 3);
    }
}
