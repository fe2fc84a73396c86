//! From sums of the process table to what each program uses.

use std::collections::HashMap;
use std::time::Duration;

use supervisor_api::Usage;

use super::tree::Sum;

/// Turns one reading after the other into usage.
#[derive(Debug)]
pub(super) struct Meter {
    units: Units,
    /// The reading before, by the pid of the root.
    before: HashMap<u32, Sum>,
}

/// What the numbers of the process table are in.
#[derive(Clone, Copy, Debug)]
pub(super) struct Units {
    pub(super) ticks_per_second: f64,
    pub(super) page_bytes: u64,
}

impl Meter {
    pub(super) fn new(units: Units) -> Self {
        Self {
            units,
            before: HashMap::new(),
        }
    }

    /// Takes a reading, `elapsed` after the one before if there was one.
    pub(super) fn measure(
        &mut self,
        sums: HashMap<u32, Sum>,
        elapsed: Option<Duration>,
    ) -> HashMap<u32, Usage> {
        let usage = |(root, sum): (&u32, &Sum)| (*root, self.usage(*root, sum, elapsed));
        let usages = sums.iter().map(usage).collect();
        self.before = sums;
        usages
    }

    fn usage(&self, root: u32, sum: &Sum, elapsed: Option<Duration>) -> Usage {
        let used = elapsed.map_or(0.0, |elapsed| {
            let before = self.before.get(&root);
            // Another life of the program, or one that began in between, begins at zero.
            let before = before.filter(|before| before.started == sum.started);
            let ticks = sum
                .ticks
                .saturating_sub(before.map_or(0, |before| before.ticks));
            self.seconds(ticks) / elapsed.as_secs_f64().max(0.001)
        });
        Usage {
            cpu: used,
            cpu_seconds: self.seconds(sum.ticks),
            resident_bytes: sum.resident_pages * self.units.page_bytes,
            processes: sum.processes,
            threads: sum.threads,
        }
    }

    #[expect(
        clippy::cast_precision_loss,
        reason = "exact for the first million years"
    )]
    fn seconds(&self, ticks: u64) -> f64 {
        ticks as f64 / self.units.ticks_per_second
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sum(ticks: u64, started: u64) -> HashMap<u32, Sum> {
        let sum = Sum {
            ticks,
            resident_pages: 3,
            processes: 1,
            threads: 1,
            started,
        };
        HashMap::from([(10, sum)])
    }

    fn meter() -> Meter {
        Meter::new(Units {
            ticks_per_second: 100.0,
            page_bytes: 4096,
        })
    }

    #[test]
    fn the_share_of_a_processor_is_time_used_over_time_passed() {
        let mut meter = meter();
        let first = meter.measure(sum(500, 1), None)[&10];
        let second = meter.measure(sum(800, 1), Some(Duration::from_secs(2)))[&10];

        assert_eq!((first.cpu, first.cpu_seconds), (0.0, 5.0));
        assert_eq!((second.cpu, second.cpu_seconds), (1.5, 8.0));
        assert_eq!(second.resident_bytes, 3 * 4096);
    }

    #[test]
    fn a_new_life_begins_at_zero_and_time_never_runs_backwards() {
        let mut meter = meter();
        meter.measure(sum(500, 1), None);
        let reborn = meter.measure(sum(100, 2), Some(Duration::from_secs(1)))[&10];
        assert_eq!(reborn.cpu, 1.0);

        let orphaned = meter.measure(sum(40, 2), Some(Duration::from_secs(1)))[&10];
        assert_eq!(orphaned.cpu, 0.0);
    }
}
