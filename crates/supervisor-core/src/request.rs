//! One action that waits: what is still open, what has been decided, and in which order it is told.

use alloc::collections::{BTreeMap, VecDeque};
use alloc::string::String;
use alloc::vec::Vec;

use supervisor_api::event::StateChange;
use supervisor_api::{Fault, FaultCode, GroupName, Outcome, ProcessName, ProcessState, Reply};

use crate::id::{ChildId, ProcessId};
use crate::turn::Entered;

/// What a task on one process waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Awaits {
    /// A start that waits for its turn to be looked at.
    Turn,
    /// The answer to a preflight.
    Preflight,
    /// That the child of a start exists.
    Birth,
    /// That a started process is up.
    Up,
    /// The answer to the stop signal.
    StopSent,
    /// That a stopped process has ended.
    Stopped,
    /// The answer to a client's signal to this child.
    Signaled(ChildId),
    /// The answer of the shell to something that is not about states.
    Performed,
}

/// The part of an action that is about one process.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Task {
    pub(crate) group: GroupName,
    pub(crate) process: ProcessName,
    /// How faults name the process: as the client gave it, if it gave one.
    pub(crate) label: String,
    pub(crate) awaits: Awaits,
    /// Its place among the others.
    place: usize,
}

/// Whether the answer is about one process or lists the outcome of each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    One,
    Many,
}

/// An action that has not been answered yet.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Request {
    shape: Shape,
    tasks: BTreeMap<ProcessId, Task>,
    /// The starts that wait for their turn.
    queue: VecDeque<ProcessId>,
    /// Whether a start waits until the process is up.
    pub(crate) wait: bool,
    /// Outcomes decided without waiting, by place.
    at_once: BTreeMap<usize, Outcome>,
    /// The other outcomes, as they came.
    later: Vec<Outcome>,
    /// The client has left: there is nothing to answer.
    pub(crate) gone: bool,
}

impl Request {
    pub(crate) fn new(shape: Shape, wait: bool) -> Self {
        Self {
            shape,
            tasks: BTreeMap::new(),
            queue: VecDeque::new(),
            wait,
            at_once: BTreeMap::new(),
            later: Vec::new(),
            gone: false,
        }
    }

    /// Adds a task after those there are.
    pub(crate) fn add(
        &mut self,
        id: ProcessId,
        names: (GroupName, ProcessName),
        label: String,
        awaits: Awaits,
    ) {
        let task = Task {
            group: names.0,
            process: names.1,
            label,
            awaits,
            place: self.tasks.len() + self.at_once.len(),
        };
        match awaits {
            Awaits::Turn => self.queue.push_back(id),
            Awaits::Preflight
            | Awaits::Birth
            | Awaits::Up
            | Awaits::StopSent
            | Awaits::Stopped
            | Awaits::Signaled(_)
            | Awaits::Performed => {}
        }
        self.tasks.insert(id, task);
    }

    pub(crate) fn task(&self, process: ProcessId) -> Option<&Task> {
        self.tasks.get(&process)
    }

    pub(crate) fn task_mut(&mut self, process: ProcessId) -> Option<&mut Task> {
        self.tasks.get_mut(&process)
    }

    pub(crate) fn open(&self) -> impl Iterator<Item = (ProcessId, &Task)> {
        self.tasks.iter().map(|(id, task)| (*id, task))
    }

    /// Takes the next start out of the queue.
    pub(crate) fn next_in_turn(&mut self) -> Option<ProcessId> {
        while let Some(process) = self.queue.pop_front() {
            if self.tasks.contains_key(&process) {
                return Some(process);
            }
        }
        None
    }

    pub(crate) fn has_queue(&self) -> bool {
        !self.queue.is_empty()
    }

    /// Closes a task.
    pub(crate) fn decide(&mut self, process: ProcessId, result: Result<(), Fault>) {
        let Some(task) = self.tasks.remove(&process) else {
            return;
        };
        let outcome = Outcome {
            group: task.group,
            process: task.process,
            result,
        };
        match task.awaits {
            Awaits::Up | Awaits::Stopped => self.later.push(outcome),
            Awaits::Turn
            | Awaits::Preflight
            | Awaits::Birth
            | Awaits::StopSent
            | Awaits::Signaled(_)
            | Awaits::Performed => {
                self.at_once.insert(task.place, outcome);
            }
        }
    }

    /// Decides what a state that a process has entered means for its task.
    pub(crate) fn judge(&self, entered: Entered) -> Option<Result<(), Fault>> {
        self.task(entered.process)?.judge(entered.change, self.wait)
    }

    pub(crate) fn is_complete(&self) -> bool {
        self.tasks.is_empty()
    }

    /// Returns what to answer once nothing is open.
    pub(crate) fn into_result(self) -> Result<Reply, Fault> {
        let mut outcomes = self.at_once.into_values().chain(self.later);
        match self.shape {
            Shape::Many => Ok(Reply::Outcomes(outcomes.collect())),
            Shape::One => match outcomes.next() {
                None => Ok(Reply::Done),
                Some(outcome) => outcome.result.map(|()| Reply::Done),
            },
        }
    }
}

impl Task {
    /// Makes a fault about this task's process.
    pub(crate) fn fault(&self, code: FaultCode) -> Fault {
        Fault::with(code, self.label.clone())
    }

    fn judge(&self, change: StateChange, wait: bool) -> Option<Result<(), Fault>> {
        match self.awaits {
            Awaits::Birth => self.judge_start(change, wait),
            Awaits::Up => self.judge_start(change, wait),
            Awaits::StopSent | Awaits::Stopped => change.state().is_stopped().then_some(Ok(())),
            Awaits::Turn | Awaits::Preflight | Awaits::Signaled(_) | Awaits::Performed => None,
        }
    }

    fn judge_start(&self, change: StateChange, wait: bool) -> Option<Result<(), Fault>> {
        match change.state() {
            ProcessState::Starting => None,
            ProcessState::Running => Some(Ok(())),
            ProcessState::Backoff | ProcessState::Fatal => {
                Some(Err(self.fault(FaultCode::SpawnError)))
            }
            ProcessState::Stopping
            | ProcessState::Stopped
            | ProcessState::Exited
            | ProcessState::Unknown => Some(if wait {
                Err(self.fault(FaultCode::AbnormalTermination))
            } else {
                Ok(())
            }),
        }
    }
}
