//! Signals: a stop, its end by force, and what it means when one cannot be sent.

use alloc::format;
use alloc::string::String;

use supervisor_api::event::StateChange;
use supervisor_api::{Level, Signal, Wish};

use super::Process;
use crate::effect::{Effect, Scope};
use crate::id::{ChildId, RequestId};
use crate::input::{KillError, KillPurpose};
use crate::policy;
use crate::state::{Child, State};
use crate::turn::Turn;

impl Process {
    /// Stops the process on command (P-30, P-31). A child that is not there yet is stopped as soon
    /// as it is.
    pub(crate) fn stop(&mut self, turn: &mut Turn<'_>) {
        match self.state {
            State::Spawning { .. } => self.want_down(),
            State::Starting { child, .. } | State::Running { child } => {
                self.want_down();
                self.send_stop(child, turn);
            }
            State::Backoff { .. } => {
                self.want_down();
                let text = format!(
                    "Attempted to kill {}, which is in BACKOFF state.",
                    self.name()
                );
                turn.log(Level::Debug, text);
                self.enter(
                    State::Stopped { start_at: None },
                    StateChange::Stopped { pid: 0 },
                    turn,
                );
            }
            State::Stopped { .. }
            | State::Stopping { .. }
            | State::Exited { .. }
            | State::Fatal
            | State::Unknown { .. } => {}
        }
    }

    /// Does the part of a shutdown that falls on this process: as a stop, but a retry that will
    /// not come is FATAL, without a line (P-29).
    pub(crate) fn shut_down(&mut self, turn: &mut Turn<'_>) {
        match self.state {
            State::Spawning { .. } | State::Starting { .. } | State::Running { .. } => {
                self.stop(turn);
            }
            State::Backoff { .. } => self.give_up(turn),
            State::Stopped { .. }
            | State::Stopping { .. }
            | State::Exited { .. }
            | State::Fatal
            | State::Unknown { .. } => {}
        }
    }

    /// An explicit stop forgets the failed starts (W-30).
    fn want_down(&mut self) {
        self.wish = Wish::Down;
        self.failures = 0;
    }

    fn send_stop(&mut self, child: Child, turn: &mut Turn<'_>) {
        let (signal, scope) = (self.config.stopsignal, policy::stop_scope(&self.config));
        self.log_kill(child, signal, scope, turn);
        self.enter_stopping(child, turn);
        self.kill(child, signal, scope, KillPurpose::Stop, turn);
    }

    pub(super) fn enter_stopping(&mut self, child: Child, turn: &mut Turn<'_>) {
        let escalate_at = policy::escalate_at(&self.config, turn.now.mono);
        let pid = child.pid;
        self.enter(
            State::Stopping { child, escalate_at },
            StateChange::Stopping { pid },
            turn,
        );
    }

    /// Does what the process's own timer is for: it counts as up, or a stop has taken too long.
    pub(crate) fn timer(&mut self, turn: &mut Turn<'_>) {
        match self.state {
            State::Starting { .. } => self.check_whether_up(turn),
            State::Stopping { child, escalate_at } if escalate_at <= turn.now.mono => {
                self.escalate(child, turn);
            }
            State::Stopping { .. }
            | State::Stopped { .. }
            | State::Spawning { .. }
            | State::Running { .. }
            | State::Backoff { .. }
            | State::Exited { .. }
            | State::Fatal
            | State::Unknown { .. } => {}
        }
    }

    fn escalate(&mut self, child: Child, turn: &mut Turn<'_>) {
        let text = format!("killing '{}' ({}) with SIGKILL", self.name(), child.pid);
        turn.log(Level::Warn, text);
        let scope = policy::kill_scope(&self.config);
        self.log_kill(child, Signal::KILL, scope, turn);
        self.state = State::Stopping {
            child,
            escalate_at: policy::escalate_again_at(&self.config, turn.now.mono),
        };
        self.kill(child, Signal::KILL, scope, KillPurpose::Escalate, turn);
    }

    /// Sends a signal for a client, to the child alone (P-42). The error is Supervisor's text.
    pub(crate) fn signal(
        &self,
        signal: Signal,
        request: RequestId,
        turn: &mut Turn<'_>,
    ) -> Result<ChildId, String> {
        let Some(child) = self.child() else {
            let text = format!(
                "attempted to send {} sig {signal} but it wasn't running",
                self.name()
            );
            turn.log(Level::Debug, text.clone());
            return Err(text);
        };
        let text = format!("sending {} (pid {}) sig {signal}", self.name(), child.pid);
        turn.log(Level::Debug, text);
        let purpose = KillPurpose::Request(request);
        self.kill(child, signal, Scope::Process, purpose, turn);
        Ok(child.id)
    }

    /// Takes note of how a signal went; returns the text of a refusal (P-34).
    pub(crate) fn killed(
        &mut self,
        target: ChildId,
        purpose: KillPurpose,
        result: Result<(), KillError>,
        turn: &mut Turn<'_>,
    ) -> Option<String> {
        let child = self.child().filter(|child| child.id == target)?;
        match result {
            Ok(()) => None,
            Err(KillError::Gone) => {
                turn.log(Level::Debug, self.gone_text(child, purpose));
                None
            }
            Err(error @ KillError::Refused(_)) => {
                let text = self.refused_text(child, purpose, error);
                turn.log(Level::Critical, text.clone());
                self.become_unknown(child, turn);
                Some(text)
            }
        }
    }

    fn become_unknown(&mut self, child: Child, turn: &mut Turn<'_>) {
        match self.state {
            State::Starting { .. } | State::Running { .. } | State::Stopping { .. } => {
                self.enter(State::Unknown { child }, StateChange::Unknown, turn);
            }
            State::Stopped { .. }
            | State::Spawning { .. }
            | State::Backoff { .. }
            | State::Exited { .. }
            | State::Fatal
            | State::Unknown { .. } => {}
        }
    }

    fn gone_text(&self, child: Child, purpose: KillPurpose) -> String {
        let just = match purpose {
            KillPurpose::Stop | KillPurpose::Escalate => "just exited",
            KillPurpose::Request(_) => "just now exited",
        };
        format!(
            "unable to signal {} (pid {}), it probably {just} on its own: [Errno 3] No such process",
            self.name(),
            child.pid
        )
    }

    // compat: the original puts a Python traceback after the colon.
    fn refused_text(&self, child: Child, purpose: KillPurpose, error: KillError) -> String {
        let what = match purpose {
            KillPurpose::Stop | KillPurpose::Escalate => "killing",
            KillPurpose::Request(_) => "sending sig",
        };
        format!(
            "unknown problem {what} {} ({}): {error}",
            self.name(),
            child.pid
        )
    }

    fn log_kill(&self, child: Child, signal: Signal, scope: Scope, turn: &mut Turn<'_>) {
        let whom = match scope {
            Scope::Process => "",
            Scope::Group => "process group ",
        };
        let text = format!(
            "killing {} (pid {}) {whom}with signal {signal}",
            self.name(),
            child.pid
        );
        turn.log(Level::Debug, text);
    }

    fn kill(
        &self,
        child: Child,
        signal: Signal,
        scope: Scope,
        purpose: KillPurpose,
        turn: &mut Turn<'_>,
    ) {
        turn.effect(Effect::Kill {
            child: child.id,
            signal,
            scope,
            purpose,
        });
    }
}
