//! The end of a child, and what it means.

use alloc::format;

use supervisor_api::course::LastExit;
use supervisor_api::event::StateChange;
use supervisor_api::{ExitStatus, Level, Wish};

use super::Process;
use crate::id::ChildId;
use crate::policy;
use crate::state::{Child, State};
use crate::time::Mono;
use crate::turn::Turn;

impl Process {
    /// Takes note that the child of the present life has ended.
    pub(crate) fn exited(&mut self, status: ExitStatus, turn: &mut Turn<'_>) {
        self.last.ended = turn.now.wall;
        self.last_exit = Some(LastExit {
            status,
            expected: policy::is_expected(&self.config, status),
            at: turn.now.wall,
        });
        match self.state {
            State::Stopping { child, .. } => self.finish_stop(child.pid, status, turn),
            State::Starting { until, .. } if turn.now.mono < until => {
                self.fail_start(status, turn);
            }
            // compat: the child lived long enough, but nobody had looked yet: RUNNING is entered
            // without its line (P-26).
            State::Starting { child, .. } => {
                self.run(child, turn);
                self.finish(child, status, turn);
            }
            State::Running { child } | State::Unknown { child } => {
                self.finish(child, status, turn);
            }
            State::Spawning { child, since } => self.die_unseen(child, since, status, turn),
            State::Stopped { .. } | State::Backoff { .. } | State::Exited { .. } | State::Fatal => {
            }
        }
    }

    /// Its death was reported before its birth: the pid never becomes known.
    fn die_unseen(&mut self, id: ChildId, since: Mono, status: ExitStatus, turn: &mut Turn<'_>) {
        let child = Child { id, pid: 0 };
        let quick = turn.now.mono < policy::up_at(&self.config, since);
        match self.wish {
            Wish::Up if quick => self.fail_start(status, turn),
            Wish::Up => {
                self.run(child, turn);
                self.finish(child, status, turn);
            }
            Wish::Down | Wish::Done => {
                self.enter_stopping(child, turn);
                self.finish_stop(child.pid, status, turn);
            }
        }
    }

    /// The stop is complete (P-32).
    fn finish_stop(&mut self, pid: u32, status: ExitStatus, turn: &mut Turn<'_>) {
        self.last.exit_code = Some(status.code());
        self.enter(
            State::Stopped { start_at: None },
            StateChange::Stopped { pid },
            turn,
        );
        let level = if policy::is_expected(&self.config, status) {
            Level::Info
        } else {
            Level::Warn
        };
        turn.log(level, format!("stopped: {} ({status})", self.name()));
    }

    /// The child did not live long enough, whatever its exit code (P-25 d, W-32).
    fn fail_start(&mut self, status: ExitStatus, turn: &mut Turn<'_>) {
        self.fail_with(&"Exited too quickly (process log may have details)");
        self.back_off(turn);
        let text = format!("exited: {} ({status}; not expected)", self.name());
        turn.log(Level::Warn, text);
        self.after_failure(turn);
    }

    /// The child ended by itself (P-27); also how UNKNOWN ends (W-71).
    fn finish(&mut self, child: Child, status: ExitStatus, turn: &mut Turn<'_>) {
        let expected = policy::is_expected(&self.config, status);
        self.last.exit_code = Some(status.code());
        if !expected {
            self.fail_with(&format!("Bad exit code {}", status.code()));
        }
        let restart_at = self.restart_at(expected, turn);
        if restart_at.is_none() && self.wish == Wish::Up {
            self.wish = Wish::Done;
        }
        let pid = child.pid;
        self.enter(
            State::Exited { restart_at },
            StateChange::Exited { expected, pid },
            turn,
        );
        let (level, verdict) = if expected {
            (Level::Info, "expected")
        } else {
            (Level::Warn, "not expected")
        };
        turn.log(
            level,
            format!("exited: {} ({status}; {verdict})", self.name()),
        );
    }

    fn restart_at(&self, expected: bool, turn: &Turn<'_>) -> Option<Mono> {
        match self.wish {
            Wish::Up => policy::restart_at(&self.config, expected, self.last.tried, turn.now.mono),
            Wish::Down | Wish::Done => None,
        }
    }
}
