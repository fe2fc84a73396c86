//! What happens in the daemon, for those who listen (`events.md`).

use alloc::string::String;

use bytes::Bytes;

use crate::event_type::EventType;
use crate::log::Channel;
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
    /// A program wrote something between its tags (E-11).
    ProcessCommunication(Written),
    /// A program wrote something (E-14).
    ProcessLog(Written),
    /// A new slice of wall-clock time has begun (E-21).
    Tick { period: Period, when: i64 },
}

/// What a program wrote.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    pub group: GroupName,
    pub process: ProcessName,
    pub pid: u32,
    pub channel: Channel,
    pub bytes: Bytes,
}

/// How long a slice of time is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Period {
    FiveSeconds,
    Minute,
    Hour,
}

impl Period {
    /// Every period, in the order in which their events come.
    pub const ALL: [Self; 3] = [Self::FiveSeconds, Self::Minute, Self::Hour];

    /// Returns the length of the slices.
    #[must_use]
    pub const fn seconds(self) -> i64 {
        match self {
            Self::FiveSeconds => 5,
            Self::Minute => 60,
            Self::Hour => 3_600,
        }
    }

    /// Returns the type of this period's events.
    #[must_use]
    pub const fn event_type(self) -> EventType {
        match self {
            Self::FiveSeconds => EventType::Tick5,
            Self::Minute => EventType::Tick60,
            Self::Hour => EventType::Tick3600,
        }
    }
}

impl Event {
    /// Returns the type by which listeners know the event.
    #[must_use]
    pub const fn event_type(&self) -> EventType {
        match self {
            Self::ProcessState { to, .. } => to.event_type(),
            Self::GroupAdded(_) => EventType::ProcessGroupAdded,
            Self::GroupRemoved(_) => EventType::ProcessGroupRemoved,
            Self::SupervisorRunning => EventType::SupervisorStateChangeRunning,
            Self::SupervisorStopping => EventType::SupervisorStateChangeStopping,
            Self::RemoteCommunication { .. } => EventType::RemoteCommunication,
            Self::ProcessCommunication(written) => match written.channel {
                Channel::Stdout => EventType::ProcessCommunicationStdout,
                Channel::Stderr => EventType::ProcessCommunicationStderr,
            },
            Self::ProcessLog(written) => match written.channel {
                Channel::Stdout => EventType::ProcessLogStdout,
                Channel::Stderr => EventType::ProcessLogStderr,
            },
            Self::Tick { period, .. } => period.event_type(),
        }
    }
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

    /// Returns the type of the event that tells of it.
    #[must_use]
    pub const fn event_type(self) -> EventType {
        match self {
            Self::Starting { .. } => EventType::ProcessStateStarting,
            Self::Running { .. } => EventType::ProcessStateRunning,
            Self::Backoff { .. } => EventType::ProcessStateBackoff,
            Self::Stopping { .. } => EventType::ProcessStateStopping,
            Self::Exited { .. } => EventType::ProcessStateExited,
            Self::Stopped { .. } => EventType::ProcessStateStopped,
            Self::Fatal => EventType::ProcessStateFatal,
            Self::Unknown => EventType::ProcessStateUnknown,
        }
    }
}
