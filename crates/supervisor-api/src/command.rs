//! What a client can ask the daemon to do.

use alloc::string::String;

use bytes::Bytes;

use crate::access::Role;
use crate::name::{GroupName, Namespec};

/// Whom an action is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// One process, or a whole group written as `group:*`.
    Named(Namespec),
    Group(GroupName),
    All,
}

/// A change that a client asks for. Reading needs no action: see [`crate::Snapshot`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// Starts processes; with `wait` the reply comes when each is running or has failed.
    Start { target: Target, wait: bool },
    /// Stops processes; with `wait` the reply comes when each has ended.
    Stop { target: Target, wait: bool },
    /// Sends a signal, whose text is checked after the target.
    Signal { target: Target, signal: String },
    /// Puts a group of the last parsed configuration to work.
    AddGroup(GroupName),
    /// Forgets a stopped group.
    RemoveGroup(GroupName),
    /// Parses the configuration anew and tells what differs from the active groups.
    ReloadConfig,
    /// Stops everything and ends the daemon.
    Shutdown,
    /// Stops everything and starts again from a newly read configuration.
    Restart,
    /// Empties the daemon's own log.
    ClearMainLog,
    /// Empties the logs of one live process, or of all.
    ClearProcessLogs(Target),
    /// Queues bytes for a process's standard input.
    SendStdin { name: Namespec, bytes: Bytes },
    /// Hands an event to the listeners of `REMOTE_COMMUNICATION` (X-49b).
    SendRemoteEvent { kind: String, data: String },
}

/// Who asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caller {
    pub transport: Transport,
    /// The user name that was authenticated, if the server asks for one.
    pub user: Option<String>,
    /// What the caller may do; whoever carries an action out has seen that it suffices.
    pub role: Role,
}

/// How the caller reached the daemon.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Transport {
    /// A Unix socket, with the peer's credentials if the kernel told them (`SO_PEERCRED`).
    Unix { uid: Option<u32>, pid: Option<u32> },
    /// A TCP connection from this address.
    Tcp { peer: String },
    /// The daemon itself, for example on a signal.
    Internal,
}
