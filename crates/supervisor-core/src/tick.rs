//! Slices of wall-clock time, and when the next one begins (E-21, E-29).

use core::time::Duration;

use supervisor_api::Wall;
use supervisor_api::event::Period;

/// How long the machine sleeps at most while somebody listens to ticks: the wall clock may be set,
/// or the machine be suspended, and nobody tells.
const LONGEST_SLEEP: Duration = Duration::from_secs(60);

/// The slice that was last seen, for each period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Ticks([(Period, i64); 3]);

impl Ticks {
    /// Begins with the present slices, which send no event.
    pub(crate) fn new(now: Wall) -> Self {
        Self(Period::ALL.map(|period| (period, slice(period, now))))
    }

    /// Moves on, or back; returns the periods that are in another slice now, and its start.
    pub(crate) fn advance(&mut self, now: Wall) -> impl Iterator<Item = (Period, i64)> {
        let changed = self.0.each_mut().map(|(period, seen)| {
            let current = slice(*period, now);
            (core::mem::replace(seen, current) != current).then_some((*period, current))
        });
        changed.into_iter().flatten()
    }
}

/// Returns how long to sleep until one of the periods is in its next slice; `None` if there is no
/// period.
pub(crate) fn sleep(periods: impl Iterator<Item = Period>, now: Wall) -> Option<Duration> {
    let waits = periods.map(|period| {
        let next = slice(period, now).saturating_add(period.seconds());
        let wait = Wall::from_seconds(next)
            .micros()
            .saturating_sub(now.micros());
        Duration::from_micros(u64::try_from(wait).unwrap_or(0))
    });
    waits.min().map(|wait| wait.min(LONGEST_SLEEP))
}

fn slice(period: Period, now: Wall) -> i64 {
    let seconds = now.seconds();
    seconds.saturating_sub(seconds.rem_euclid(period.seconds()))
}
