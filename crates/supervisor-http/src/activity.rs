//! What a connection is doing at the moment, for those who decide how long it may.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};

use tokio::time::Instant;

/// The phases of a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Phase {
    /// Nothing is asked and nothing is answered.
    Idle { since: Instant },
    /// A request has begun to come in.
    Head { since: Instant },
    /// A request is worked on, or its answer is on the way.
    Answering,
    /// The answer is on the way and has no end of its own.
    Streaming { since: Instant },
}

/// Marks an answer, as one of its extensions, that has no end of its own.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Endless;

/// The present phase. The connection's task writes it; the server reads it to find idle ones.
#[derive(Debug)]
pub(crate) struct Activity(Mutex<Present>);

#[derive(Debug)]
struct Present {
    phase: Phase,
    /// Who wants to know that the answer is finished.
    waiting: Option<Waker>,
}

impl Activity {
    pub(crate) fn new() -> Self {
        Self(Mutex::new(Present {
            phase: idle(),
            waiting: None,
        }))
    }

    pub(crate) fn phase(&self) -> Phase {
        self.present().phase
    }

    /// Is ready when no answer is on the way.
    pub(crate) fn poll_answered(&self, cx: &Context<'_>) -> Poll<()> {
        let mut present = self.present();
        match present.phase {
            Phase::Idle { .. } | Phase::Head { .. } => Poll::Ready(()),
            Phase::Answering | Phase::Streaming { .. } => {
                present.waiting = Some(cx.waker().clone());
                Poll::Pending
            }
        }
    }

    pub(crate) fn head_begins(&self) {
        self.present().phase = Phase::Head {
            since: Instant::now(),
        };
    }

    pub(crate) fn answer_begins(&self) {
        self.present().phase = Phase::Answering;
    }

    pub(crate) fn stream_begins(&self) {
        self.present().phase = Phase::Streaming {
            since: Instant::now(),
        };
    }

    pub(crate) fn answer_ends(&self) {
        let mut present = self.present();
        present.phase = idle();
        if let Some(waiting) = present.waiting.take() {
            waiting.wake();
        }
    }

    fn present(&self) -> MutexGuard<'_, Present> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn idle() -> Phase {
    Phase::Idle {
        since: Instant::now(),
    }
}
