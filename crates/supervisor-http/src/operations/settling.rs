//! Waiting for processes that are on their way down.
//!
//! Supervisor's own answers are no help to whoever wants a process up or down: a stop of one that is
//! STOPPING is refused as if it had ended, and a start comes to nothing (P-35, P-38).

use supervisor_api::{Action, Backend, Changes, Namespec, ProcessState, Snapshot, Target};

/// Waits until a process can be started or stopped, if that is the action and the process was
/// STOPPING `before`.
pub(super) async fn until_settled<B: Backend>(backend: &B, action: &Action, before: &Snapshot) {
    let (Action::Start { target, .. } | Action::Stop { target, .. }) = action else {
        return;
    };
    if let Target::Named(name) = target
        && is_stopping(before, name)
    {
        until_down(backend, name).await;
    }
}

async fn until_down<B: Backend>(backend: &B, name: &Namespec) {
    let mut seen = None;
    loop {
        // What comes after this number is news even if it happens before the look.
        seen = match backend.changes(seen).await {
            Changes::Lost(begin) => Some(begin),
            Changes::Next(changes) => changes.last().map(|change| change.number).or(seen),
        };
        if !is_stopping(&*backend.snapshot().await, name) {
            return;
        }
    }
}

fn is_stopping(snapshot: &Snapshot, name: &Namespec) -> bool {
    let process = snapshot.process(name);
    process.is_some_and(|process| process.state == ProcessState::Stopping)
}
