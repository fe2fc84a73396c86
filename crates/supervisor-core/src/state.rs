//! What a process is.

use supervisor_api::ProcessState;

use crate::id::ChildId;
use crate::time::Mono;

/// A child that exists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Child {
    pub(crate) id: ChildId,
    pub(crate) pid: u32,
}

/// The state of a process. Each has exactly the data that means something in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum State {
    Stopped {
        /// When `autostart` starts it.
        start_at: Option<Mono>,
    },
    /// STARTING for clients; the child has been ordered but is not there yet.
    Spawning {
        child: ChildId,
        since: Mono,
    },
    Starting {
        child: Child,
        /// When it counts as up.
        until: Mono,
    },
    Running {
        child: Child,
    },
    Backoff {
        retry_at: Mono,
    },
    Stopping {
        child: Child,
        /// When SIGKILL is due.
        escalate_at: Mono,
    },
    Exited {
        /// When `autorestart` starts it.
        restart_at: Option<Mono>,
    },
    Fatal,
    /// A signal was refused: the child lives, but it is not ours to end (P-34).
    Unknown {
        child: Child,
    },
}

/// When a process has something to do by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Deadline {
    /// It starts; starts wait for each other.
    Start(Mono),
    /// It counts as up, or gets SIGKILL.
    Timer(Mono),
}

impl State {
    /// Returns the state that clients know.
    pub(crate) const fn api(&self) -> ProcessState {
        match self {
            Self::Stopped { .. } => ProcessState::Stopped,
            Self::Spawning { .. } | Self::Starting { .. } => ProcessState::Starting,
            Self::Running { .. } => ProcessState::Running,
            Self::Backoff { .. } => ProcessState::Backoff,
            Self::Stopping { .. } => ProcessState::Stopping,
            Self::Exited { .. } => ProcessState::Exited,
            Self::Fatal => ProcessState::Fatal,
            Self::Unknown { .. } => ProcessState::Unknown,
        }
    }

    /// Returns the child that exists.
    pub(crate) const fn child(&self) -> Option<Child> {
        match *self {
            Self::Starting { child, .. }
            | Self::Running { child }
            | Self::Stopping { child, .. }
            | Self::Unknown { child } => Some(child),
            Self::Stopped { .. }
            | Self::Spawning { .. }
            | Self::Backoff { .. }
            | Self::Exited { .. }
            | Self::Fatal => None,
        }
    }

    /// Returns the life that is going on, or about to begin.
    pub(crate) const fn life(&self) -> Option<ChildId> {
        match (self, self.child()) {
            (Self::Spawning { child, .. }, _) => Some(*child),
            (_, Some(child)) => Some(child.id),
            (_, None) => None,
        }
    }

    /// Returns when the process has something to do by itself.
    pub(crate) fn deadline(&self) -> Option<Deadline> {
        match *self {
            Self::Stopped { start_at } => start_at.map(Deadline::Start),
            Self::Backoff { retry_at } => Some(Deadline::Start(retry_at)),
            Self::Exited { restart_at } => restart_at.map(Deadline::Start),
            Self::Starting { until, .. } => Some(Deadline::Timer(until)),
            Self::Stopping { escalate_at, .. } => Some(Deadline::Timer(escalate_at)),
            Self::Spawning { .. } | Self::Running { .. } | Self::Fatal | Self::Unknown { .. } => {
                None
            }
        }
    }
}
