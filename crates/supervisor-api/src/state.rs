//! The states of processes and of the daemon, with Supervisor's words and numbers (P-1..P-8).

use core::fmt;

use serde::{Deserialize, Serialize};

/// The state of a process as every client of Supervisor knows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum ProcessState {
    Stopped,
    Starting,
    Running,
    Backoff,
    Stopping,
    Exited,
    Fatal,
    Unknown,
}

impl ProcessState {
    /// Every state, in the order of the codes.
    pub const ALL: [Self; 8] = [
        Self::Stopped,
        Self::Starting,
        Self::Running,
        Self::Backoff,
        Self::Stopping,
        Self::Exited,
        Self::Fatal,
        Self::Unknown,
    ];

    /// Returns the number that XML-RPC clients see.
    #[must_use]
    pub const fn code(self) -> i32 {
        match self {
            Self::Stopped => 0,
            Self::Starting => 10,
            Self::Running => 20,
            Self::Backoff => 30,
            Self::Stopping => 40,
            Self::Exited => 100,
            Self::Fatal => 200,
            Self::Unknown => 1000,
        }
    }

    /// Returns the state with this number.
    #[must_use]
    pub fn from_code(code: i32) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.code() == code)
    }

    /// Returns the word that clients and logs show.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Stopped => "STOPPED",
            Self::Starting => "STARTING",
            Self::Running => "RUNNING",
            Self::Backoff => "BACKOFF",
            Self::Stopping => "STOPPING",
            Self::Exited => "EXITED",
            Self::Fatal => "FATAL",
            Self::Unknown => "UNKNOWN",
        }
    }

    /// Tells whether the state is in Supervisor's "running" set, which refuses a second start and
    /// accepts a stop.
    #[must_use]
    pub const fn is_running(self) -> bool {
        matches!(self, Self::Starting | Self::Running | Self::Backoff)
    }

    /// Tells whether the state is in Supervisor's "stopped" set, which completes a stop and lets
    /// the group be removed.
    #[must_use]
    pub const fn is_stopped(self) -> bool {
        matches!(
            self,
            Self::Stopped | Self::Exited | Self::Fatal | Self::Unknown
        )
    }

    /// Tells whether a client may send a signal to a process in this state.
    #[must_use]
    pub const fn is_signallable(self) -> bool {
        matches!(self, Self::Starting | Self::Running | Self::Stopping)
    }
}

impl fmt::Display for ProcessState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// What a process should be, apart from what it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Wish {
    /// It was started, by a client or by `autostart`; BACKOFF and FATAL keep this.
    Up,
    /// It was stopped, or never started.
    #[default]
    Down,
    /// It ended by itself and is not to start again.
    Done,
}

/// The state of the daemon itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Mood {
    Running,
    Restarting,
    Shutdown,
}

impl Mood {
    /// Returns the number that `getState` reports.
    #[must_use]
    pub const fn code(self) -> i32 {
        match self {
            Self::Running => 1,
            Self::Restarting => 0,
            Self::Shutdown => -1,
        }
    }

    /// Returns the word that `getState` reports.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Running => "RUNNING",
            Self::Restarting => "RESTARTING",
            Self::Shutdown => "SHUTDOWN",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn p_1_to_p_8_states_have_the_numbers_and_sets_of_the_original() {
        let (running, stopped) = ((true, false), (false, true));
        for (name, code, sets) in [
            ("STOPPED", 0, stopped),
            ("STARTING", 10, running),
            ("RUNNING", 20, running),
            ("BACKOFF", 30, running),
            ("STOPPING", 40, (false, false)),
            ("EXITED", 100, stopped),
            ("FATAL", 200, stopped),
            ("UNKNOWN", 1000, stopped),
        ] {
            let state = ProcessState::from_code(code).expect(name);

            assert_eq!(state.name(), name);
            assert_eq!((state.is_running(), state.is_stopped()), sets, "{name}");
        }
    }

    #[test]
    fn codes_lead_back_to_their_state() {
        for state in ProcessState::ALL {
            assert_eq!(ProcessState::from_code(state.code()), Some(state));
        }
    }

    #[test]
    fn stopping_and_unknown_are_not_running_and_only_unknown_is_stopped() {
        assert!(!ProcessState::Stopping.is_running() && !ProcessState::Stopping.is_stopped());
        assert!(!ProcessState::Unknown.is_running() && ProcessState::Unknown.is_stopped());
    }
}
