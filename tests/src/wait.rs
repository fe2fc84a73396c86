//! The one place where tests wait: a condition, and a limit.

use std::thread;
use std::time::{Duration, Instant};

/// Long enough for a loaded machine; a test that gets its condition never waits for it.
pub const LIMIT: Duration = Duration::from_secs(40);

const STEP: Duration = Duration::from_millis(5);

/// Waits until the condition yields a value.
///
/// # Panics
/// If that takes longer than [`LIMIT`].
pub fn until<T>(what: &str, condition: impl FnMut() -> Option<T>) -> T {
    match within(LIMIT, condition) {
        Some(value) => value,
        None => panic!("waited {LIMIT:?} in vain until {what}"),
    }
}

/// Waits until the condition holds.
///
/// # Panics
/// If that takes longer than [`LIMIT`].
pub fn until_true(what: &str, mut condition: impl FnMut() -> bool) {
    until(what, || condition().then_some(()));
}

/// Waits until the condition yields a value, or the limit has passed.
pub fn within<T>(limit: Duration, mut condition: impl FnMut() -> Option<T>) -> Option<T> {
    let end = Instant::now() + limit;
    loop {
        if let Some(value) = condition() {
            return Some(value);
        }
        if Instant::now() >= end {
            return None;
        }
        thread::sleep(STEP);
    }
}

/// Tells whether the condition holds all the time for this long.
pub fn holds_for(time: Duration, mut condition: impl FnMut() -> bool) -> bool {
    within(time, || (!condition()).then_some(())).is_none()
}
