//! Numbers: integers, byte sizes, octal modes.

use super::ValueError;
use crate::python;

/// Reads an integer (C-89).
pub(crate) fn integer(text: &str) -> Result<i64, ValueError> {
    python::decimal(text).ok_or_else(|| ValueError::Integer(text.into()))
}

/// Reads a count whose negative values mean none.
pub(crate) fn count(text: &str) -> Result<u32, ValueError> {
    integer(text).map(clamped)
}

/// Reads a size in bytes (C-92). A negative one means no limit, as 0 does (W-72).
pub(crate) fn bytes(text: &str) -> Result<u64, ValueError> {
    Ok(signed_bytes(text)?.try_into().unwrap_or(0))
}

/// Reads a size in bytes and keeps its sign.
pub(crate) fn signed_bytes(text: &str) -> Result<i64, ValueError> {
    const SUFFIXES: [(&str, i64); 3] = [("kb", 1 << 10), ("mb", 1 << 20), ("gb", 1 << 30)];
    let lower = text.to_lowercase();
    let (number, unit) = SUFFIXES
        .into_iter()
        .find_map(|(suffix, unit)| lower.strip_suffix(suffix).map(|number| (number, unit)))
        .unwrap_or((&lower, 1));
    Ok(integer(number)?.saturating_mul(unit))
}

/// Reads an octal number such as a file mode (C-93); only bits that a mode can have are kept.
pub(crate) fn octal(text: &str) -> Result<u32, ValueError> {
    let value = python::octal(text).ok_or_else(|| ValueError::Octal(text.into()))?;
    Ok(u32::try_from(value & 0o177_777).unwrap_or_default())
}

/// Moves a number into the range of a count.
pub(crate) fn clamped(value: i64) -> u32 {
    u32::try_from(value.max(0)).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text<T: std::fmt::Debug>(result: Result<T, ValueError>) -> String {
        result.expect_err("the value is refused").to_string()
    }

    #[test]
    fn c_89_integers() {
        assert_eq!(integer(" -5 "), Ok(-5));
        assert_eq!(
            text(integer("0.5")),
            "invalid literal for int() with base 10: '0.5'"
        );
        assert_eq!(
            text(integer("")),
            "invalid literal for int() with base 10: ''"
        );
    }

    #[test]
    fn c_92_sizes_have_binary_suffixes() {
        for (size, value) in [
            ("0", 0),
            ("50MB", 50 << 20),
            ("1 kb", 1024),
            ("2Gb", 2 << 30),
            ("-1", 0),
            ("-1MB", 0),
        ] {
            assert_eq!(bytes(size), Ok(value), "{size}");
        }
        for (size, rest) in [("1G", "1g"), ("10B", "10b"), ("1.5MB", "1.5"), ("MB", "")] {
            assert_eq!(
                text(bytes(size)),
                format!("invalid literal for int() with base 10: '{rest}'")
            );
        }
    }

    #[test]
    fn c_93_octal_modes() {
        assert_eq!(octal("022"), Ok(0o22));
        assert_eq!(octal("0o700"), Ok(0o700));
        assert_eq!(
            text(octal("999")),
            "999 can not be converted to an octal type"
        );
    }

    #[test]
    fn counts_are_never_negative() {
        assert_eq!(count("-3"), Ok(0));
        assert_eq!(count("99999999999"), Ok(u32::MAX));
    }
}
