//! Python's `int()` on texts (C-89, C-93).

use super::digits;
use super::space::trim;

/// Reads a decimal number. Numbers beyond 64 bits become the nearest one within.
pub(crate) fn decimal(text: &str) -> Option<i64> {
    let (negative, digits) = split_sign(trim(text));
    number(digits, 10).map(|value| signed(value, negative))
}

/// Reads an octal number, with or without `0o` (C-93).
pub(crate) fn octal(text: &str) -> Option<i64> {
    let (negative, digits) = split_sign(trim(text));
    let digits = match digits.strip_prefix("0o").or(digits.strip_prefix("0O")) {
        // A single underscore may stand between the prefix and the digits.
        Some(rest) => rest.strip_prefix('_').unwrap_or(rest),
        None => digits,
    };
    number(digits, 8).map(|value| signed(value, negative))
}

fn split_sign(text: &str) -> (bool, &str) {
    if let Some(rest) = text.strip_prefix('-') {
        return (true, rest);
    }
    (false, text.strip_prefix('+').unwrap_or(text))
}

fn number(text: &str, base: u32) -> Option<i64> {
    let mut value: i64 = 0;
    let mut after_digit = false;
    for c in text.chars() {
        if c == '_' {
            if !after_digit {
                return None;
            }
            after_digit = false;
            continue;
        }
        let digit = digits::value(c).filter(|digit| *digit < base)?;
        value = value
            .saturating_mul(i64::from(base))
            .saturating_add(i64::from(digit));
        after_digit = true;
    }
    after_digit.then_some(value)
}

fn signed(value: i64, negative: bool) -> i64 {
    if negative { -value } else { value }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn c_89_decimal_numbers() {
        for (text, value) in [
            ("1", Some(1)),
            (" +12 ", Some(12)),
            ("-0", Some(0)),
            ("1_000", Some(1000)),
            ("٤٢", Some(42)),
            ("007", Some(7)),
            ("99999999999999999999", Some(i64::MAX)),
            ("", None),
            ("0.5", None),
            ("1__0", None),
            ("_1", None),
            ("1_", None),
            ("- 1", None),
            ("0x1", None),
            ("1 2", None),
        ] {
            assert_eq!(decimal(text), value, "{text:?}");
        }
    }

    #[test]
    fn c_93_octal_numbers() {
        for (text, value) in [
            ("022", Some(0o22)),
            ("0o700", Some(0o700)),
            ("0O_7", Some(7)),
            ("-7", Some(-7)),
            ("8", None),
            ("0o", None),
            ("0o__7", None),
            ("0x7", None),
        ] {
            assert_eq!(octal(text), value, "{text:?}");
        }
    }
}
