//! Wall-clock time, for what people read; durations are measured with a monotonic clock elsewhere.

use alloc::format;
use alloc::string::String;

use serde::{Deserialize, Serialize};

use crate::calendar::Date;

/// A point in wall-clock time, in microseconds since the Unix epoch.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Wall(i64);

impl Wall {
    /// The epoch itself, which Supervisor's interfaces use for "never".
    pub const NEVER: Self = Self(0);

    /// Makes a point in time from microseconds since the epoch.
    #[must_use]
    pub const fn from_micros(micros: i64) -> Self {
        Self(micros)
    }

    /// Makes a point in time from whole seconds since the epoch.
    #[must_use]
    pub const fn from_seconds(seconds: i64) -> Self {
        Self(seconds.saturating_mul(1_000_000))
    }

    /// Returns the microseconds since the epoch.
    #[must_use]
    pub const fn micros(self) -> i64 {
        self.0
    }

    /// Returns the whole seconds since the epoch, rounded down.
    #[must_use]
    pub const fn seconds(self) -> i64 {
        self.0.div_euclid(1_000_000)
    }

    /// Writes it as `2026-11-25T18:00:00.123Z` (RFC 3339); nothing for [`Wall::NEVER`].
    #[must_use]
    pub fn rfc3339(self) -> Option<String> {
        if self == Self::NEVER {
            return None;
        }
        let seconds = self.seconds();
        let Date { year, month, day } = Date::of(seconds.div_euclid(86_400));
        let rest = seconds.rem_euclid(86_400);
        let (hour, minute, second) = (rest / 3600, rest / 60 % 60, rest % 60);
        let millis = self.0.rem_euclid(1_000_000) / 1_000;
        Some(format!(
            "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{millis:03}Z"
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_point_in_time_is_written_in_utc_and_never_is_nothing() {
        let wall = Wall::from_micros(1_795_629_600_123_999);
        assert_eq!(wall.rfc3339().as_deref(), Some("2026-11-25T18:00:00.123Z"));
        assert_eq!(Wall::NEVER.rfc3339(), None);
    }
}
