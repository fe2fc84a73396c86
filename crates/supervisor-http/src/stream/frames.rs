//! Events that were written once and go to all clients that want the same.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use bytes::Bytes;
use supervisor_api::{ChangeNumber, Revision, Snapshot, Wall};

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
    /// What changes were last described from, for as long as anybody else needs it.
    latest_snapshot: tokio::sync::Mutex<Weak<Snapshot>>,
}

type Slot = Mutex<Option<(Wanted, Bytes)>>;

impl Frames {
    /// Returns the bytes of what is wanted, writing them if nobody has yet.
    pub(crate) fn frame(&self, wanted: Wanted, write: impl FnOnce() -> Vec<u8>) -> Bytes {
        let mut slot = locked(self.slot(wanted));
        if let Some((known, bytes)) = slot.as_ref()
            && *known == wanted
        {
            return bytes.clone();
        }
        let bytes = Bytes::from(write());
        *slot = Some((wanted, bytes.clone()));
        bytes
    }

    /// Returns a snapshot that shows everything up to `revision`. One client asks for all: in a
    /// storm of changes the daemon would have another one for each, and they are large.
    pub(crate) async fn snapshot_since(
        &self,
        revision: Revision,
        ask: impl Future<Output = Arc<Snapshot>>,
    ) -> Arc<Snapshot> {
        let mut latest = self.latest_snapshot.lock().await;
        let known = latest.upgrade();
        if let Some(known) = known.filter(|snapshot| snapshot.revision >= revision) {
            return known;
        }
        let snapshot = ask.await;
        *latest = Arc::downgrade(&snapshot);
        snapshot
    }

    fn slot(&self, wanted: Wanted) -> &Slot {
        match wanted {
            Wanted::Snapshot { .. } => &self.snapshot,
            Wanted::Changes { .. } => &self.changes,
            Wanted::Sample(_) => &self.sample,
        }
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use supervisor_api::Mood;
    use tokio::task::yield_now;

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
    fn snapshot(revision: Revision) -> Arc<Snapshot> {
        Arc::new(Snapshot {
            revision,
            mood: Mood::Running,
            pid: 1,
            identifier: "supervisor".into(),
            groups: Vec::new(),
            configured: Vec::new(),
        })
    }

    #[tokio::test]
    async fn one_client_asks_for_a_snapshot_that_serves_all_whose_changes_it_shows() {
        let frames = Frames::default();
        let ask = async {
            yield_now().await;
            snapshot(Revision(7))
        };

        let (first, second) = tokio::join!(
            frames.snapshot_since(Revision(7), ask),
            frames.snapshot_since(Revision(6), async { unreachable!("one is on its way") }),
        );
        assert!(Arc::ptr_eq(&first, &second));

        let later = frames.snapshot_since(Revision(8), async { snapshot(Revision(8)) });
        assert_eq!(later.await.revision, Revision(8));
    }

    #[tokio::test]
    async fn a_snapshot_that_nobody_uses_is_not_kept() {
        let frames = Frames::default();
        let unused = frames.snapshot_since(Revision(7), async { snapshot(Revision(7)) });
        drop(unused.await);

        let asked = frames.snapshot_since(Revision(6), async { snapshot(Revision(9)) });
        assert_eq!(asked.await.revision, Revision(9));
    }
}
