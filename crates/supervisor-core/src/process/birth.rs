//! From the decision to start a process until its child counts as up, or could not be made.

use alloc::format;

use supervisor_api::course::RestartReason;
use supervisor_api::event::StateChange;
use supervisor_api::{Level, Wish};

use super::Process;
use crate::effect::Effect;
use crate::id::{ChildId, SocketId};
use crate::launch::LaunchError;
use crate::policy;
use crate::state::{Child, State};
use crate::time::Now;
use crate::turn::Turn;

impl Process {
    /// Starts the process with a new child, if its state allows a start (P-20); tells whether the
    /// child was ordered.
    pub(crate) fn start(
        &mut self,
        child: ChildId,
        socket: Option<SocketId>,
        turn: &mut Turn<'_>,
    ) -> bool {
        self.can_start() && self.order(child, socket, turn)
    }

    /// Tells whether the state allows a start.
    pub(crate) fn can_start(&self) -> bool {
        match self.state {
            State::Stopped { .. } | State::Backoff { .. } | State::Exited { .. } | State::Fatal => {
                true
            }
            State::Spawning { .. }
            | State::Starting { .. }
            | State::Running { .. }
            | State::Stopping { .. }
            | State::Unknown { .. } => false,
        }
    }

    fn order(&mut self, child: ChildId, socket: Option<SocketId>, turn: &mut Turn<'_>) -> bool {
        self.note_restart(turn);
        self.wish = Wish::Up;
        self.last.started = turn.now.wall;
        self.last.tried = turn.now.mono;
        self.last.exit_code = None;
        self.last.error = None;
        let since = turn.now.mono;
        let tries = self.failures;
        self.enter(
            State::Spawning { child, since },
            StateChange::Starting { tries },
            turn,
        );
        if let Some(reason) = self.refusal.clone() {
            self.give_up_refused(&reason, turn);
            return false;
        }
        turn.effect(Effect::Spawn {
            process: self.id,
            child,
            socket,
        });
        true
    }

    /// Counts a start for which nobody had to ask.
    fn note_restart(&mut self, turn: &Turn<'_>) {
        let expected = self.last_exit.is_some_and(|exit| exit.expected);
        let reason = match self.state {
            State::Exited {
                restart_at: Some(_),
            } if expected => RestartReason::ExpectedExit,
            State::Exited {
                restart_at: Some(_),
            } => RestartReason::UnexpectedExit,
            State::Backoff { .. } => RestartReason::FailedStart,
            _ => return,
        };
        self.restarts.count(reason, turn.now.wall);
    }

    fn give_up_refused(&mut self, reason: &str, turn: &mut Turn<'_>) {
        let text = self.fail_with(&reason);
        turn.log(Level::Info, format!("spawnerr: {text}"));
        self.back_off(turn);
        self.give_up(turn);
    }

    /// Tells whether this child has been ordered and is not there yet.
    pub(crate) fn expects(&self, unborn: ChildId) -> bool {
        match self.state {
            State::Spawning { child, .. } => child == unborn,
            State::Stopped { .. }
            | State::Starting { .. }
            | State::Running { .. }
            | State::Backoff { .. }
            | State::Stopping { .. }
            | State::Exited { .. }
            | State::Fatal
            | State::Unknown { .. } => false,
        }
    }

    /// Takes note that the ordered child exists. A stop that came in between is done now.
    pub(crate) fn spawned(&mut self, born: ChildId, pid: u32, at: Now, turn: &mut Turn<'_>) {
        if !self.expects(born) {
            return;
        }
        turn.log(
            Level::Info,
            format!("spawned: '{}' with pid {pid}", self.name()),
        );
        self.last.started = at.wall;
        self.state = State::Starting {
            child: Child { id: born, pid },
            until: policy::up_at(&self.config, at.mono),
        };
        match self.wish {
            Wish::Up => self.check_whether_up(turn),
            Wish::Down | Wish::Done => self.stop(turn),
        }
    }

    /// Takes note that the ordered child could not be made (P-25 a to c).
    pub(crate) fn spawn_failed(&mut self, error: &LaunchError, turn: &mut Turn<'_>) {
        let text = self.fail_with(error);
        turn.log(Level::Info, format!("spawnerr: {text}"));
        self.back_off(turn);
        self.after_failure(turn);
    }

    /// Declares the process running if its child has lived long enough (P-24).
    pub(super) fn check_whether_up(&mut self, turn: &mut Turn<'_>) {
        let State::Starting { child, until } = self.state else {
            return;
        };
        if turn.now.mono < until {
            return;
        }
        self.run(child, turn);
        let text = format!(
            "success: {} entered RUNNING state, process has stayed up for > than {} seconds \
             (startsecs)",
            self.name(),
            self.config.startsecs
        );
        turn.log(Level::Info, text);
    }

    pub(super) fn run(&mut self, child: Child, turn: &mut Turn<'_>) {
        self.failures = 0;
        let pid = child.pid;
        self.enter(State::Running { child }, StateChange::Running { pid }, turn);
    }

    /// Counts a failed start.
    pub(super) fn back_off(&mut self, turn: &mut Turn<'_>) {
        self.failures = self.failures.saturating_add(1);
        let tries = self.failures;
        let retry_at = policy::retry_at(tries, turn.now.mono);
        self.enter(
            State::Backoff { retry_at },
            StateChange::Backoff { tries },
            turn,
        );
    }

    /// Decides what follows a failed start: the stop that came meanwhile, the end of all tries, or
    /// the next one.
    pub(super) fn after_failure(&mut self, turn: &mut Turn<'_>) {
        match self.wish {
            Wish::Down | Wish::Done => self.stop(turn),
            Wish::Up if policy::is_exhausted(&self.config, self.failures) => {
                self.give_up(turn);
                let text = format!(
                    "gave up: {} entered FATAL state, too many start retries too quickly",
                    self.name()
                );
                turn.log(Level::Info, text);
            }
            Wish::Up => {}
        }
    }

    /// Ends all tries.
    pub(super) fn give_up(&mut self, turn: &mut Turn<'_>) {
        self.failures = 0;
        self.enter(State::Fatal, StateChange::Fatal, turn);
    }
}
