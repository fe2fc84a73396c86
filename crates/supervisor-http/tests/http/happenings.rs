//! The changes that the fake daemon plays, kept as the real one keeps them.

use std::sync::Arc;

use supervisor_api::event::StateChange;
use supervisor_api::{
    Change, ChangeNumber, Changes, Event, GroupName, ProcessName, ProcessState, Revision, Wall,
};

/// How many a reader gets at once.
const BATCH: usize = 2;

/// All changes so far; the numbers begin after 100.
#[derive(Default)]
pub(crate) struct Happenings {
    latest: Vec<Arc<Change>>,
    /// How many of them are not known any more.
    forgotten: usize,
}

impl Happenings {
    const BEGINNING: u64 = 100;

    pub(crate) fn note(&mut self, group: GroupName, process: ProcessName, revision: Revision) {
        let number = ChangeNumber(self.last().0 + 1);
        self.latest.push(Arc::new(Change {
            number,
            revision,
            at: Wall::from_seconds(1_795_617_461),
            event: Event::ProcessState {
                group,
                process,
                from: ProcessState::Stopped,
                to: StateChange::Running { pid: 77 },
            },
        }));
    }

    pub(crate) fn forget(&mut self) {
        self.forgotten = self.latest.len();
    }

    /// Returns what can be told at once.
    pub(crate) fn after(&self, seen: Option<ChangeNumber>) -> Option<Changes> {
        let Some(seen) = seen else {
            return Some(Changes::Lost(self.last()));
        };
        if seen == self.last() {
            return None;
        }
        let skip = usize::try_from(seen.0.wrapping_sub(Self::BEGINNING)).unwrap();
        if skip < self.forgotten || skip >= self.latest.len() {
            return Some(Changes::Lost(self.last()));
        }
        let next = self.latest.iter().skip(skip).take(BATCH).cloned();
        Some(Changes::Next(next.collect()))
    }

    fn last(&self) -> ChangeNumber {
        ChangeNumber(Self::BEGINNING + u64::try_from(self.latest.len()).unwrap())
    }
}
