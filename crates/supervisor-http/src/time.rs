//! The clock and the time zone of the machine. The only file that knows the time library.

use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};
use supervisor_api::Wall;
use supervisor_api::info::LocalTime;

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

/// Writes the present time as HTTP headers want it.
pub(crate) fn http_date() -> String {
    Timestamp::now()
        .strftime("%a, %d %b %Y %H:%M:%S GMT")
        .to_string()
}
