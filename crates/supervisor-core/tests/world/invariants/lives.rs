//! Invariants 1, 3, 5 and 7: children, who may signal them, and when they may be made.

use std::sync::Arc;
use std::time::Duration;

use supervisor_api::{Event, ProcessState, Snapshot};
use supervisor_core::{ChildId, Effect, Input, Mono, ProcessId};

use super::{Cause, Known, KnownChild, Observer};

impl Observer {
    pub(super) fn take_fact(&mut self, input: &Input) {
        match input {
            Input::Spawned { child, pid, .. } => {
                if let Some(known) = self.children.get_mut(child) {
                    known.pid = Some(*pid);
                }
            }
            Input::SpawnFailed { child, .. } => {
                if let Some(known) = self.children.get_mut(child) {
                    known.is_over |= known.pid.is_none();
                }
            }
            Input::ChildExited { child, .. } => {
                if let Some(known) = self.children.get_mut(child) {
                    known.is_over = true;
                }
            }
            _ => {}
        }
    }

    pub(super) fn take_life(&mut self, now: Mono, cause: &Cause, effect: &Effect) {
        match effect {
            Effect::ProcessAdded {
                process,
                group,
                config,
                ..
            } => {
                let known = Known {
                    group: group.as_str().into(),
                    name: config.name.as_str().into(),
                    config: Arc::clone(config),
                    state: ProcessState::Stopped,
                    last_spawn: None,
                };
                self.processes.insert(*process, known);
            }
            Effect::ProcessRemoved { process } => {
                self.processes.remove(process);
                self.children.retain(|_, child| child.process != *process);
            }
            Effect::Spawn { process, child, .. } => {
                let was_commanded = matches!(
                    cause,
                    Cause::Input(input) if matches!(**input, Input::PreflightDone { .. })
                );
                self.take_spawn(now, *process, *child, was_commanded);
            }
            Effect::Kill { child, .. } => {
                let is_alive = |known: &KnownChild| known.pid.is_some() && !known.is_over;
                if !self.children.get(child).is_some_and(is_alive) {
                    self.report(3, format!("{child:?} is signaled, but is not alive"));
                }
            }
            Effect::Event(Event::SupervisorStopping) => self.is_stopping = true,
            Effect::Exit(_) => self.has_ended = true,
            _ => {}
        }
    }

    fn take_spawn(&mut self, now: Mono, process: ProcessId, child: ChildId, was_commanded: bool) {
        self.lives += 1;
        if self.is_stopping {
            self.report(5, format!("{child:?} is spawned after the stop"));
        }
        if self.living(process).is_some() {
            self.report(1, format!("{process:?} has a second child"));
        }
        if self.children.contains_key(&child) {
            self.report(1, format!("{child:?} is used again"));
        }
        let known = KnownChild {
            process,
            pid: None,
            is_over: false,
        };
        self.children.insert(child, known);
        let Some(known) = self.processes.get_mut(&process) else {
            self.report(1, format!("{process:?} does not exist"));
            return;
        };
        let last = known.last_spawn.replace(now);
        let is_early = last.is_some_and(|last| now.since(last) < Duration::from_secs(1));
        if is_early && !was_commanded {
            self.report(7, format!("{process:?} starts again too early"));
        }
    }

    pub(super) fn living(&self, process: ProcessId) -> Option<&KnownChild> {
        let mut children = self.children.values();
        children.find(|child| child.process == process && !child.is_over)
    }

    /// A live child is known in exactly one state, a dead one in none.
    pub(super) fn compare_lives(&mut self, after: &Snapshot) {
        let views = after.processes();
        let wrong: Vec<String> = views
            .filter_map(|view| {
                let id = self.find(view.group.as_str(), view.config.name.as_str())?;
                let living = self.living(id);
                let pid = living.and_then(|child| child.pid);
                let needs_child = matches!(
                    view.state,
                    ProcessState::Starting
                        | ProcessState::Running
                        | ProcessState::Stopping
                        | ProcessState::Unknown
                );
                let fits = view.pid == pid && needs_child == living.is_some();
                (!fits).then(|| format!("{view:?} does not fit {living:?}"))
            })
            .collect();
        for text in wrong {
            self.report(1, text);
        }
    }

    pub(super) fn find(&self, group: &str, name: &str) -> Option<ProcessId> {
        let mut known = self.processes.iter();
        known
            .find(|(_, known)| known.group == group && known.name == name)
            .map(|(id, _)| *id)
    }

    pub(super) fn check_end(&mut self) {
        if self.is_stopping && !self.has_ended {
            self.report(5, "the run does not end");
        }
    }
}
