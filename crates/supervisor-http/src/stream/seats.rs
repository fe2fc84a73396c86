//! How many streams there may be, and what they share while there is one.

use std::sync::{Arc, Mutex, PoisonError, Weak};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::frames::Frames;

/// The places of a server for streams. Clones are the same.
#[derive(Clone, Debug)]
pub(crate) struct Seats {
    free: Arc<Semaphore>,
    frames: Arc<Mutex<Weak<Frames>>>,
}

/// The place of one stream, given back when it is dropped.
#[derive(Debug)]
pub(crate) struct Seat {
    pub(crate) frames: Arc<Frames>,
    _place: OwnedSemaphorePermit,
}

impl Seats {
    pub(crate) fn new(count: usize) -> Self {
        Self {
            free: Arc::new(Semaphore::new(count)),
            frames: Arc::default(),
        }
    }

    /// Takes a place, if one is free.
    pub(crate) fn take(&self) -> Option<Seat> {
        let place = Arc::clone(&self.free).try_acquire_owned().ok()?;
        Some(Seat {
            frames: self.frames(),
            _place: place,
        })
    }

    fn frames(&self) -> Arc<Frames> {
        let mut shared = self.frames.lock().unwrap_or_else(PoisonError::into_inner);
        shared.upgrade().unwrap_or_else(|| {
            let frames = Arc::default();
            *shared = Arc::downgrade(&frames);
            frames
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seat_is_free_again_when_its_stream_ends_and_the_last_one_leaves_nothing() {
        let seats = Seats::new(2);
        let first = seats.take().unwrap();
        let second = seats.take().unwrap();
        assert!(Arc::ptr_eq(&first.frames, &second.frames));
        assert!(seats.take().is_none());

        drop(first);
        let third = seats.take().unwrap();
        assert!(seats.take().is_none());

        drop((second, third));
        assert_eq!(seats.frames.lock().unwrap().strong_count(), 0);
    }
}
