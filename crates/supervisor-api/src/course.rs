//! How a process came to be where it is, and what it does next by itself.
//!
//! Supervisor's own clients cannot ask for any of this; `status` and the state codes do without.

use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

use crate::state::{ProcessState, Wish};
use crate::status::ExitStatus;
use crate::time::Wall;

/// The way of one process, over all its lives.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Course {
    pub wish: Wish,
    /// When the present state was entered.
    pub since: Wall,
    /// What happens next by itself.
    pub next: Option<Next>,
    /// Failed starts in a row.
    pub failures: u32,
    /// How the last child ended, however many starts ago.
    pub last_exit: Option<LastExit>,
    pub restarts: Restarts,
}

/// What a process does by itself when the time has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Next {
    pub step: Step,
    pub at: Wall,
}

/// What a deadline is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Step {
    /// It starts: at boot, after an exit, or once more after a failure.
    Start,
    /// It has been up for `startsecs` and counts as running.
    Up,
    /// It has not stopped within `stopwaitsecs` and gets SIGKILL.
    Kill,
}

/// The end of a child.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LastExit {
    pub status: ExitStatus,
    /// Whether the code is one of `exitcodes`.
    pub expected: bool,
    pub at: Wall,
}

/// How often a process has started again by itself since the daemon knows it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Restarts {
    /// After an exit that `exitcodes` expects.
    pub expected: u64,
    /// After any other exit.
    pub unexpected: u64,
    /// After a start that failed.
    pub retries: u64,
    /// When the latest of them were, oldest first, at most [`Restarts::REMEMBERED`].
    pub latest: Vec<Wall>,
}

/// Why a process starts again by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RestartReason {
    ExpectedExit,
    UnexpectedExit,
    FailedStart,
}

impl Course {
    /// Tells whether the process is what it should be; one on its way there is not yet.
    #[must_use]
    pub const fn is_as_wanted(&self, state: ProcessState) -> bool {
        match self.wish {
            Wish::Up => matches!(state, ProcessState::Running),
            Wish::Down => matches!(
                state,
                ProcessState::Stopped | ProcessState::Exited | ProcessState::Fatal
            ),
            Wish::Done => matches!(state, ProcessState::Exited),
        }
    }
}

impl Restarts {
    /// How many points in time are kept.
    pub const REMEMBERED: usize = 100;

    /// Counts one.
    pub fn count(&mut self, reason: RestartReason, at: Wall) {
        match reason {
            RestartReason::ExpectedExit => self.expected += 1,
            RestartReason::UnexpectedExit => self.unexpected += 1,
            RestartReason::FailedStart => self.retries += 1,
        }
        if self.latest.len() == Self::REMEMBERED {
            self.latest.remove(0);
        }
        self.latest.push(at);
    }

    /// Returns how many there were after `earliest`, as far back as they are remembered.
    #[must_use]
    pub fn since(&self, earliest: Wall) -> usize {
        self.latest.iter().filter(|at| **at > earliest).count()
    }

    /// Returns how many there were in all.
    #[must_use]
    pub const fn total(&self) -> u64 {
        self.expected + self.unexpected + self.retries
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_latest_restarts_are_remembered_and_all_are_counted() {
        let mut restarts = Restarts::default();
        for second in 1..=150 {
            restarts.count(RestartReason::UnexpectedExit, Wall::from_seconds(second));
        }

        assert_eq!(restarts.total(), 150);
        assert_eq!(restarts.latest.len(), Restarts::REMEMBERED);
        assert_eq!(restarts.since(Wall::from_seconds(140)), 10);
        assert_eq!(restarts.since(Wall::NEVER), 100);
    }

    #[test]
    fn a_program_that_ended_as_it_should_is_as_wanted_and_one_in_backoff_is_not() {
        let course = |wish| Course {
            wish,
            ..Course::default()
        };

        assert!(course(Wish::Done).is_as_wanted(ProcessState::Exited));
        assert!(course(Wish::Down).is_as_wanted(ProcessState::Stopped));
        assert!(!course(Wish::Down).is_as_wanted(ProcessState::Stopping));
        assert!(!course(Wish::Up).is_as_wanted(ProcessState::Backoff));
    }
}
