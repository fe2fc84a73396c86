//! How durations, sizes and times are written for people. `assets/ui/words.js` does the same.
//!
//! A number and its unit are one word: the space between them does not break.

use supervisor_api::Wall;
use supervisor_api::info::LocalTime;

/// Writes a duration in at most two units.
pub(super) fn span(seconds: i64) -> String {
    let seconds = seconds.max(0);
    let (minutes, hours, days) = (seconds / 60, seconds / 3600, seconds / 86_400);
    match (days, hours, minutes) {
        (0, 0, 0) => format!("{seconds}\u{a0}s"),
        (0, 0, minutes) if minutes < 10 => two((minutes, "min"), (seconds % 60, "s")),
        (0, 0, minutes) => format!("{minutes}\u{a0}min"),
        (0, hours, minutes) => two((hours, "h"), (minutes % 60, "min")),
        (days, hours, _) => two((days, "d"), (hours % 24, "h")),
    }
}

fn two(large: (i64, &str), small: (i64, &str)) -> String {
    match small.0 {
        0 => format!("{}\u{a0}{}", large.0, large.1),
        _ => format!(
            "{}\u{a0}{}\u{a0}{}\u{a0}{}",
            large.0, large.1, small.0, small.1
        ),
    }
}

/// Writes a share of one processor.
pub(super) fn percent(share: f64) -> String {
    let percent = share * 100.0;
    if percent >= 9.95 {
        return format!("{percent:.0}\u{a0}%");
    }
    format!("{percent:.1}\u{a0}%")
}

/// Writes a size in the unit in which it is a short number.
pub(super) fn bytes(bytes: u64) -> String {
    #[expect(clippy::cast_precision_loss, reason = "three digits are shown")]
    let (mut size, mut unit) = (bytes as f64 / 1024.0, "KiB");
    for larger in ["MiB", "GiB", "TiB"] {
        if size < 999.5 {
            break;
        }
        (size, unit) = (size / 1024.0, larger);
    }
    if size >= 9.95 || unit == "KiB" {
        return format!("{size:.0}\u{a0}{unit}");
    }
    format!("{size:.1}\u{a0}{unit}")
}

/// Writes how many there are of something.
pub(super) fn count(number: u64, one: &str, many: &str) -> String {
    match number {
        1 => format!("1 {one}"),
        _ => format!("{number} {many}"),
    }
}

/// A point in time, for a `<time>` element.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Moment {
    /// RFC 3339 in UTC.
    pub(super) machine: String,
    /// What is shown when asked for more.
    pub(super) utc: String,
    /// The clock of the daemon's machine: the date too, unless it is of the last twelve hours.
    pub(super) local: String,
    /// How long ago it was.
    pub(super) age: String,
}

impl Moment {
    /// Describes a point in time; `None` for "never".
    pub(super) fn of(at: Wall, now: Wall, zone: &impl LocalTime) -> Option<Self> {
        let machine = at.rfc3339()?;
        let utc = machine.get(..19)?.replace('T', " ") + " UTC";
        let shifted = Wall::from_seconds(at.seconds() + zone.offset_at(at)).rfc3339()?;
        let seconds = now.seconds() - at.seconds();
        let local = match seconds < 12 * 3600 {
            true => shifted.get(11..19)?.to_owned(),
            false => shifted.get(5..16)?.replace('T', " "),
        };
        let age = span(seconds);
        Some(Self {
            machine,
            utc,
            local,
            age,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct East;

    impl LocalTime for East {
        fn offset_at(&self, _: Wall) -> i64 {
            3600
        }
    }

    #[test]
    fn a_duration_has_at_most_two_units() {
        let written = [
            -1, 0, 59, 60, 61, 599, 600, 3599, 3600, 7500, 86_400, 100_000,
        ]
        .map(span);

        assert_eq!(
            written,
            [
                "0\u{a0}s",
                "0\u{a0}s",
                "59\u{a0}s",
                "1\u{a0}min",
                "1\u{a0}min\u{a0}1\u{a0}s",
                "9\u{a0}min\u{a0}59\u{a0}s",
                "10\u{a0}min",
                "59\u{a0}min",
                "1\u{a0}h",
                "2\u{a0}h\u{a0}5\u{a0}min",
                "1\u{a0}d",
                "1\u{a0}d\u{a0}3\u{a0}h"
            ]
        );
    }

    #[test]
    fn numbers_are_short() {
        assert_eq!(
            [0.0, 0.0123, 0.0994, 0.5, 3.999].map(percent),
            [
                "0.0\u{a0}%",
                "1.2\u{a0}%",
                "9.9\u{a0}%",
                "50\u{a0}%",
                "400\u{a0}%"
            ]
        );
        assert_eq!(
            [0, 512 << 10, 1 << 20, 12_345_678, 5 << 30].map(bytes),
            [
                "0\u{a0}KiB",
                "512\u{a0}KiB",
                "1.0\u{a0}MiB",
                "12\u{a0}MiB",
                "5.0\u{a0}GiB"
            ]
        );
        assert_eq!(count(1, "start", "starts"), "1 start");
        assert_eq!(count(0, "start", "starts"), "0 starts");
    }

    #[test]
    fn a_moment_is_shown_in_local_time_and_told_in_utc() {
        let at = Wall::from_seconds(1_795_629_600);
        let moment = |later| Moment::of(at, Wall::from_seconds(at.seconds() + later), &East);

        let recent = moment(75).unwrap();
        assert_eq!(recent.machine, "2026-11-25T18:00:00.000Z");
        assert_eq!(recent.utc, "2026-11-25 18:00:00 UTC");
        assert_eq!(
            (recent.local.as_str(), recent.age.as_str()),
            ("19:00:00", "1\u{a0}min\u{a0}15\u{a0}s")
        );
        assert_eq!(moment(86_400).unwrap().local, "11-25 19:00");
        assert_eq!(Moment::of(Wall::NEVER, at, &East), None);
    }
}
