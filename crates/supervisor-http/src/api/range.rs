//! The `Range` header, as far as logs need it (RFC 9110, section 14).

use std::convert::Infallible;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{Method, header};

/// The range that a request asks for, if it does.
pub(super) struct Asked(pub(super) Option<ByteRange>);

impl<S: Sync> FromRequestParts<S> for Asked {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self(ByteRange::of(parts)))
    }
}

/// The one range of bytes that a client asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ByteRange {
    /// `bytes=a-` or `bytes=a-b`, both counted from 0 and meant.
    From { first: u64, last: Option<u64> },
    /// `bytes=-n`.
    Last(u64),
}

impl ByteRange {
    /// Reads the header; whatever is not one range of bytes is passed over, as the standard has it.
    fn of(parts: &Parts) -> Option<Self> {
        // Only GET knows ranges. A log has no validator, so no condition about one can hold.
        if parts.method != Method::GET || parts.headers.contains_key(header::IF_RANGE) {
            return None;
        }
        let value = parts.headers.get(header::RANGE)?.to_str().ok()?;
        Self::parse(value)
    }

    fn parse(value: &str) -> Option<Self> {
        let (unit, range) = value.split_once('=')?;
        if !unit.trim().eq_ignore_ascii_case("bytes") {
            return None;
        }
        let (first, last) = range.trim().split_once('-')?;
        match (first, last) {
            ("", count) => Some(Self::Last(number(count)?)),
            (first, "") => {
                let first = number(first)?;
                Some(Self::From { first, last: None })
            }
            (first, last) => {
                let (first, last) = (number(first)?, number(last)?);
                let range = Self::From {
                    first,
                    last: Some(last),
                };
                (first <= last).then_some(range)
            }
        }
    }

    /// Cuts the range out of a log of this size: its first byte and its length, which is not 0.
    pub(super) fn within(self, size: u64) -> Option<(u64, u64)> {
        let (first, end) = match self {
            Self::From { first, last } => {
                let end = last.map_or(size, |last| last.saturating_add(1).min(size));
                (first, end)
            }
            Self::Last(count) => (size.saturating_sub(count), size),
        };
        let length = end.checked_sub(first)?;
        (length > 0).then_some((first, length))
    }
}

/// Reads a number; one that is too large is beyond the end of every log.
fn number(text: &str) -> Option<u64> {
    let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| text.parse().unwrap_or(u64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(value: &str, size: u64) -> Option<(u64, u64)> {
        ByteRange::parse(value)?.within(size)
    }

    #[test]
    fn a_range_is_cut_to_what_there_is() {
        assert_eq!(cut("bytes=0-4", 10), Some((0, 5)));
        assert_eq!(cut("bytes=5-", 10), Some((5, 5)));
        assert_eq!(cut("bytes=5-99", 10), Some((5, 5)));
        assert_eq!(cut("bytes=-3", 10), Some((7, 3)));
        assert_eq!(cut("bytes=-99", 10), Some((0, 10)));
        assert_eq!(cut("Bytes= 9-9 ", 10), Some((9, 1)));
        let most = format!("bytes=0-{}", u64::MAX);
        assert_eq!(cut(&most, 10), Some((0, 10)));
        assert_eq!(cut("bytes=4-99999999999999999999", 10), Some((4, 6)));
        assert_eq!(cut("bytes=-99999999999999999999", 10), Some((0, 10)));
    }

    #[test]
    fn what_lies_beyond_the_end_is_nothing() {
        assert_eq!(cut("bytes=10-", 10), None);
        assert_eq!(cut("bytes=-0", 10), None);
        assert_eq!(cut("bytes=99999999999999999999-", 10), None);
        assert_eq!(cut("bytes=0-0", 0), None);
        assert_eq!(cut("bytes=-5", 0), None);
    }

    #[test]
    fn what_is_not_one_range_of_bytes_is_passed_over() {
        for value in [
            "",
            "bytes",
            "lines=1-2",
            "bytes=1-2,4-5",
            "bytes=5-4",
            "bytes=-",
            "bytes=+1-",
        ] {
            assert_eq!(ByteRange::parse(value), None, "{value:?}");
        }
    }
}
