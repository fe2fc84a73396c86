//! What can be done with processes.

use bytes::Bytes;
use supervisor_api::{Action, FaultCode, Namespec, Target};

/// Something to do with each of some processes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Verb {
    Start,
    Stop,
    /// Stops what runs, and starts it and what should run. What was stopped on purpose, or has ended
    /// as it should, starts only if it is called by its own name.
    Restart,
    Signal(String),
    ClearLogs,
    /// Writes to the standard input.
    Write(Bytes),
}

pub(super) fn start(name: Namespec) -> Action {
    Action::Start {
        target: Target::Named(name),
        wait: true,
    }
}

pub(super) fn stop(name: Namespec) -> Action {
    Action::Stop {
        target: Target::Named(name),
        wait: true,
    }
}

/// Tells whether this fault of an action means that all is so already.
pub(super) fn is_so_already(action: &Action, code: FaultCode) -> bool {
    match action {
        Action::Start { .. } => code == FaultCode::AlreadyStarted,
        Action::Stop { .. } => code == FaultCode::NotRunning,
        _ => false,
    }
}
