//! The small line of the last hour: one point a minute.

use std::collections::BTreeMap;

use supervisor_api::{UsagePoint, Wall};

/// How high the line can be.
const HEIGHT: f64 = 20.0;

/// A line that is never reached by less than this does not fill its height: noise is no peak.
const LEAST_PEAK: f64 = 0.05;

/// The processor time of a process tree over the last hour.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Spark {
    /// Where the line goes, in minutes and twentieths of the peak.
    pub(super) points: String,
    /// What the full height stands for, as a share of one processor.
    pub(super) peak: f64,
}

impl Spark {
    pub(super) fn of(history: &[UsagePoint], now: Wall) -> Self {
        let minutes = by_minute(history, now);
        let peak = minutes.values().copied().fold(LEAST_PEAK, f64::max);
        let point = |(minute, share): (&i64, &f64)| {
            let height = HEIGHT - share / peak * HEIGHT;
            format!("{minute},{height:.1}")
        };
        let mut points: Vec<_> = minutes.iter().map(point).collect();
        if let [only] = points.as_slice() {
            // One point alone would not be seen.
            let height = only.rsplit(',').next().unwrap_or_default();
            points.insert(0, format!("58,{height}"));
        }
        Self {
            points: points.join(" "),
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

        assert_eq!(spark.points, "0,10.0 58,15.0 59,0.0");
        assert_eq!(spark.peak.to_string(), "1");
    }

    #[test]
    fn an_idle_process_has_a_line_on_the_ground() {
        let spark = Spark::of(&[point(1, 0.0)], Wall::from_seconds(NOW));

        assert_eq!(spark.points, "58,20.0 59,20.0");
    }
}
