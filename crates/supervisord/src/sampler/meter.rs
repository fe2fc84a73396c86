//! From sums of the process table to what each program uses.

use std::collections::HashMap;
use std::time::Duration;

use supervisor_api::Usage;

use super::tree::Sum;

/// Turns one reading after the other into usage.
#[derive(Debug)]
pub(super) struct Meter {
    units: Units,
    /// What was counted with the reading before, by the pid of the root.
    before: HashMap<u32, Counted>,
}

/// The processor time of one life of a program.
#[derive(Clone, Copy, Debug)]
struct Counted {
    /// When the life began.
    started: u64,
    /// What the tree had used when it was read. It goes back when a member ends for which nobody
    /// in the tree waits.
    read: u64,
    /// What was used in all, which never goes back.
    total: u64,
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
        let mut usages = HashMap::with_capacity(sums.len());
        let mut counted = HashMap::with_capacity(sums.len());
        for (root, sum) in sums {
            let (used, now) = self.count(root, &sum);
            usages.insert(root, self.usage(&sum, used, now.total, elapsed));
            counted.insert(root, now);
        }
        self.before = counted;
        usages
    }

    /// Returns the ticks that were used since the reading before, and adds them up.
    fn count(&self, root: u32, sum: &Sum) -> (u64, Counted) {
        let before = self.before.get(&root);
        // Another life of the program, or one that began in between, begins at zero.
        let before = before.filter(|before| before.started == sum.started);
        let (read, total) = before.map_or((0, 0), |before| (before.read, before.total));
        let used = sum.ticks.saturating_sub(read);
        let now = Counted {
            started: sum.started,
            read: sum.ticks,
            total: total + used,
        };
        (used, now)
    }

    fn usage(&self, sum: &Sum, used: u64, total: u64, elapsed: Option<Duration>) -> Usage {
        let share = |elapsed: Duration| self.seconds(used) / elapsed.as_secs_f64().max(0.001);
        Usage {
            cpu: elapsed.map_or(0.0, share),
            cpu_seconds: self.seconds(total),
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
        assert_eq!((orphaned.cpu, orphaned.cpu_seconds), (0.0, 1.0));

        // Else a rate of the counter would have all of it once more.
        let busy = meter.measure(sum(60, 2), Some(Duration::from_secs(1)))[&10];
        assert_eq!((busy.cpu, busy.cpu_seconds), (0.2, 1.2));
    }
}
