//! What the shell tells the core.

use alloc::boxed::Box;
use alloc::string::String;
use alloc::sync::Arc;

use bytes::Bytes;
use supervisor_api::{Action, Channel, Config, ExitStatus, Fault, Signal};

use crate::id::{ChildId, LoadId, ProcessId, RequestId, SocketId};
use crate::launch::LaunchError;
use crate::time::Now;

/// One fact or wish.
#[derive(Clone, Debug)]
pub enum Input {
    /// A client wants something done; exactly one [`crate::Effect::Reply`] answers it.
    Action { request: RequestId, action: Action },
    /// The client has left: nobody waits for the reply any more, but the action stands.
    RequestGone { request: RequestId },
    /// Answers [`crate::Effect::Preflight`].
    PreflightDone {
        request: RequestId,
        process: ProcessId,
        verdict: Result<(), LaunchError>,
    },
    /// The child exists; `at` is when it was made.
    Spawned { child: ChildId, pid: u32, at: Now },
    /// No child was made.
    SpawnFailed { child: ChildId, error: LaunchError },
    /// The socket could not be made; every spawn with it fails as well, and says why.
    SocketFailed { socket: SocketId },
    /// The child was reaped, and everything it had written before has been dealt with.
    ChildExited { child: ChildId, status: ExitStatus },
    /// A child wrote this: all of a listener's output, or what the log events of a program carry
    /// (E-14, E-33). It comes before the death of the child.
    Output {
        child: ChildId,
        channel: Channel,
        bytes: Bytes,
    },
    /// A program wrote this between the tags of its process communication (E-11).
    Captured {
        child: ChildId,
        channel: Channel,
        bytes: Bytes,
    },
    /// An event did not reach the listener it was sent to ([`crate::Effect::SendEvent`]).
    EventNotSent {
        child: ChildId,
        serial: u64,
        error: SendError,
    },
    /// Answers every [`crate::Effect::Kill`].
    Killed {
        child: ChildId,
        purpose: KillPurpose,
        result: Result<(), KillError>,
    },
    /// Answers [`crate::Effect::ClearLog`] and [`crate::Effect::WriteStdin`].
    Performed {
        request: RequestId,
        process: Option<ProcessId>,
        result: Result<(), Fault>,
    },
    /// The automatic log of a process has its name (C-166).
    AutoLogNamed {
        process: ProcessId,
        channel: Channel,
        path: Arc<str>,
    },
    /// Answers [`crate::Effect::LoadConfig`]; the error is the text for the client.
    ConfigLoaded {
        load: LoadId,
        result: Result<Box<Config>, String>,
    },
    /// A signal reached the daemon.
    Signal(DaemonSignal),
}

impl Input {
    /// Returns what kind of input this is, for logs: the content may hold passwords.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Action { .. } => "Action",
            Self::RequestGone { .. } => "RequestGone",
            Self::PreflightDone { .. } => "PreflightDone",
            Self::Spawned { .. } => "Spawned",
            Self::SpawnFailed { .. } => "SpawnFailed",
            Self::SocketFailed { .. } => "SocketFailed",
            Self::ChildExited { .. } => "ChildExited",
            Self::Output { .. } => "Output",
            Self::Captured { .. } => "Captured",
            Self::EventNotSent { .. } => "EventNotSent",
            Self::Killed { .. } => "Killed",
            Self::Performed { .. } => "Performed",
            Self::AutoLogNamed { .. } => "AutoLogNamed",
            Self::ConfigLoaded { .. } => "ConfigLoaded",
            Self::Signal(_) => "Signal",
        }
    }
}

/// What the daemon's own signals ask for (P-103..P-106).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DaemonSignal {
    /// SIGTERM, SIGINT or SIGQUIT: stop everything and end.
    Exit(Signal),
    /// SIGHUP: stop everything and start again.
    Restart,
    /// SIGUSR2: open every log by its name again.
    ReopenLogs,
    /// SIGCHLD: only noted in the log; the reaped children come as facts of their own.
    ChildQuit,
}

/// Why a signal is sent, which decides what its failure means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KillPurpose {
    /// The stop signal of a stop.
    Stop,
    /// SIGKILL after `stopwaitsecs`.
    Escalate,
    /// A client asked for this signal.
    Request(RequestId),
}

/// Why a signal could not be sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KillError {
    /// ESRCH: the process has ended already and is about to be reaped.
    #[error("no such process")]
    Gone,
    /// Any other error, by its symbol, such as `EPERM`.
    #[error("{0}")]
    Refused(&'static str),
}

/// Why an event could not be sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SendError {
    /// The listener has closed its standard input.
    #[error("standard input is closed")]
    Closed,
    /// The listener has not read what was sent before.
    #[error("too much waits for standard input")]
    Full,
}

#[cfg(test)]
mod tests {
    use alloc::format;
    use alloc::string::ToString;

    use super::*;

    /// The shell logs this when the core fails, whatever the input was (W-56).
    #[test]
    fn the_name_of_an_input_shows_nothing_of_its_content() {
        let input = Input::ConfigLoaded {
            load: LoadId(1),
            result: Err("password".to_string()),
        };

        assert!(format!("{input:?}").contains("password"));
        assert_eq!(input.name(), "ConfigLoaded");
    }
}
