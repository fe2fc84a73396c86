//! The typed configuration: what the files say, resolved.
//!
//! Equality of these types decides whether a group has changed (C-196), so they hold no origins:
//! moving or reordering lines is no change. Durations and counts that Supervisor reads as any
//! integer stay signed; whoever uses them says what a negative one means.

use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

use crate::event_type::EventType;
use crate::http_access::HttpAccess;
use crate::level::Level;
use crate::log::Channel;
use crate::name::{GroupName, ProcessName};
use crate::signal::Signal;

/// Environment variables by name.
pub type Environment = BTreeMap<Arc<str>, Arc<str>>;

/// Everything a set of configuration files says to the daemon.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Config {
    pub daemon: DaemonConfig,
    /// In start order: by priority, then name (C-131). A name may occur twice (C-180): the first
    /// of equal priority is the one that becomes active.
    pub groups: Vec<Arc<GroupConfig>>,
    /// Inet servers first, then Unix ones (H-45).
    pub servers: Vec<ServerConfig>,
    pub rpc_interfaces: Vec<RpcInterface>,
    pub access: Arc<HttpAccess>,
    /// The computed `SUPERVISOR_SERVER_URL` (C-191).
    pub server_url: Option<String>,
}

/// `[supervisord]`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DaemonConfig {
    pub logfile: MainLog,
    /// Bytes; 0 means no rotation.
    pub logfile_maxbytes: u64,
    pub logfile_backups: u32,
    pub loglevel: Level,
    pub pidfile: String,
    pub umask: u32,
    pub nodaemon: bool,
    pub silent: bool,
    pub minfds: u64,
    pub minprocs: u64,
    pub nocleanup: bool,
    pub childlogdir: String,
    /// The user to become, as a user id.
    pub user: Option<u32>,
    pub directory: Option<String>,
    pub strip_ansi: bool,
    pub environment: Arc<Environment>,
    pub identifier: String,
}

/// Where the daemon's own log goes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum MainLog {
    Syslog,
    File(String),
}

/// A `[group:x]`, or a program section that forms its own group.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct GroupConfig {
    pub name: GroupName,
    pub priority: i64,
    /// In start order (C-131).
    pub processes: Vec<Arc<ProcessConfig>>,
    /// What makes the group a pool of event listeners.
    pub pool: Option<PoolConfig>,
}

/// What an `[eventlistener:x]` says besides its processes (C-183).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PoolConfig {
    /// In the order of their names, without doubles.
    pub events: Vec<EventType>,
    pub buffer_size: u32,
    /// A Python import path; only the built-in one can be served.
    pub result_handler: String,
}

impl PoolConfig {
    /// The result handler that Supervisor itself brings.
    pub const BUILT_IN_HANDLER: &'static str = "supervisor.dispatchers:default_handler";

    /// Tells whether the daemon can judge by itself what the listeners answer.
    #[must_use]
    pub fn has_built_in_handler(&self) -> bool {
        self.result_handler == Self::BUILT_IN_HANDLER
    }
}

/// The socket of an `[fcgi-program:x]` (C-181), one per section and group.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FcgiSocketConfig {
    pub address: FcgiAddress,
    /// `socket_owner` as user and group ids; a missing group means the user's own.
    pub owner: Option<(u32, Option<u32>)>,
    pub mode: Option<u32>,
    pub backlog: Option<u32>,
}

/// Where a FastCGI program listens.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum FcgiAddress {
    Unix(String),
    Tcp { host: String, port: u16 },
}

/// One process of a program section.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ProcessConfig {
    pub name: ProcessName,
    /// The command line, expanded but not yet split (C-160).
    pub command: String,
    pub directory: Option<String>,
    pub umask: Option<u32>,
    /// The user to run as, as a user id.
    pub user: Option<u32>,
    pub priority: i64,
    pub autostart: bool,
    pub autorestart: AutoRestart,
    pub startsecs: i64,
    pub startretries: i64,
    pub stopsignal: Signal,
    pub stopwaitsecs: i64,
    pub stopasgroup: bool,
    pub killasgroup: bool,
    pub exitcodes: Vec<i32>,
    pub redirect_stderr: bool,
    pub stdout: OutputConfig,
    pub stderr: OutputConfig,
    /// The program's own variables over those of `[supervisord]` (C-156).
    pub environment: Arc<Environment>,
    pub serverurl: ServerUrl,
    /// The socket that becomes standard input, for FastCGI programs.
    pub socket: Option<Arc<FcgiSocketConfig>>,
}

/// When a process that has ended starts again by itself (P-22).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum AutoRestart {
    Never,
    /// If the exit code is not among `exitcodes`.
    Unexpected,
    Always,
}

/// What a child's `SUPERVISOR_SERVER_URL` is (C-157).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ServerUrl {
    /// The computed one of [`Config::server_url`].
    Computed,
    /// This text; an empty one leaves the variable unset.
    Given(String),
}

/// What happens to one output stream of a process.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct OutputConfig {
    pub logfile: LogTarget,
    /// Bytes; 0 means no rotation.
    pub maxbytes: u64,
    pub backups: u32,
    /// Bytes; 0 switches the capture of tagged output off (C-153).
    pub capture_maxbytes: u64,
    pub events_enabled: bool,
    pub syslog: bool,
}

impl OutputConfig {
    /// Makes an output with the defaults of `[program:x]` (C-151 to C-155).
    #[must_use]
    pub const fn new(logfile: LogTarget) -> Self {
        Self {
            logfile,
            maxbytes: 50 * 1024 * 1024,
            backups: 10,
            capture_maxbytes: 0,
            events_enabled: false,
            syslog: false,
        }
    }
}

/// Where a child's output goes (C-165).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum LogTarget {
    None,
    /// A file in `childlogdir` whose name the daemon chooses (C-166).
    Auto,
    File(String),
}

/// One HTTP server (C-186, C-187).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ServerConfig {
    /// The section's whole name, for messages.
    pub section: String,
    pub address: ServerAddress,
    /// Whom the server lets in; `None` lets everybody in.
    pub credentials: Option<Credentials>,
}

/// Where an HTTP server listens.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ServerAddress {
    /// `chown`: user and group ids, each unchanged if missing.
    Unix {
        path: String,
        mode: u32,
        chown: Option<(u32, Option<u32>)>,
    },
    /// An empty host means every IPv4 interface.
    Inet { host: String, port: u16 },
}

/// A user name and a password, which is plain or `{SHA}` with a SHA-1 in hex.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct Credentials {
    pub username: String,
    #[serde(skip)]
    pub password: String,
}

impl core::fmt::Debug for Credentials {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Credentials")
            .field("username", &self.username)
            .finish_non_exhaustive()
    }
}

/// An `[rpcinterface:x]` (C-184).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RpcInterface {
    pub name: String,
    /// The Python import path; only the built-in interface can be served.
    pub factory: String,
}

impl RpcInterface {
    /// The factory of the interface that Supervisor itself brings.
    pub const BUILT_IN: &'static str = "supervisor.rpcinterface:make_main_rpcinterface";

    /// Tells whether this is the interface that the daemon serves by itself.
    #[must_use]
    pub fn is_built_in(&self) -> bool {
        self.factory == Self::BUILT_IN
    }
}

/// Writes the address as the URL of the configuration, which log lines and errors show (P-122).
impl core::fmt::Display for FcgiAddress {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self {
            Self::Unix(path) => write!(f, "unix://{path}"),
            Self::Tcp { host, port } => write!(f, "tcp://{host}:{port}"),
        }
    }
}

impl ProcessConfig {
    /// Makes a process with the defaults of `[program:x]` (C-132 to C-157).
    #[must_use]
    pub fn new(name: &str, command: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            command: command.into(),
            directory: None,
            umask: None,
            user: None,
            priority: 999,
            autostart: true,
            autorestart: AutoRestart::Unexpected,
            startsecs: 1,
            startretries: 3,
            stopsignal: Signal::TERM,
            stopwaitsecs: 10,
            stopasgroup: false,
            killasgroup: false,
            exitcodes: Vec::from([0]),
            redirect_stderr: false,
            stdout: OutputConfig::new(LogTarget::Auto),
            stderr: OutputConfig::new(LogTarget::Auto),
            environment: Arc::default(),
            serverurl: ServerUrl::Computed,
            socket: None,
        }
    }

    /// Returns the configuration of one output stream.
    #[must_use]
    pub const fn output(&self, channel: Channel) -> &OutputConfig {
        match channel {
            Channel::Stdout => &self.stdout,
            Channel::Stderr => &self.stderr,
        }
    }
}
