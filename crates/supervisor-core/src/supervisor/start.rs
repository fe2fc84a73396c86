//! Starts: the look at the program first, then the child; and what becomes of each.

use alloc::format;
use alloc::string::String;

use supervisor_api::{ExitStatus, Fault, FaultCode, Level, Mood, ProcessState, Target};

use super::action::{Admitted, Aim, unknown_state};
use super::{Start, Supervisor};
use crate::effect::Effect;
use crate::id::{ChildId, ProcessId, RequestId};
use crate::launch::LaunchError;
use crate::process::Process;
use crate::request::{Awaits, Request, Shape};
use crate::state::Deadline;
use crate::time::Now;
use crate::turn::Turn;

/// What a start that is not refused leads to.
enum Permit {
    Spawn,
    /// The child that is being stopped stands in the way.
    Nothing,
}

impl Supervisor {
    pub(super) fn start(
        &mut self,
        request: RequestId,
        target: &Target,
        wait: bool,
        turn: &mut Turn<'_>,
    ) -> Admitted {
        match self.aim(target)? {
            Aim::One(id, label) => self.start_one(request, id, label, wait, turn),
            Aim::Many(ids) => {
                let mut open = Request::new(Shape::Many, wait);
                for id in ids {
                    if !self.state_of(id).is_running() {
                        self.add_task(&mut open, id, None, Awaits::Turn);
                    }
                }
                if open.has_queue() {
                    self.starts
                        .set(Start::Request(request), Some(turn.now.mono));
                }
                self.waiters.admit(request, open, turn);
            }
        }
        Ok(None)
    }

    fn start_one(
        &mut self,
        request: RequestId,
        process: ProcessId,
        label: String,
        wait: bool,
        turn: &mut Turn<'_>,
    ) {
        let mut open = Request::new(Shape::One, wait);
        self.add_task(&mut open, process, Some(label), Awaits::Preflight);
        self.waiters.admit(request, open, turn);
        turn.effect(Effect::Preflight { request, process });
    }

    /// Goes on with a request to start several.
    pub(super) fn start_next(&mut self, request: RequestId, turn: &mut Turn<'_>) {
        let Some(process) = self.waiters.next_in_turn(request) else {
            return;
        };
        self.waiters.await_next(request, process, Awaits::Preflight);
        if self.waiters.has_queue(request) {
            self.starts
                .set(Start::Request(request), Some(turn.now.mono));
        }
        turn.effect(Effect::Preflight { request, process });
    }

    pub(super) fn preflight_done(
        &mut self,
        request: RequestId,
        process: ProcessId,
        verdict: Result<(), LaunchError>,
        turn: &mut Turn<'_>,
    ) {
        let Some(label) = self.label_of_looked_at(request, process) else {
            return;
        };
        match self.permit_start(process, &label, verdict) {
            Err(fault) => self.waiters.decide(request, process, Err(fault), turn),
            Ok(Permit::Nothing) => {
                let wait = self.waiters.waits(request);
                let result = self.start_while_stopping(process, label, wait, turn);
                self.waiters.decide(request, process, result, turn);
            }
            Ok(Permit::Spawn) => {
                self.waiters.await_next(request, process, Awaits::Birth);
                self.start_process(process, turn);
            }
        }
    }

    /// Returns how faults name a process, if the request does wait for a look at it.
    fn label_of_looked_at(&self, request: RequestId, process: ProcessId) -> Option<String> {
        let task = self.waiters.task(request, process)?;
        (task.awaits == Awaits::Preflight).then(|| task.label.clone())
    }

    /// Decides whether a start may happen, in the original's order.
    fn permit_start(
        &self,
        process: ProcessId,
        label: &str,
        verdict: Result<(), LaunchError>,
    ) -> Result<Permit, Fault> {
        if self.mood != Mood::Running {
            return Err(Fault::new(FaultCode::ShutdownState));
        }
        verdict.map_err(|error| error.fault())?;
        match self.state_of(process) {
            ProcessState::Starting | ProcessState::Running | ProcessState::Backoff => {
                Err(Fault::with(FaultCode::AlreadyStarted, label))
            }
            ProcessState::Unknown => Err(Fault::with(FaultCode::Failed, unknown_state(label))),
            ProcessState::Stopped | ProcessState::Exited | ProcessState::Fatal => Ok(Permit::Spawn),
            ProcessState::Stopping => Ok(Permit::Nothing),
        }
    }

    // compat: accepted, but nothing starts (P-38, X-55).
    fn start_while_stopping(
        &self,
        id: ProcessId,
        label: String,
        wait: bool,
        turn: &mut Turn<'_>,
    ) -> Result<(), Fault> {
        if let Some(process) = self.registry.process(id) {
            let text = format!("process '{}' already running", process.name());
            turn.log(Level::Warn, text);
        }
        if wait {
            return Err(Fault::with(FaultCode::AbnormalTermination, label));
        }
        Ok(())
    }

    /// Starts the next life of a process.
    pub(super) fn start_process(&mut self, id: ProcessId, turn: &mut Turn<'_>) {
        let child = self.registry.next_child();
        let socket = self.open_socket(id, turn);
        let ordered = self.change(id, turn, |process, turn| process.start(child, socket, turn));
        if ordered == Some(true) {
            self.registry.begin_life(child, id);
            self.listener_begins(id, child);
        }
    }

    pub(super) fn spawned(&mut self, child: ChildId, pid: u32, at: Now, turn: &mut Turn<'_>) {
        let Some(id) = self.registry.living(child) else {
            return;
        };
        self.change(id, turn, |process, turn| {
            process.spawned(child, pid, at, turn);
        });
        // A program that is up at once has decided its starts here.
        self.settle(turn);
        self.note_birth(id, turn);
    }

    fn note_birth(&mut self, process: ProcessId, turn: &mut Turn<'_>) {
        for request in self.waiters.awaiting(process, Awaits::Birth) {
            if self.waiters.waits(request) {
                self.waiters.await_next(request, process, Awaits::Up);
            } else {
                self.waiters.decide(request, process, Ok(()), turn);
            }
        }
    }

    pub(super) fn spawn_failed(
        &mut self,
        child: ChildId,
        error: &LaunchError,
        turn: &mut Turn<'_>,
    ) {
        let living = self.registry.living(child);
        let expecting = living.filter(|id| {
            let process = self.registry.process(*id);
            process.is_some_and(|process| process.expects(child))
        });
        let Some(id) = expecting else {
            return;
        };
        self.registry.end_life(child);
        self.change(id, turn, |process, turn| process.spawn_failed(error, turn));
        self.listener_ends(id, child, turn);
    }

    pub(super) fn exited(&mut self, child: ChildId, status: ExitStatus, turn: &mut Turn<'_>) {
        let Some(id) = self.registry.end_life(child) else {
            return;
        };
        self.change(id, turn, |process, turn| process.exited(status, turn));
        self.listener_ends(id, child, turn);
        self.settle(turn);
        self.restart_if_due(id, turn);
    }

    /// Starts the next life in the same turn, if this is not one of very many.
    fn restart_if_due(&mut self, id: ProcessId, turn: &mut Turn<'_>) {
        let deadline = self.registry.process(id).and_then(Process::deadline);
        let is_due = match deadline {
            Some(Deadline::Start(at)) => at <= turn.now.mono,
            Some(Deadline::Timer(_)) | None => false,
        };
        if is_due && self.start_budget > 0 && self.mood == Mood::Running {
            self.start_budget -= 1;
            self.start_process(id, turn);
        }
    }

    /// Returns the state of a process; one that is gone is stopped.
    pub(super) fn state_of(&self, id: ProcessId) -> ProcessState {
        self.registry
            .process(id)
            .map_or(ProcessState::Stopped, Process::state)
    }
}
