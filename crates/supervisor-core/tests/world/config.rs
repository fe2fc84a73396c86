//! Configurations in a few words.

use std::sync::Arc;

use supervisor_api::config::{
    Config, DaemonConfig, FcgiAddress, FcgiSocketConfig, GroupConfig, LogTarget, MainLog,
    OutputConfig, PoolConfig, ProcessConfig,
};
use supervisor_api::{EventType, Level};

/// A program with Supervisor's defaults, and no logs.
pub(crate) fn program(name: &str) -> ProcessConfig {
    ProcessConfig {
        stdout: OutputConfig::new(LogTarget::None),
        stderr: OutputConfig::new(LogTarget::None),
        ..ProcessConfig::new(name, format!("/bin/{name}"))
    }
}

/// A FastCGI program with this Unix socket.
pub(crate) fn fcgi_program(name: &str, path: &str) -> ProcessConfig {
    ProcessConfig {
        socket: Some(Arc::new(fcgi_socket(path))),
        ..program(name)
    }
}

/// A Unix socket with Supervisor's defaults.
pub(crate) fn fcgi_socket(path: &str) -> FcgiSocketConfig {
    FcgiSocketConfig {
        address: FcgiAddress::Unix(path.into()),
        owner: None,
        mode: Some(0o700),
        backlog: None,
    }
}

/// A group with these programs.
pub(crate) fn group(
    name: &str,
    priority: i64,
    programs: impl IntoIterator<Item = ProcessConfig>,
) -> GroupConfig {
    GroupConfig {
        name: name.into(),
        priority,
        processes: programs.into_iter().map(Arc::new).collect(),
        pool: None,
    }
}

/// A pool of listeners for these events, with a buffer for ten, that are up at once.
pub(crate) fn pool(
    name: &str,
    events: impl IntoIterator<Item = EventType>,
    listeners: impl IntoIterator<Item = ProcessConfig>,
) -> GroupConfig {
    let mut pool = group(name, -1, listeners.into_iter().map(quick));
    pool.pool = Some(PoolConfig {
        events: events.into_iter().collect(),
        buffer_size: 10,
        result_handler: PoolConfig::BUILT_IN_HANDLER.into(),
    });
    pool
}

fn quick(listener: ProcessConfig) -> ProcessConfig {
    ProcessConfig {
        startsecs: 0,
        ..listener
    }
}

/// A configuration with these groups.
pub(crate) fn groups(groups: impl IntoIterator<Item = GroupConfig>) -> Config {
    Config {
        daemon: daemon(),
        groups: groups.into_iter().map(Arc::new).collect(),
        servers: Vec::new(),
        rpc_interfaces: Vec::new(),
        access: Arc::default(),
        server_url: None,
    }
}

fn daemon() -> DaemonConfig {
    DaemonConfig {
        logfile: MainLog::Syslog,
        logfile_maxbytes: 0,
        logfile_backups: 0,
        loglevel: Level::Info,
        pidfile: "supervisord.pid".into(),
        umask: 0o022,
        nodaemon: true,
        silent: true,
        minfds: 1024,
        minprocs: 200,
        nocleanup: false,
        childlogdir: "/tmp".into(),
        user: None,
        directory: None,
        strip_ansi: false,
        environment: Arc::default(),
        identifier: "supervisor".into(),
    }
}
