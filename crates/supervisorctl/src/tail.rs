//! Which part of a log `tail` and `maintail` show.

use crate::error::CommandError;

/// What an argument like `-100` or `-f` asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    /// From this byte on; a negative number counts from the end.
    Offset(i64),
    Follow,
}

impl Default for Part {
    fn default() -> Self {
        Self::Offset(-1600)
    }
}

/// Reads `-f` or a dash and a number of bytes from the end. A second dash makes it an offset from
/// the beginning, and zero is the whole log (T-38).
pub(crate) fn parse_part(word: &str) -> Option<Part> {
    match word.strip_prefix('-')? {
        "f" => Some(Part::Follow),
        number => Some(Part::Offset(-parse_number(number)?)),
    }
}

/// Checks that the protocol can carry an offset, which it could not tell from another one if not.
pub(crate) fn within_protocol(offset: i64) -> Result<i64, CommandError> {
    match i32::try_from(offset) {
        Ok(offset) => Ok(offset.into()),
        Err(_) => Err(CommandError::OutOfRange(offset)),
    }
}

/// Reads a number as Python does: with a sign, and with single underscores between digits.
fn parse_number(text: &str) -> Option<i64> {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    let is_number = digits
        .split('_')
        .all(|run| !run.is_empty() && run.bytes().all(|byte| byte.is_ascii_digit()));
    if !is_number {
        return None;
    }
    // Beyond what the protocol can carry all numbers are alike.
    let value = digits.replace('_', "").parse().unwrap_or(i64::MAX);
    Some(if text.starts_with('-') { -value } else { value })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn t_38_a_dash_and_a_number_count_from_the_end() {
        assert_eq!(parse_part("-100"), Some(Part::Offset(-100)));
        assert_eq!(parse_part("-1_0"), Some(Part::Offset(-10)));
        assert_eq!(parse_part("-+5"), Some(Part::Offset(-5)));
    }

    #[test]
    fn t_38_zero_is_everything_and_a_second_dash_an_offset() {
        assert_eq!(parse_part("-0"), Some(Part::Offset(0)));
        assert_eq!(parse_part("--7"), Some(Part::Offset(7)));
    }

    #[test]
    fn x_8_offsets_of_more_than_32_bits_are_refused() {
        assert!(within_protocol(i32::MIN.into()).is_ok());
        assert!(within_protocol(i64::from(i32::MAX) + 1).is_err());
    }

    #[test]
    fn t_38_anything_else_is_no_part() {
        for word in ["100", "-", "-x", "-1x", "-1__0", "-_1", "-f1", "--"] {
            assert_eq!(parse_part(word), None, "{word}");
        }
    }
}
