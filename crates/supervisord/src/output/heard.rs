//! What the children have written that concerns the core.

use bytes::Bytes;
use supervisor_api::Channel;
use supervisor_core::{ChildId, Input};

/// What may wait for the core until a channel that has more to tell stops reading.
const BYTES_MAX: usize = 1024 * 1024;
const COUNT_MAX: usize = 1024;

/// Something that a child has written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heard {
    pub child: ChildId,
    pub channel: Channel,
    pub kind: HeardKind,
    pub bytes: Bytes,
}

/// What the bytes are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HeardKind {
    /// All of a listener's answers, or output that log events carry (E-14, E-33).
    Output,
    /// What stood between a pair of tags (E-40).
    Captured,
}

impl From<Heard> for Input {
    fn from(heard: Heard) -> Self {
        let Heard {
            child,
            channel,
            kind,
            bytes,
        } = heard;
        match kind {
            HeardKind::Output => Self::Output {
                child,
                channel,
                bytes,
            },
            HeardKind::Captured => Self::Captured {
                child,
                channel,
                bytes,
            },
        }
    }
}

/// What waits for the core, in the order in which it was written.
#[derive(Debug, Default)]
pub(super) struct HeardQueue {
    waiting: Vec<Heard>,
    bytes: usize,
}

impl HeardQueue {
    /// Tells whether the core has to listen first. What a single read has brought still fits.
    pub(super) fn is_full(&self) -> bool {
        self.bytes >= BYTES_MAX || self.waiting.len() >= COUNT_MAX
    }

    pub(super) fn push(&mut self, heard: Heard) {
        self.bytes += heard.bytes.len();
        self.waiting.push(heard);
    }

    pub(super) fn take(&mut self) -> Vec<Heard> {
        self.bytes = 0;
        std::mem::take(&mut self.waiting)
    }
}
