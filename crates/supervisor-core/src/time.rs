//! Time as the core is told it.

use core::ops::Add;
use core::time::Duration;

use supervisor_api::Wall;

/// A point on the monotonic clock, in nanoseconds since a start that only the shell knows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Mono(u64);

impl Mono {
    /// Makes a point from nanoseconds since the clock's start.
    #[must_use]
    pub const fn from_nanos(nanos: u64) -> Self {
        Self(nanos)
    }

    /// Returns the nanoseconds since the clock's start.
    #[must_use]
    pub const fn nanos(self) -> u64 {
        self.0
    }

    /// Returns the time that has passed since `earlier`, zero if that is in the future.
    #[must_use]
    pub const fn since(self, earlier: Self) -> Duration {
        Duration::from_nanos(self.0.saturating_sub(earlier.0))
    }
}

impl Add<Duration> for Mono {
    type Output = Self;

    fn add(self, duration: Duration) -> Self {
        let nanos = u64::try_from(duration.as_nanos()).unwrap_or(u64::MAX);
        Self(self.0.saturating_add(nanos))
    }
}

/// One moment on both clocks: durations are measured on the first, people read the second.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Now {
    pub mono: Mono,
    pub wall: Wall,
}

impl Now {
    /// Goes on to a later moment; time measured never goes back, whatever the shell says.
    pub(crate) fn advance(&mut self, now: Self) {
        self.mono = self.mono.max(now.mono);
        self.wall = now.wall;
    }

    /// Returns when people will read on their clocks what is due then, should nobody set them.
    pub(crate) fn wall_at(self, due: Mono) -> Wall {
        let ahead = due.since(self.mono).as_micros();
        let ahead = i64::try_from(ahead).unwrap_or(i64::MAX);
        Wall::from_micros(self.wall.micros().saturating_add(ahead))
    }
}
