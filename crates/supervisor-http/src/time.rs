//! The clock and the time zone of the machine. The only file that knows the time library.

use std::fmt;

use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};
use supervisor_api::Wall;
use supervisor_api::info::LocalTime;

const HTTP_FORMAT: &str = "%a, %d %b %Y %H:%M:%S GMT";

/// Returns the present time.
pub(crate) fn now() -> Wall {
    Wall::from_micros(Timestamp::now().as_microsecond())
}

/// The time zone of the machine.
#[derive(Clone, Debug)]
pub struct SystemZone(TimeZone);

impl SystemZone {
    /// Returns the zone that `TZ` or `/etc/localtime` names, or UTC.
    #[must_use]
    pub fn read() -> Self {
        Self(TimeZone::system())
    }
}

impl LocalTime for SystemZone {
    fn offset_at(&self, time: Wall) -> i64 {
        let timestamp = Timestamp::from_microsecond(time.micros()).unwrap_or_default();
        self.0.to_offset(timestamp).seconds().into()
    }
}

/// Writes the local time as `25/Nov/2026:14:44:21 +0000`.
pub(crate) fn log_date() -> String {
    Zoned::now().strftime("%d/%b/%Y:%H:%M:%S %z").to_string()
}

/// Writes the local time as `Wed Nov 25 14:44:21 2026`.
pub(crate) fn clock() -> String {
    Zoned::now().strftime("%a %b %e %H:%M:%S %Y").to_string()
}

/// A time as HTTP headers have it, to the second.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct HttpDate(i64);

impl HttpDate {
    pub(crate) fn of(time: Wall) -> Self {
        Self(time.seconds())
    }

    /// Reads what `Display` writes; what older clients write instead is no date to us.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let parsed = DateTime::strptime(HTTP_FORMAT, text).ok()?;
        let zoned = parsed.to_zoned(TimeZone::UTC).ok()?;
        Some(Self(zoned.timestamp().as_second()))
    }
}

impl fmt::Display for HttpDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let time = Timestamp::from_second(self.0).unwrap_or_default();
        write!(f, "{}", time.strftime(HTTP_FORMAT))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn h_83_a_date_is_read_as_it_is_written() {
        let text = "Wed, 25 Nov 2026 14:44:21 GMT";

        let date = HttpDate::parse(text).unwrap();

        assert_eq!(date, HttpDate(1_795_617_861));
        assert_eq!(date.to_string(), text);
        assert_eq!(HttpDate::parse("yesterday"), None);
    }
}
