//! Changes as readers follow them: each has a number, and none is skipped unseen.

use alloc::sync::Arc;
use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

use crate::event::Event;
use crate::snapshot::Revision;
use crate::time::Wall;

/// The number of a change; each is one more than the one before.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct ChangeNumber(pub u64);

impl ChangeNumber {
    /// Returns the number before the first one of a run that begins now. It is greater than all of
    /// earlier runs, unless they changed more than once a microsecond.
    #[must_use]
    pub const fn beginning(now: Wall) -> Self {
        Self(now.micros().unsigned_abs())
    }
}

/// One thing that happened and that changed the picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    pub number: ChangeNumber,
    /// The first revision whose snapshot shows it.
    pub revision: Revision,
    pub at: Wall,
    pub event: Event,
}

/// What came after a number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Changes {
    /// The next ones, oldest first, at least one.
    Next(Vec<Arc<Change>>),
    /// Some are not kept any more, or the number is of another run: begin with a snapshot, and
    /// go on after this number. Changes up to the revision of the snapshot are in it already.
    Lost(ChangeNumber),
}
