//! How the lives of a program go.

use std::collections::VecDeque;
use std::time::Duration;

use supervisor_api::ExitStatus;
use supervisor_core::LaunchError;

use super::speech::Speech;

/// What a child does when it gets its stop signal; nothing withstands SIGKILL.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reaction {
    /// The signal ends it after this time.
    DiesAfter(Duration),
    /// It exits by itself after this time.
    ExitsAfter(Duration, i32),
    Ignores,
}

/// One life.
#[derive(Clone, Debug)]
pub(crate) struct Life {
    /// Why the child cannot be made.
    pub(crate) stillborn: Option<LaunchError>,
    /// When it ends by itself.
    pub(crate) ends: Option<(Duration, ExitStatus)>,
    pub(crate) reaction: Reaction,
    /// Signals to it are refused, as to a child that has changed its user.
    pub(crate) is_protected: bool,
    /// How it speaks, if it is a listener that speaks by itself.
    pub(crate) speech: Option<Speech>,
}

impl Life {
    /// A child that runs until it is stopped.
    pub(crate) fn long() -> Self {
        Self {
            stillborn: None,
            ends: None,
            reaction: Reaction::DiesAfter(Duration::ZERO),
            is_protected: false,
            speech: None,
        }
    }

    /// A child that exits by itself after this many milliseconds.
    pub(crate) fn exits(millis: u64, code: i32) -> Self {
        Self {
            ends: Some((Duration::from_millis(millis), ExitStatus::Exited(code))),
            ..Self::long()
        }
    }

    /// No child.
    pub(crate) fn fails(error: LaunchError) -> Self {
        Self {
            stillborn: Some(error),
            ..Self::long()
        }
    }

    pub(crate) fn reacting(self, reaction: Reaction) -> Self {
        Self { reaction, ..self }
    }

    pub(crate) fn protected(self) -> Self {
        Self {
            is_protected: true,
            ..self
        }
    }
}

/// The lives of one program; the last one is repeated.
#[derive(Clone, Debug)]
pub(crate) struct Script(VecDeque<Life>);

impl Script {
    pub(crate) fn new(lives: impl IntoIterator<Item = Life>) -> Self {
        Self(lives.into_iter().collect())
    }

    pub(crate) fn next(&mut self) -> Life {
        if self.0.len() > 1 {
            return self.0.pop_front().expect("has more than one");
        }
        self.0.front().cloned().unwrap_or_else(Life::long)
    }
}
