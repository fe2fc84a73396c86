//! Events that were written once and go to all clients that want the same.

use std::sync::{Mutex, PoisonError};

use bytes::Bytes;
use supervisor_api::{ChangeNumber, Revision, Wall};

/// What makes two clients want the same bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Wanted {
    Snapshot {
        seen: ChangeNumber,
        shown: Shown,
    },
    /// The changes from `first` to `last`.
    Changes {
        first: ChangeNumber,
        last: ChangeNumber,
        shown: Shown,
    },
    Sample(Wall),
}

/// The picture that events were made from. Descriptions contain the second.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Shown {
    pub(crate) revision: Revision,
    pub(crate) second: i64,
    pub(crate) sampled: Wall,
}

/// The latest of each kind; they live no longer than the streams do.
#[derive(Debug, Default)]
pub(crate) struct Frames {
    snapshot: Slot,
    changes: Slot,
    sample: Slot,
}

type Slot = Mutex<Option<(Wanted, Bytes)>>;

impl Frames {
    /// Returns the bytes of what is wanted, writing them if nobody has yet.
    pub(crate) fn frame(&self, wanted: Wanted, write: impl FnOnce() -> Vec<u8>) -> Bytes {
        let mut slot = self
            .slot(wanted)
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if let Some((known, bytes)) = slot.as_ref()
            && *known == wanted
        {
            return bytes.clone();
        }
        let bytes = Bytes::from(write());
        *slot = Some((wanted, bytes.clone()));
        bytes
    }

    fn slot(&self, wanted: Wanted) -> &Slot {
        match wanted {
            Wanted::Snapshot { .. } => &self.snapshot,
            Wanted::Changes { .. } => &self.changes,
            Wanted::Sample(_) => &self.sample,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHOWN: Shown = Shown {
        revision: Revision(1),
        second: 10,
        sampled: Wall::NEVER,
    };

    #[test]
    fn what_many_want_is_written_once_for_its_moment() {
        let frames = Frames::default();
        let seen = ChangeNumber(7);
        let changes = |shown| Wanted::Changes {
            first: ChangeNumber(6),
            last: seen,
            shown,
        };

        assert_eq!(frames.frame(changes(SHOWN), || b"a".into()), "a");
        let snapshot = Wanted::Snapshot { seen, shown: SHOWN };
        assert_eq!(frames.frame(snapshot, || b"s".into()), "s");
        assert_eq!(frames.frame(changes(SHOWN), || unreachable!("known")), "a");
        let later = Shown {
            second: 11,
            ..SHOWN
        };
        assert_eq!(frames.frame(changes(later), || b"b".into()), "b");
    }
}
