//! The two clocks, read together.

use supervisor_api::Wall;
use supervisor_core::{Mono, Now};

/// Reads the present moment for the core.
///
/// Durations are measured on `CLOCK_MONOTONIC`, which stands still while the machine is suspended:
/// the programs did not run either, so a pause must neither prove that one stayed up for
/// `startsecs` nor use up the `stopwaitsecs` it has for ending. It is also the clock that the
/// runtime's timers use. The points are absolute, so they keep their meaning over an `execve`.
#[derive(Clone, Copy, Debug, Default)]
pub struct Clock;

impl Clock {
    /// Returns the present moment on both clocks.
    #[must_use]
    pub fn now(self) -> Now {
        Now {
            mono: Mono::from_nanos(read(libc::CLOCK_MONOTONIC, NANOS)),
            wall: Wall::from_micros(read(libc::CLOCK_REALTIME, MICROS).cast_signed()),
        }
    }
}

/// Units in a second.
const NANOS: u64 = 1_000_000_000;
const MICROS: u64 = 1_000_000;

/// Reads one clock, in the given units a second.
fn read(clock: libc::clockid_t, units: u64) -> u64 {
    let mut time = libc::timespec {
        tv_sec: 0,
        tv_nsec: 0,
    };
    // SAFETY: `time` is valid for writing; both clocks exist on every Linux, so the call cannot
    // fail, and if it did the zeros above would stay.
    unsafe { libc::clock_gettime(clock, &raw mut time) };
    let seconds = u64::try_from(time.tv_sec).unwrap_or_default();
    let nanos = u64::try_from(time.tv_nsec).unwrap_or_default();
    seconds
        .saturating_mul(units)
        .saturating_add(nanos / (NANOS / units))
}

#[cfg(test)]
mod tests {
    use std::time::{SystemTime, UNIX_EPOCH};

    use super::*;

    #[test]
    fn monotonic_time_never_goes_back() {
        let first = Clock.now();
        let second = Clock.now();

        assert!(second.mono >= first.mono);
        assert!(first.mono.nanos() > 0);
    }

    #[test]
    fn wall_time_is_the_systems() {
        let before = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
        let wall = Clock.now().wall;
        let after = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();

        let micros = u128::try_from(wall.micros()).unwrap();
        assert!(before.as_micros() <= micros && micros <= after.as_micros());
    }
}
