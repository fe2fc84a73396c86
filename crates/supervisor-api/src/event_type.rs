//! The types of events, as listeners ask for them (E-1 to E-27).

use core::fmt;

use serde::{Serialize, Serializer};

/// One type. The abstract ones are never sent; who asks for one gets every type below it.
///
/// In the order of their names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EventType {
    /// The root of all.
    Event,
    ProcessCommunication,
    ProcessCommunicationStderr,
    ProcessCommunicationStdout,
    ProcessGroup,
    ProcessGroupAdded,
    ProcessGroupRemoved,
    ProcessLog,
    ProcessLogStderr,
    ProcessLogStdout,
    ProcessState,
    ProcessStateBackoff,
    ProcessStateExited,
    ProcessStateFatal,
    ProcessStateRunning,
    ProcessStateStarting,
    ProcessStateStopped,
    ProcessStateStopping,
    ProcessStateUnknown,
    RemoteCommunication,
    SupervisorStateChange,
    SupervisorStateChangeRunning,
    SupervisorStateChangeStopping,
    Tick,
    Tick3600,
    Tick5,
    Tick60,
}

impl EventType {
    /// Every type, in the order of the names.
    pub const ALL: [Self; 27] = [
        Self::Event,
        Self::ProcessCommunication,
        Self::ProcessCommunicationStderr,
        Self::ProcessCommunicationStdout,
        Self::ProcessGroup,
        Self::ProcessGroupAdded,
        Self::ProcessGroupRemoved,
        Self::ProcessLog,
        Self::ProcessLogStderr,
        Self::ProcessLogStdout,
        Self::ProcessState,
        Self::ProcessStateBackoff,
        Self::ProcessStateExited,
        Self::ProcessStateFatal,
        Self::ProcessStateRunning,
        Self::ProcessStateStarting,
        Self::ProcessStateStopped,
        Self::ProcessStateStopping,
        Self::ProcessStateUnknown,
        Self::RemoteCommunication,
        Self::SupervisorStateChange,
        Self::SupervisorStateChangeRunning,
        Self::SupervisorStateChangeStopping,
        Self::Tick,
        Self::Tick3600,
        Self::Tick5,
        Self::Tick60,
    ];

    /// Finds the type of this name, which is in upper case.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|known| known.name() == name)
    }

    /// Returns the name that configurations and listeners use.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Event => "EVENT",
            Self::ProcessCommunication => "PROCESS_COMMUNICATION",
            Self::ProcessCommunicationStderr => "PROCESS_COMMUNICATION_STDERR",
            Self::ProcessCommunicationStdout => "PROCESS_COMMUNICATION_STDOUT",
            Self::ProcessGroup => "PROCESS_GROUP",
            Self::ProcessGroupAdded => "PROCESS_GROUP_ADDED",
            Self::ProcessGroupRemoved => "PROCESS_GROUP_REMOVED",
            Self::ProcessLog => "PROCESS_LOG",
            Self::ProcessLogStderr => "PROCESS_LOG_STDERR",
            Self::ProcessLogStdout => "PROCESS_LOG_STDOUT",
            Self::ProcessState => "PROCESS_STATE",
            Self::ProcessStateBackoff => "PROCESS_STATE_BACKOFF",
            Self::ProcessStateExited => "PROCESS_STATE_EXITED",
            Self::ProcessStateFatal => "PROCESS_STATE_FATAL",
            Self::ProcessStateRunning => "PROCESS_STATE_RUNNING",
            Self::ProcessStateStarting => "PROCESS_STATE_STARTING",
            Self::ProcessStateStopped => "PROCESS_STATE_STOPPED",
            Self::ProcessStateStopping => "PROCESS_STATE_STOPPING",
            Self::ProcessStateUnknown => "PROCESS_STATE_UNKNOWN",
            Self::RemoteCommunication => "REMOTE_COMMUNICATION",
            Self::SupervisorStateChange => "SUPERVISOR_STATE_CHANGE",
            Self::SupervisorStateChangeRunning => "SUPERVISOR_STATE_CHANGE_RUNNING",
            Self::SupervisorStateChangeStopping => "SUPERVISOR_STATE_CHANGE_STOPPING",
            Self::Tick => "TICK",
            Self::Tick3600 => "TICK_3600",
            Self::Tick5 => "TICK_5",
            Self::Tick60 => "TICK_60",
        }
    }

    /// Returns the abstract type above this one.
    #[must_use]
    pub const fn parent(self) -> Option<Self> {
        match self {
            Self::Event => None,
            Self::ProcessCommunication
            | Self::ProcessGroup
            | Self::ProcessLog
            | Self::ProcessState
            | Self::RemoteCommunication
            | Self::SupervisorStateChange
            | Self::Tick => Some(Self::Event),
            Self::ProcessCommunicationStderr | Self::ProcessCommunicationStdout => {
                Some(Self::ProcessCommunication)
            }
            Self::ProcessGroupAdded | Self::ProcessGroupRemoved => Some(Self::ProcessGroup),
            Self::ProcessLogStderr | Self::ProcessLogStdout => Some(Self::ProcessLog),
            Self::ProcessStateBackoff
            | Self::ProcessStateExited
            | Self::ProcessStateFatal
            | Self::ProcessStateRunning
            | Self::ProcessStateStarting
            | Self::ProcessStateStopped
            | Self::ProcessStateStopping
            | Self::ProcessStateUnknown => Some(Self::ProcessState),
            Self::SupervisorStateChangeRunning | Self::SupervisorStateChangeStopping => {
                Some(Self::SupervisorStateChange)
            }
            Self::Tick3600 | Self::Tick5 | Self::Tick60 => Some(Self::Tick),
        }
    }

    /// Tells whether who asked for `asked` gets this type.
    #[must_use]
    pub fn is(self, asked: Self) -> bool {
        self == asked || self.parent().is_some_and(|parent| parent.is(asked))
    }
}

impl fmt::Display for EventType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl Serialize for EventType {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn e_1_names_are_read_back_and_in_order() {
        for pair in EventType::ALL.windows(2) {
            assert!(pair[0].name() < pair[1].name() && pair[0] < pair[1]);
        }
        for known in EventType::ALL {
            assert_eq!(EventType::parse(known.name()), Some(known));
        }
        assert_eq!(EventType::parse("NOPE"), None);
    }

    #[test]
    fn e_1_who_asks_for_an_abstract_type_gets_those_below() {
        assert!(EventType::Tick5.is(EventType::Tick));
        assert!(EventType::Tick5.is(EventType::Event));
        assert!(EventType::Tick5.is(EventType::Tick5));
        assert!(!EventType::Tick5.is(EventType::Tick60));
        assert!(!EventType::Tick.is(EventType::Tick5));
        assert!(!EventType::ProcessLogStdout.is(EventType::ProcessState));
    }
}
