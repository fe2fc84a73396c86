//! Numbers about the daemon that only rise, for whoever measures it.

use alloc::vec::Vec;
use core::time::Duration;

use crate::log::Channel;
use crate::name::{GroupName, ProcessName};

/// What a run has counted so far.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counters {
    /// What became of the output of each stream of the active processes.
    pub logs: Vec<LogCounter>,
    /// How long the turns of the loop took.
    pub turns: Durations,
    /// How late the loop did what was due.
    pub delays: Durations,
}

/// What became of the output of one stream, over all children of its process.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogCounter {
    pub group: GroupName,
    pub process: ProcessName,
    pub channel: Channel,
    /// Bytes that its log was given, those included that it did not take.
    pub bytes: u64,
    /// Bytes that its log did not take.
    pub dropped: u64,
}

/// How often something took how long.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Durations {
    /// By the first bound that is not exceeded; the last is for all that is longer.
    counts: [u64; Self::BOUNDS.len() + 1],
    sum: Duration,
}

impl Durations {
    /// The limits between what is told apart.
    pub const BOUNDS: [Duration; 6] = [
        Duration::from_micros(100),
        Duration::from_millis(1),
        Duration::from_millis(5),
        Duration::from_millis(25),
        Duration::from_millis(100),
        Duration::from_secs(1),
    ];

    /// Counts one.
    pub fn note(&mut self, duration: Duration) {
        let mut places = Self::BOUNDS.iter().zip(&mut self.counts);
        match places.find(|(bound, _)| duration <= **bound) {
            Some((_, count)) => *count += 1,
            None => *self.longest() += 1,
        }
        self.sum = self.sum.saturating_add(duration);
    }

    /// Goes over the bounds, each with how many did not exceed it.
    pub fn up_to(&self) -> impl Iterator<Item = (Duration, u64)> {
        let mut total = 0;
        Self::BOUNDS
            .into_iter()
            .zip(self.counts)
            .map(move |(bound, count)| {
                total += count;
                (bound, total)
            })
    }

    /// Returns how many there were.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.counts.iter().sum()
    }

    /// Returns how long all of them took together.
    #[must_use]
    pub const fn sum(&self) -> Duration {
        self.sum
    }

    const fn longest(&mut self) -> &mut u64 {
        let [.., longest] = &mut self.counts;
        longest
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_counted_by_the_bound_that_they_do_not_exceed() {
        let mut durations = Durations::default();
        for millis in [1, 3, 3, 5_000] {
            durations.note(Duration::from_millis(millis));
        }

        let up_to: Vec<_> = durations.up_to().map(|(_, count)| count).collect();
        assert_eq!(up_to, [0, 1, 3, 3, 3, 3]);
        assert_eq!(durations.count(), 4);
        assert_eq!(durations.sum(), Duration::from_millis(5_007));
    }
}
