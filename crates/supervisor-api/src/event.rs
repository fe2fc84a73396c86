//! What happens in the daemon, for those who listen (`events.md`).

use alloc::string::String;

use crate::name::{GroupName, ProcessName};
use crate::state::ProcessState;

/// One thing that happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// A process changed its state (E-2).
    ProcessState {
        group: GroupName,
        process: ProcessName,
        from: ProcessState,
        to: StateChange,
    },
    /// A group became active (E-23).
    GroupAdded(GroupName),
    /// A group was forgotten (E-23).
    GroupRemoved(GroupName),
    /// The daemon runs (E-18).
    SupervisorRunning,
    /// The daemon stops or restarts (E-19).
    SupervisorStopping,
    /// A client sent something to the listeners (E-27).
    RemoteCommunication { kind: String, data: String },
}

/// The new state with what its event tells besides (E-3..E-10).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StateChange {
    /// `tries`: the failures so far.
    Starting {
        tries: u32,
    },
    Running {
        pid: u32,
    },
    /// `tries`: the failures with this one.
    Backoff {
        tries: u32,
    },
    Stopping {
        pid: u32,
    },
    Exited {
        expected: bool,
        pid: u32,
    },
    /// `pid`: the process that died, 0 when stopped from BACKOFF.
    Stopped {
        pid: u32,
    },
    Fatal,
    Unknown,
}

impl StateChange {
    /// Returns the state that was entered.
    #[must_use]
    pub const fn state(self) -> ProcessState {
        match self {
            Self::Starting { .. } => ProcessState::Starting,
            Self::Running { .. } => ProcessState::Running,
            Self::Backoff { .. } => ProcessState::Backoff,
            Self::Stopping { .. } => ProcessState::Stopping,
            Self::Exited { .. } => ProcessState::Exited,
            Self::Stopped { .. } => ProcessState::Stopped,
            Self::Fatal => ProcessState::Fatal,
            Self::Unknown => ProcessState::Unknown,
        }
    }
}
