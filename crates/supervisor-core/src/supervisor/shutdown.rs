//! The end of a run: groups stop by falling priority, equal ones together (P-61, W-2).

use alloc::collections::{BTreeMap, BTreeSet};
use alloc::format;
use alloc::string::ToString;
use alloc::vec::Vec;
use core::time::Duration;

use supervisor_api::{Event, Level, Mood, Reply, Signal};

use super::action::Admitted;
use super::{Due, Supervisor};
use crate::effect::{Effect, Exit};
use crate::id::{ProcessId, RequestId};
use crate::process::Process;
use crate::turn::Turn;

/// The line about who is still alive comes after more than three seconds again (P-107).
const REPORT_EVERY: Duration = Duration::from_millis(3_001);

/// How far a shutdown or restart has come.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Shutdown {
    exit: Exit,
    /// Who is to stop, by the priority of the group.
    tiers: BTreeMap<i64, Vec<ProcessId>>,
    /// Who has been told to stop and has not yet.
    stopping: BTreeSet<ProcessId>,
    /// Everybody who has not stopped.
    alive: BTreeSet<ProcessId>,
}

impl Supervisor {
    pub(super) fn shut_down(&mut self, request: RequestId, turn: &mut Turn<'_>) -> Admitted {
        turn.reply(request, Ok(Reply::Done));
        self.begin_shutdown(Exit::Shutdown, turn);
        Ok(None)
    }

    pub(super) fn exit_on_signal(&mut self, signal: Signal, turn: &mut Turn<'_>) {
        let text = format!("received {signal} indicating exit request");
        turn.log(Level::Warn, text);
        self.begin_shutdown(Exit::Shutdown, turn);
    }

    pub(super) fn restart_on_signal(&mut self, turn: &mut Turn<'_>) {
        if self.mood == Mood::Shutdown {
            let text = "ignored SIGHUP indicating restart request (shutdown in progress)";
            turn.log(Level::Warn, text.into());
            return;
        }
        turn.log(
            Level::Warn,
            "received SIGHUP indicating restart request".into(),
        );
        if self.mood == Mood::Running {
            self.check_restart(None, turn);
        }
    }

    /// Begins to stop everything. A shutdown overrules a restart that is under way (P-104).
    pub(super) fn begin_shutdown(&mut self, exit: Exit, turn: &mut Turn<'_>) {
        self.touch();
        self.mood = match exit {
            Exit::Shutdown => Mood::Shutdown,
            Exit::Restart(_) => Mood::Restarting,
        };
        if let Some(shutdown) = &mut self.shutdown {
            shutdown.exit = exit;
            return;
        }
        turn.event(Event::SupervisorStopping);
        self.starts.clear();
        self.release_sockets(turn);
        self.waiters.refuse_queued(turn);
        self.shutdown = Some(self.plan_shutdown(exit));
        self.settle(turn);
        self.report_shutdown(turn);
    }

    fn plan_shutdown(&self, exit: Exit) -> Shutdown {
        let mut tiers: BTreeMap<i64, Vec<ProcessId>> = BTreeMap::new();
        for group in self.registry.groups().rev() {
            let processes = self.registry.by_priority(group);
            tiers
                .entry(group.config().priority)
                .or_default()
                .extend(processes.into_iter().rev());
        }
        let alive = self
            .registry
            .processes()
            .filter(|process| !process.state().is_stopped())
            .map(Process::id)
            .collect();
        Shutdown {
            exit,
            tiers,
            stopping: BTreeSet::new(),
            alive,
        }
    }

    /// Takes note that a process has stopped.
    pub(super) fn note_stopped(&mut self, process: ProcessId) {
        if let Some(shutdown) = &mut self.shutdown {
            shutdown.stopping.remove(&process);
            shutdown.alive.remove(&process);
        }
    }

    /// Stops the next groups once those before have stopped, or ends the run; tells whether there
    /// is more to settle.
    pub(super) fn advance_shutdown(&mut self, turn: &mut Turn<'_>) -> bool {
        let Some(shutdown) = &mut self.shutdown else {
            return false;
        };
        if self.has_ended || !shutdown.stopping.is_empty() {
            return false;
        }
        if shutdown.alive.is_empty() {
            let exit = shutdown.exit;
            self.end(exit, turn);
            return false;
        }
        let Some((_, tier)) = shutdown.tiers.pop_last() else {
            return false;
        };
        let alive = tier.iter().filter(|id| shutdown.alive.contains(id));
        shutdown.stopping.extend(alive);
        for id in tier {
            self.change(id, turn, Process::shut_down);
        }
        true
    }

    fn end(&mut self, exit: Exit, turn: &mut Turn<'_>) {
        self.has_ended = true;
        self.timers.clear();
        self.waiters.refuse_all(turn);
        self.reload.refuse_all(turn);
        self.close_all_sockets(turn);
        turn.effect(Effect::Exit(exit));
    }

    /// Logs who is still alive, and again later.
    pub(super) fn report_shutdown(&mut self, turn: &mut Turn<'_>) {
        let alive: Vec<&Process> = self
            .registry
            .processes()
            .filter(|process| !process.state().is_stopped())
            .collect();
        if alive.is_empty() {
            return;
        }
        let names: Vec<&str> = alive.iter().map(|process| process.name()).collect();
        let text = format!("waiting for {} to die", names.join(", "));
        turn.log(Level::Info, text);
        for process in alive {
            let state = process.state().name().to_string();
            turn.log(Level::Blather, format!("{} state: {state}", process.name()));
        }
        let again = turn.now.mono + REPORT_EVERY;
        self.timers.set(Due::DieReport, Some(again));
    }
}
