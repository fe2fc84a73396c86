//! The owner of all groups and processes: it routes each input to whom it is about, and sees that
//! everybody concerned learns of what has changed.

mod action;
mod event;
mod freeze;
mod logs;
mod reload;
mod route;
mod shutdown;
mod signal;
mod sockets;
mod start;
mod stop;

use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec::Vec;

use supervisor_api::{Config, Event, GroupView, Mood, Revision, Snapshot};

use crate::effect::Effects;
use crate::group::Group;
use crate::id::{PoolId, ProcessId, RequestId};
use crate::input::Input;
use crate::pool::Serials;
use crate::pools::Pools;
use crate::process::Process;
use crate::registry::Registry;
use crate::state::Deadline;
use crate::tick::Ticks;
use crate::time::{Mono, Now};
use crate::timetable::Timetable;
use crate::turn::Turn;
use crate::waiter::Waiters;
pub(crate) use reload::Reload;
pub(crate) use shutdown::Shutdown;

/// So many processes start between two timer turns; between them the shell reaps, reads and
/// answers.
const STARTS_PER_TURN: u32 = 32;

/// The whole machine.
#[derive(Clone, Debug, PartialEq)]
pub struct Supervisor {
    pid: u32,
    identifier: String,
    mood: Mood,
    registry: Registry,
    pools: Pools,
    ticks: Ticks,
    timers: Timetable<Due>,
    starts: Timetable<Start>,
    /// Starts that are left in this turn.
    start_budget: u32,
    waiters: Waiters,
    reload: Reload,
    shutdown: Option<Shutdown>,
    revision: Revision,
    /// The latest time it was told.
    clock: Now,
    has_ended: bool,
}

/// What timers are for, apart from starts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Due {
    Process(ProcessId),
    /// The repeated line about a stop that a client waits for (P-117).
    StopReport(ProcessId),
    /// The repeated line about a shutdown (P-107).
    DieReport,
    /// An event that was rejected goes out again (W-47).
    Resend(PoolId),
    /// A slice of wall-clock time has passed (E-29).
    Tick,
}

/// What may start something; it waits for its turn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Start {
    Process(ProcessId),
    /// The next one of a request to start several.
    Request(RequestId),
}

impl Supervisor {
    /// Starts a run: the groups of the configuration become active (P-100). The serials of events
    /// go on from those of the run before (E-32).
    pub fn new(
        config: &Config,
        daemon_pid: u32,
        serials: Serials,
        now: Now,
        out: &mut Effects,
    ) -> Self {
        let mut supervisor = Self {
            pid: daemon_pid,
            identifier: config.daemon.identifier.clone(),
            mood: Mood::Running,
            registry: Registry::default(),
            pools: Pools::new(serials),
            ticks: Ticks::new(now.wall),
            timers: Timetable::default(),
            starts: Timetable::default(),
            start_budget: STARTS_PER_TURN,
            waiters: Waiters::default(),
            reload: Reload::new(config.groups.clone()),
            shutdown: None,
            revision: Revision::default(),
            clock: now,
            has_ended: false,
        };
        let mut turn = Turn::new(now, out);
        for group in &config.groups {
            supervisor.activate(group, &mut turn);
        }
        turn.event(Event::SupervisorRunning);
        supervisor.publish(&mut turn);
        supervisor
    }

    /// Takes one fact or wish in and says what to do.
    pub fn handle(&mut self, now: Now, input: Input, out: &mut Effects) {
        let mut turn = Turn::new(now, out);
        if self.has_ended {
            Self::refuse_late(&input, &mut turn);
            return;
        }
        self.clock.advance(now);
        self.tick(&mut turn);
        self.route(input, &mut turn);
        self.settle(&mut turn);
    }

    /// Does what is due by now.
    pub fn handle_timeout(&mut self, now: Now, out: &mut Effects) {
        if self.has_ended {
            return;
        }
        let mut turn = Turn::new(now, out);
        self.clock.advance(now);
        self.start_budget = STARTS_PER_TURN;
        self.tick(&mut turn);
        self.run_timers(&mut turn);
        self.run_starts(&mut turn);
        self.settle(&mut turn);
    }

    /// Returns when [`Self::handle_timeout`] wants to be called; `None` if nothing is due.
    #[must_use]
    pub fn poll_timeout(&self) -> Option<Mono> {
        let first = [self.timers.first(), self.starts.first()];
        let first = first.into_iter().flatten().min()?;
        Some(first.max(self.clock.mono))
    }

    /// Returns the number of the last change.
    #[must_use]
    pub fn revision(&self) -> Revision {
        self.revision
    }

    /// Returns the serials that the next run goes on with.
    #[must_use]
    pub fn serials(&self) -> Serials {
        self.pools.serials()
    }

    /// Returns the present picture.
    #[must_use]
    pub fn snapshot(&self) -> Snapshot {
        let view = |group: &Group| GroupView {
            config: Arc::clone(group.config()),
            processes: (self.registry.members(group))
                .map(|process| process.view(self.clock))
                .collect(),
            pool: self.pools.view(&group.config().name),
        };
        Snapshot {
            revision: self.revision,
            mood: self.mood,
            pid: self.pid,
            identifier: self.identifier.clone(),
            groups: self.registry.groups().map(view).collect(),
            configured: self.reload.configured().to_vec(),
        }
    }

    /// Lets a process act, and sees to its deadline and its socket.
    fn change<R>(
        &mut self,
        id: ProcessId,
        turn: &mut Turn<'_>,
        act: impl FnOnce(&mut Process, &mut Turn<'_>) -> R,
    ) -> Option<R> {
        let result = act(self.registry.process_mut(id)?, turn);
        self.arm(id);
        self.release_socket(id, turn);
        self.touch();
        Some(result)
    }

    fn arm(&mut self, id: ProcessId) {
        let deadline = self.registry.process(id).and_then(Process::deadline);
        let (start, timer) = match deadline {
            Some(Deadline::Start(at)) => (Some(at), None),
            Some(Deadline::Timer(at)) => (None, Some(at)),
            None => (None, None),
        };
        // Nothing starts by itself while the daemon stops (P-64).
        let start = start.filter(|_| self.mood == Mood::Running);
        self.starts.set(Start::Process(id), start);
        self.timers.set(Due::Process(id), timer);
    }

    /// Counts a change that readers can see.
    fn touch(&mut self) {
        self.revision.0 += 1;
    }

    /// Shows every state that was entered and every event to those concerned, until nothing moves
    /// any more.
    fn settle(&mut self, turn: &mut Turn<'_>) {
        loop {
            while let Some(entered) = turn.next_entered() {
                self.waiters.entered(entered, turn);
                if entered.change.state().is_stopped() {
                    self.timers.set(Due::StopReport(entered.process), None);
                    self.note_stopped(entered.process);
                }
            }
            // Before the listeners are stopped, they hear of those who have stopped (E-49).
            self.publish(turn);
            self.dispatch(turn);
            if !self.advance_shutdown(turn) {
                return;
            }
        }
    }

    /// Does what is due, each thing once: what is due again at once waits for the next call, so
    /// that nothing can spin in here.
    fn run_timers(&mut self, turn: &mut Turn<'_>) {
        let mut all = Vec::new();
        while let Some(due) = self.timers.pop_due(turn.now.mono) {
            all.push(due);
        }
        for due in all {
            if self.has_ended {
                return;
            }
            match due {
                Due::Process(id) => {
                    self.change(id, turn, Process::timer);
                    self.settle(turn);
                }
                Due::StopReport(id) => self.report_stop(id, turn),
                Due::DieReport => self.report_shutdown(turn),
                // What is due is sent when everything has settled.
                Due::Resend(_) => {}
                Due::Tick => self.arm_tick(turn),
            }
        }
    }

    fn run_starts(&mut self, turn: &mut Turn<'_>) {
        while self.start_budget > 0 {
            let Some(start) = self.starts.pop_due(turn.now.mono) else {
                return;
            };
            self.start_budget -= 1;
            match start {
                Start::Process(id) => self.start_process(id, turn),
                Start::Request(request) => self.start_next(request, turn),
            }
            self.settle(turn);
        }
    }
}
