//! The answer that many clients poll for, encoded once.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use supervisor_api::Revision;

/// For what moment an answer holds: the state and the wall second, which descriptions contain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Moment {
    pub(crate) revision: Revision,
    pub(crate) second: i64,
}

/// At most one encoded answer, kept for no longer than it is true.
#[derive(Clone, Debug, Default)]
pub(crate) struct Cache(Arc<Mutex<Option<(Moment, Bytes)>>>);

impl Cache {
    /// Returns the answer for this moment, encoding it if nobody has yet.
    pub(crate) fn answer(&self, moment: Moment, encode: impl FnOnce() -> Bytes) -> Bytes {
        if let Some(bytes) = self.stored(moment) {
            return bytes;
        }
        let bytes = encode();
        self.store(Some((moment, bytes.clone())));
        self.forget_later(moment);
        bytes
    }

    fn stored(&self, moment: Moment) -> Option<Bytes> {
        let stored = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (for_moment, bytes) = stored.as_ref()?;
        (*for_moment == moment).then(|| bytes.clone())
    }

    fn store(&self, entry: Option<(Moment, Bytes)>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = entry;
    }

    /// Drops the answer when its second is over, so that an unwatched daemon keeps none.
    fn forget_later(&self, moment: Moment) {
        let cache = self.clone();
        // The task owns itself: it ends by itself within a second.
        tokio::spawn(async move {
            tokio::time::sleep(Duration::from_secs(1)).await;
            if cache.stored(moment).is_some() {
                cache.store(None);
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MOMENT: Moment = Moment {
        revision: Revision(1),
        second: 10,
    };

    fn never() -> Bytes {
        panic!("encoded although it was stored");
    }

    #[tokio::test(flavor = "current_thread")]
    async fn an_answer_is_encoded_once_for_its_moment() {
        let cache = Cache::default();

        assert_eq!(cache.answer(MOMENT, || "a".into()), "a");
        assert_eq!(cache.answer(MOMENT, never), "a");
        let later = Moment {
            second: 11,
            ..MOMENT
        };
        assert_eq!(cache.answer(later, || "b".into()), "b");
        let changed = Moment {
            revision: Revision(2),
            ..later
        };
        assert_eq!(cache.answer(changed, || "c".into()), "c");
    }
}
