//! What logs were given, counted for others to read.

use std::sync::atomic::{AtomicU64, Ordering};

/// The bytes of one output stream, over all its children. Each number stands for itself, so that
/// their order does not matter.
#[derive(Debug, Default)]
pub struct Tally {
    given: AtomicU64,
    dropped: AtomicU64,
}

impl Tally {
    /// Returns how many bytes the log was given.
    #[must_use]
    pub fn given(&self) -> u64 {
        self.given.load(Ordering::Relaxed)
    }

    /// Returns how many of them it did not take.
    #[must_use]
    pub fn dropped(&self) -> u64 {
        self.dropped.load(Ordering::Relaxed)
    }

    pub(super) fn note_given(&self, bytes: usize) {
        count(&self.given, bytes);
    }

    pub(super) fn note_dropped(&self, bytes: usize) {
        count(&self.dropped, bytes);
    }
}

fn count(number: &AtomicU64, bytes: usize) {
    let bytes = u64::try_from(bytes).unwrap_or(u64::MAX);
    number.fetch_add(bytes, Ordering::Relaxed);
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::super::{Feeds, Limits, LogFile};
    use super::*;

    #[test]
    fn what_a_log_does_not_take_is_counted_while_it_is_left_alone_as_well() {
        let tally = Arc::new(Tally::default());
        let open = LogFile::open("/dev/full", Limits::default(), None, Feeds::default());
        let mut log = open.unwrap().counted_by(Arc::clone(&tally));
        let mut records = Vec::new();

        for chunk in [b"one".as_slice(), b"two", b"three"] {
            let _ = log.write(chunk, &mut records);
            log.give_up(&mut records);
        }

        assert_eq!((tally.given(), tally.dropped()), (11, 11));
    }
}
