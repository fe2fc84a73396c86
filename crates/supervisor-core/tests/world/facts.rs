//! Facts on their way to the machine, which may be slow and overtake each other.

use std::collections::BTreeMap;
use std::time::Duration;

use supervisor_core::{Input, Mono};

/// How long facts are on their way.
#[derive(Clone, Debug)]
pub(crate) enum Latency {
    None,
    /// Up to this many milliseconds, drawn anew for each fact.
    Random {
        seed: u64,
        up_to: u64,
    },
}

impl Latency {
    pub(crate) fn draw(&mut self) -> Duration {
        match self {
            Self::None => Duration::ZERO,
            Self::Random { seed, up_to } => {
                // A linear congruential generator is random enough here, and it can be replayed.
                *seed = seed
                    .wrapping_mul(6_364_136_223_846_793_005)
                    .wrapping_add(1_442_695_040_888_963_407);
                Duration::from_millis((*seed >> 33) % (*up_to + 1))
            }
        }
    }
}

/// Facts by the time when they arrive; equal times in the order of sending.
#[derive(Clone, Debug, Default)]
pub(crate) struct Facts {
    by_arrival: BTreeMap<(Mono, u64), Input>,
    sent: u64,
}

impl Facts {
    pub(crate) fn send(&mut self, input: Input, arrives: Mono) {
        self.sent += 1;
        self.by_arrival.insert((arrives, self.sent), input);
    }

    pub(crate) fn next_arrival(&self) -> Option<Mono> {
        self.by_arrival.keys().next().map(|(at, _)| *at)
    }

    pub(crate) fn take(&mut self, now: Mono) -> Option<Input> {
        let first = self.by_arrival.first_entry()?;
        (first.key().0 <= now).then(|| first.remove())
    }
}
