//! What the core wants done.

use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec::Vec;

use bytes::Bytes;
use supervisor_api::config::FcgiSocketConfig;
use supervisor_api::{Event, Fault, GroupName, Level, ProcessConfig, Reply, Signal};

use crate::id::{ChildId, LoadId, ProcessId, RequestId, SocketId};
use crate::input::KillPurpose;

/// One thing for the shell to do. The shell does them in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// A group with this process has become active: make its automatic logs (C-166).
    ProcessAdded {
        process: ProcessId,
        group: GroupName,
        config: Arc<ProcessConfig>,
        /// It belongs to a pool: its standard output is the protocol (E-45).
        listener: bool,
    },
    /// The process was removed with its group; it has no child, unless one that refused to be
    /// signaled (P-34).
    ProcessRemoved { process: ProcessId },
    /// Look whether the program could be started; answer [`crate::Input::PreflightDone`].
    Preflight {
        request: RequestId,
        process: ProcessId,
    },
    /// Make the socket of a FastCGI program and listen; answer [`crate::Input::SocketFailed`] if
    /// that cannot be done.
    OpenSocket {
        socket: SocketId,
        config: Arc<FcgiSocketConfig>,
    },
    /// Close the socket, or forget that it could not be made. Exactly one of these follows each
    /// [`Effect::OpenSocket`].
    CloseSocket { socket: SocketId },
    /// Start the program, with this socket as its standard input if it is a FastCGI program; answer
    /// [`crate::Input::Spawned`] or [`crate::Input::SpawnFailed`].
    Spawn {
        process: ProcessId,
        child: ChildId,
        socket: Option<SocketId>,
    },
    /// Send a signal; answer [`crate::Input::Killed`].
    Kill {
        child: ChildId,
        signal: Signal,
        scope: Scope,
        purpose: KillPurpose,
    },
    /// Queue bytes for the child's standard input; answer [`crate::Input::Performed`].
    WriteStdin {
        request: RequestId,
        child: ChildId,
        bytes: Bytes,
    },
    /// Queue an event for the standard input of a listener, whole and at once or not at all; answer
    /// [`crate::Input::EventNotSent`] if that fails.
    SendEvent {
        child: ChildId,
        serial: u64,
        bytes: Bytes,
    },
    /// Empty a log; answer [`crate::Input::Performed`] with the process, if it is one's.
    ClearLog {
        request: RequestId,
        process: Option<ProcessId>,
    },
    /// Open every log by its name again.
    ReopenLogs,
    /// Read the configuration files; answer [`crate::Input::ConfigLoaded`].
    LoadConfig { load: LoadId, purpose: LoadPurpose },
    /// Write one line of the activity log.
    Log(Record),
    /// Something happened that others may want to know. The listeners have been told.
    Event(Event),
    /// Answer a client.
    Reply {
        request: RequestId,
        result: Result<Reply, Fault>,
    },
    /// Everything has stopped: end the run. Only refusals of late actions come after it.
    Exit(Exit),
}

/// Whom a signal reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    Process,
    /// The process group that the child leads.
    Group,
}

/// One line of the activity log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    pub level: Level,
    pub text: String,
}

/// What a configuration is read for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LoadPurpose {
    /// Groups to be compared and added. Nothing else is taken from it.
    Reread,
    /// The whole of it, for the next run: [`Exit::Restart`] names this load.
    Restart,
}

/// How a run ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    Shutdown,
    /// Start again with the configuration that this load brought.
    Restart(LoadId),
}

/// The effects of one turn, in the order in which the shell does them.
pub type Effects = Vec<Effect>;
