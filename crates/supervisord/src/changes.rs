//! The latest changes, for readers who follow them.
//!
//! A reader asks for what came after the last number it has seen. Nothing is kept for it here, so
//! that a slow or vanished one costs nothing.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use supervisor_api::{Change, ChangeNumber, Changes, Event, Revision, Wall};
use tokio::sync::watch;

/// How many changes are kept; who is further behind begins anew with a snapshot.
const KEPT: usize = 4096;

/// How many a reader gets at once.
const BATCH: usize = 256;

/// The changes of one run. Clones are the same.
#[derive(Clone, Debug)]
pub(crate) struct Journal {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    /// In the order of their numbers, without a gap.
    latest: Mutex<VecDeque<Arc<Change>>>,
    last: watch::Sender<ChangeNumber>,
}

impl Journal {
    /// Makes an empty journal. Numbers go on from `first`, so that one of an earlier run or
    /// daemon is not taken for one of this.
    pub(crate) fn new(first: ChangeNumber) -> Self {
        Self {
            shared: Arc::new(Shared {
                latest: Mutex::default(),
                last: watch::Sender::new(first),
            }),
        }
    }

    /// Adds what has happened, if the picture has changed with it.
    pub(crate) fn note(&self, event: Event, revision: Revision, at: Wall) {
        if !changes_the_picture(&event) {
            return;
        }
        let number = ChangeNumber(self.last().0 + 1);
        let mut latest = self.latest();
        if latest.len() == KEPT {
            latest.pop_front();
        }
        latest.push_back(Arc::new(Change {
            number,
            revision,
            at,
            event,
        }));
        drop(latest);
        self.shared.last.send_replace(number);
    }

    /// Waits for changes after `seen`; without it, tells where to begin.
    pub(crate) async fn after(&self, seen: Option<ChangeNumber>) -> Changes {
        let Some(seen) = seen else {
            return Changes::Lost(self.last());
        };
        let mut last = self.shared.last.subscribe();
        loop {
            if let Some(changes) = self.known_after(seen) {
                return changes;
            }
            if last.changed().await.is_err() {
                return Changes::Lost(seen);
            }
        }
    }

    /// Returns all that are kept, oldest first.
    pub(crate) fn past(&self) -> Vec<Arc<Change>> {
        self.latest().iter().map(Arc::clone).collect()
    }

    /// Returns what can be told at once.
    fn known_after(&self, seen: ChangeNumber) -> Option<Changes> {
        let last = self.last();
        if seen == last {
            return None;
        }
        let latest = self.latest();
        // The number may be anything: clients send it.
        let known = latest.front().filter(|_| seen < last);
        let skip = known.and_then(|first| (seen.0 + 1).checked_sub(first.number.0));
        let Some(skip) = skip.and_then(|skip| usize::try_from(skip).ok()) else {
            return Some(Changes::Lost(last));
        };
        let next = latest.iter().skip(skip).take(BATCH).map(Arc::clone);
        Some(Changes::Next(next.collect()))
    }

    fn last(&self) -> ChangeNumber {
        *self.shared.last.borrow()
    }

    fn latest(&self) -> MutexGuard<'_, VecDeque<Arc<Change>>> {
        self.shared
            .latest
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

fn changes_the_picture(event: &Event) -> bool {
    match event {
        Event::ProcessState { .. }
        | Event::GroupAdded(_)
        | Event::GroupRemoved(_)
        | Event::SupervisorRunning
        | Event::SupervisorStopping => true,
        Event::RemoteCommunication { .. }
        | Event::ProcessCommunication(_)
        | Event::ProcessLog(_)
        | Event::Tick { .. } => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn journal(changes: u64) -> Journal {
        let journal = Journal::new(ChangeNumber(100));
        for revision in 0..changes {
            note(&journal, revision);
        }
        journal
    }

    fn note(journal: &Journal, revision: u64) {
        journal.note(
            Event::SupervisorRunning,
            Revision(revision),
            Wall::from_seconds(1),
        );
    }

    async fn numbers_after(journal: &Journal, seen: u64) -> Vec<u64> {
        match journal.after(Some(ChangeNumber(seen))).await {
            Changes::Next(changes) => changes.iter().map(|change| change.number.0).collect(),
            Changes::Lost(last) => panic!("lost, go on after {last:?}"),
        }
    }

    #[tokio::test]
    async fn a_reader_gets_what_came_after_the_last_it_has_seen() {
        let journal = journal(5);
        assert_eq!(
            numbers_after(&journal, 100).await,
            [101, 102, 103, 104, 105]
        );
        assert_eq!(numbers_after(&journal, 104).await, [105]);
    }

    #[tokio::test]
    async fn a_reader_that_has_seen_all_waits() {
        let journal = journal(1);
        let reader = {
            let journal = journal.clone();
            tokio::spawn(async move { numbers_after(&journal, 101).await })
        };
        tokio::task::yield_now().await;
        assert!(!reader.is_finished());

        note(&journal, 9);
        assert_eq!(reader.await.unwrap(), [102]);
    }

    #[tokio::test]
    async fn a_newcomer_and_one_of_another_run_are_told_where_to_begin() {
        let journal = journal(3);
        let begin = Changes::Lost(ChangeNumber(103));
        assert_eq!(journal.after(None).await, begin);
        assert_eq!(journal.after(Some(ChangeNumber(7))).await, begin);
        assert_eq!(journal.after(Some(ChangeNumber(7_000))).await, begin);
    }

    #[tokio::test]
    async fn numbers_that_clients_make_up_are_those_of_another_run() {
        let begin = Changes::Lost(ChangeNumber(100));
        let journal = journal(0);
        for seen in [0, 99, 101, u64::MAX] {
            let changes = journal.after(Some(ChangeNumber(seen))).await;
            assert_eq!(changes, begin, "{seen}");
        }
    }

    #[tokio::test]
    async fn who_is_too_far_behind_has_lost_some() {
        let kept = u64::try_from(KEPT).unwrap();
        let journal = journal(kept + 10);
        let lost = Changes::Lost(ChangeNumber(110 + kept));
        assert_eq!(journal.after(Some(ChangeNumber(109))).await, lost);
        assert_eq!(numbers_after(&journal, 110).await.len(), BATCH);
        assert_eq!(numbers_after(&journal, 110).await[0], 111);
    }
}
