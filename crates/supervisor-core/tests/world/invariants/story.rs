//! Invariant 2: only documented transitions, each with one event and its line in its place.

use supervisor_api::event::StateChange;
use supervisor_api::{Event, Level, ProcessState, Snapshot};
use supervisor_core::Effect;

use super::Observer;

/// The transitions of P-20 to P-38, and that of W-71.
fn is_documented(from: ProcessState, to: ProcessState) -> bool {
    use ProcessState::{Backoff, Exited, Fatal, Running, Starting, Stopped, Stopping, Unknown};
    matches!(
        (from, to),
        (Stopped | Exited | Fatal | Backoff, Starting)
            | (Starting, Running | Backoff | Stopping)
            | (Running, Exited | Stopping)
            | (Backoff, Fatal | Stopped)
            | (Stopping, Stopped)
            | (Starting | Running | Stopping, Unknown)
            | (Unknown, Exited)
    )
}

impl Observer {
    pub(super) fn take_event(&mut self, effects: &[Effect], place: usize) {
        let Effect::Event(Event::ProcessState {
            group,
            process,
            from,
            to,
        }) = &effects[place]
        else {
            return;
        };
        let state = to.state();
        if !is_documented(*from, state) {
            self.report(2, format!("{process} goes from {from} to {state}"));
        }
        let id = self.find(group.as_str(), process.as_str());
        let Some(known) = id.and_then(|id| self.processes.get_mut(&id)) else {
            self.report(2, format!("{group}:{process} does not exist"));
            return;
        };
        let before = std::mem::replace(&mut known.state, state);
        if before != *from {
            self.report(2, format!("{process} was {before}, not {from}"));
        }
        let needs_line = state != ProcessState::Fatal || !self.is_stopping;
        if needs_line && !has_line(effects, place, process.as_str(), *from, *to) {
            self.report(2, format!("{process} enters {state} without its line"));
        }
    }

    /// Every transition had its event.
    pub(super) fn compare_states(&mut self, after: &Snapshot) {
        for view in after.processes() {
            let id = self.find(view.group.as_str(), view.config.name.as_str());
            let told = id
                .and_then(|id| self.processes.get(&id))
                .map(|known| known.state);
            if told != Some(view.state) {
                let name = &view.config.name;
                self.report(2, format!("{name} is {}, told was {told:?}", view.state));
            }
        }
    }
}

/// Tells whether the line of a transition stands where the original has it.
fn has_line(
    effects: &[Effect],
    place: usize,
    name: &str,
    from: ProcessState,
    to: StateChange,
) -> bool {
    let (earlier, later) = effects.split_at(place);
    let before = earlier.iter().rev().find_map(line).unwrap_or_default();
    let after = later.iter().find_map(line).unwrap_or_default();
    let exits = after.starts_with(&format!("exited: {name} ("));
    match to {
        StateChange::Starting { .. } => true,
        StateChange::Running { .. } => {
            exits || after.starts_with(&format!("success: {name} entered RUNNING state"))
        }
        StateChange::Backoff { .. } => exits || before.starts_with("spawnerr: "),
        // A child that ended before it was known was never signaled.
        StateChange::Stopping { pid: 0 } => true,
        StateChange::Stopping { pid } => before.starts_with(&format!("killing {name} (pid {pid})")),
        StateChange::Exited { expected, .. } => {
            let verdict = if expected {
                "; expected)"
            } else {
                "; not expected)"
            };
            exits && after.ends_with(verdict)
        }
        StateChange::Stopped { .. } if from == ProcessState::Backoff => {
            before == format!("Attempted to kill {name}, which is in BACKOFF state.")
        }
        StateChange::Stopped { .. } => after.starts_with(&format!("stopped: {name} (")),
        StateChange::Fatal => after.starts_with(&format!("gave up: {name} entered FATAL state")),
        StateChange::Unknown => before.starts_with("unknown problem "),
    }
}

/// Returns the text of a line that tells of a process. What the pools lose by an event stands between
/// the event and the line about its transition (E-56); invariant 9 looks at that.
fn line(effect: &Effect) -> Option<&str> {
    match effect {
        Effect::Log(record) if record.level >= Level::Debug => {
            let text = record.text.as_str();
            (!text.contains(" event buffer overflowed, ")).then_some(text)
        }
        _ => None,
    }
}
