//! What a connection is doing at the moment, for those who decide how long it may.

use std::sync::{Mutex, PoisonError};

use tokio::time::Instant;

/// The phases of a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Phase {
    /// Nothing is asked and nothing is answered.
    Idle { since: Instant },
    /// A request has begun to come in.
    Head,
    /// A request is worked on, or its answer is on the way.
    Answering,
}

/// The present phase. The connection's task writes it; the server reads it to find idle ones.
#[derive(Debug)]
pub(crate) struct Activity(Mutex<Phase>);

impl Activity {
    pub(crate) fn new() -> Self {
        Self(Mutex::new(Phase::Idle {
            since: Instant::now(),
        }))
    }

    pub(crate) fn phase(&self) -> Phase {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn head_begins(&self) {
        self.enter(Phase::Head);
    }

    pub(crate) fn answer_begins(&self) {
        self.enter(Phase::Answering);
    }

    pub(crate) fn answer_ends(&self) {
        self.enter(Phase::Idle {
            since: Instant::now(),
        });
    }

    fn enter(&self, phase: Phase) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = phase;
    }
}
