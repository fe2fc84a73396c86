//! What logs were given, counted for others to read.

use std::sync::atomic::{AtomicU64, Ordering};

use supervisor_api::log::Written;

/// The bytes of one output stream, over all its children. Each number stands for itself, so that
/// their order does not matter.
#[derive(Debug)]
pub struct Tally {
    given: AtomicU64,
    dropped: AtomicU64,
    /// What had been written when the last child was to be made.
    start: AtomicU64,
}

/// Stands for a start that has not been.
const NEVER: u64 = u64::MAX;

impl Default for Tally {
    fn default() -> Self {
        Self {
            given: AtomicU64::new(0),
            dropped: AtomicU64::new(0),
            start: AtomicU64::new(NEVER),
        }
    }
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

    /// Returns how many bytes were written, in all and since the last start.
    #[must_use]
    pub fn written(&self) -> Written {
        let bytes = self.given().saturating_sub(self.dropped());
        let start = Some(self.start.load(Ordering::Relaxed)).filter(|start| *start != NEVER);
        Written {
            bytes,
            since_start: start.map(|start| bytes.saturating_sub(start)),
        }
    }

    /// Notes that what comes from now on is of another child.
    pub fn note_start(&self) {
        self.start.store(self.written().bytes, Ordering::Relaxed);
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
    fn what_is_of_the_present_life_is_told_from_what_was_before() {
        let tally = Tally::default();
        tally.note_given(5);
        let before = tally.written();
        tally.note_start();
        let at_first = tally.written();
        tally.note_given(7);
        tally.note_dropped(3);

        let written = |bytes, since_start| Written { bytes, since_start };
        assert_eq!(before, written(5, None));
        assert_eq!(at_first, written(5, Some(0)));
        assert_eq!(tally.written(), written(9, Some(4)));
    }

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
