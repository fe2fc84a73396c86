//! The small chart of the last hour: one bar a minute.

use std::collections::BTreeMap;

use supervisor_api::{UsagePoint, Wall};

/// How high a bar can be.
const HEIGHT: f64 = 20.0;

/// A bar of nothing is this high: an idle program is not one that nobody has looked at.
const GROUND: f64 = 1.5;

/// Bars fill the height only from this share on: noise is no peak.
const LEAST_PEAK: f64 = 0.05;

/// The processor time of a process tree over the last hour.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Spark {
    /// The corners of the bars, four for each minute, in minutes and twentieths of the peak.
    pub(super) points: String,
    /// What the full height stands for, as a share of one processor.
    pub(super) peak: f64,
}

impl Spark {
    pub(super) fn of(history: &[UsagePoint], now: Wall) -> Self {
        let minutes = by_minute(history, now);
        let peak = minutes.values().copied().fold(LEAST_PEAK, f64::max);
        let bar = |(minute, share): (&i64, &f64)| {
            let end = minute + 1;
            let top = HEIGHT - f64::max(GROUND, share / peak * HEIGHT);
            format!("{minute},20 {minute},{top:.1} {end},{top:.1} {end},20")
        };
        let bars: Vec<_> = minutes.iter().map(bar).collect();
        Self {
            points: bars.join(" "),
            peak: (peak * 1000.0).round() / 1000.0,
        }
    }
}

/// Returns the largest share of each of the last sixty minutes, the latest of which is 59.
fn by_minute(history: &[UsagePoint], now: Wall) -> BTreeMap<i64, f64> {
    let mut minutes = BTreeMap::new();
    for point in history {
        let minute = 59 - (now.seconds() - point.at.seconds()).max(0) / 60;
        if minute < 0 {
            continue;
        }
        let peak = minutes.entry(minute).or_insert(0.0);
        *peak = f64::max(*peak, point.cpu.into());
    }
    minutes
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: i64 = 1_795_629_600;

    fn point(ago: i64, cpu: f32) -> UsagePoint {
        UsagePoint {
            at: Wall::from_seconds(NOW - ago),
            cpu,
            resident_bytes: 0,
        }
    }

    #[test]
    fn a_minute_is_shown_by_its_peak_and_the_hour_by_its_own() {
        let history = [
            point(4000, 9.0),
            point(3590, 0.5),
            point(61, 0.25),
            point(3, 0.0),
            point(1, 1.0),
        ];

        let spark = Spark::of(&history, Wall::from_seconds(NOW));

        assert_eq!(
            spark.points,
            "0,20 0,10.0 1,10.0 1,20 58,20 58,15.0 59,15.0 59,20 59,20 59,0.0 60,0.0 60,20"
        );
        assert_eq!(spark.peak.to_string(), "1");
    }

    #[test]
    fn an_idle_process_has_bars_on_the_ground_and_an_unseen_one_none() {
        let spark = Spark::of(&[point(1, 0.0)], Wall::from_seconds(NOW));

        assert_eq!(spark.points, "59,20 59,18.5 60,18.5 60,20");
        assert_eq!(Spark::of(&[], Wall::from_seconds(NOW)).points, "");
    }
}
