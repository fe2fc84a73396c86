//! The last hour of each program, as far as it was sampled.

use std::collections::{HashMap, VecDeque};

use supervisor_api::{GroupName, ProcessName, Sample, UsagePoint, Wall};

/// How far back the past is kept, in seconds.
const SPAN: i64 = 3600;

/// The past of all programs.
#[derive(Debug, Default)]
pub(super) struct History {
    programs: HashMap<(GroupName, ProcessName), VecDeque<Point>>,
}

/// A point in twelve bytes: with 1,000 programs an hour of these has to be kept.
#[derive(Clone, Copy, Debug)]
struct Point {
    /// Seconds after the epoch, good until 2106.
    at: u32,
    cpu: f32,
    resident_kib: u32,
}

impl History {
    /// Adds a sample, and forgets what is too old and programs that are no more; also what was taken
    /// by a clock that has been set back since.
    pub(super) fn add(&mut self, sample: &Sample) {
        for program in &sample.programs {
            let key = (program.group.clone(), program.process.clone());
            let point = Point::new(sample.at, program.usage.cpu, program.usage.resident_bytes);
            self.programs.entry(key).or_default().push_back(point);
        }
        let now = seconds(sample.at.seconds());
        let earliest = seconds(sample.at.seconds() - SPAN);
        self.programs.retain(|_, points| {
            points.retain(|point| point.at > earliest && point.at <= now);
            !points.is_empty()
        });
    }

    /// Returns the past of a program, oldest first.
    pub(super) fn of(&self, group: &GroupName, process: &ProcessName) -> Vec<UsagePoint> {
        let points = self.programs.get(&(group.clone(), process.clone()));
        points
            .into_iter()
            .flatten()
            .map(|point| point.shown())
            .collect()
    }
}

impl Point {
    #[expect(clippy::cast_possible_truncation, reason = "charts need no more")]
    fn new(at: Wall, cpu: f64, resident_bytes: u64) -> Self {
        Self {
            at: seconds(at.seconds()),
            cpu: cpu as f32,
            resident_kib: u32::try_from(resident_bytes / 1024).unwrap_or(u32::MAX),
        }
    }

    fn shown(self) -> UsagePoint {
        UsagePoint {
            at: Wall::from_seconds(self.at.into()),
            cpu: self.cpu,
            resident_bytes: u64::from(self.resident_kib) * 1024,
        }
    }
}

fn seconds(at: i64) -> u32 {
    u32::try_from(at.max(0)).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use supervisor_api::{ProgramUsage, Usage};

    fn sample(at: i64, cpu: f64) -> Sample {
        Sample {
            at: Wall::from_seconds(at),
            programs: vec![ProgramUsage {
                group: "web".into(),
                process: "web".into(),
                usage: Usage {
                    cpu,
                    resident_bytes: 8192,
                    ..Usage::default()
                },
            }],
        }
    }

    #[test]
    fn the_past_is_an_hour_long() {
        let mut history = History::default();
        for at in (10_000..20_000).step_by(10) {
            history.add(&sample(at, 0.5));
        }

        let past = history.of(&"web".into(), &"web".into());
        assert_eq!(past.len(), 360);
        assert_eq!(past[359].at, Wall::from_seconds(19_990));
        assert_eq!((past[0].cpu, past[0].resident_bytes), (0.5, 8192));
    }

    #[test]
    fn the_past_does_not_lie_in_the_future() {
        let mut history = History::default();
        history.add(&sample(20_000, 0.5));
        history.add(&sample(10_000, 0.5));

        let past = history.of(&"web".into(), &"web".into());
        assert_eq!(past.len(), 1);
        assert_eq!(past[0].at, Wall::from_seconds(10_000));
    }

    #[test]
    fn a_program_that_is_no_more_is_forgotten() {
        let mut history = History::default();
        history.add(&sample(10_000, 0.5));
        history.add(&Sample {
            at: Wall::from_seconds(13_601),
            programs: Vec::new(),
        });
        assert!(history.programs.is_empty());
    }
}
