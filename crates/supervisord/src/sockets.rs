//! Listening sockets: those of FastCGI programs, and those of the HTTP servers, bound before the
//! daemon leaves the foreground so that its starter learns of every fault (P-101, H-40..H-45).

mod fcgi;
mod file;
mod inet;
mod unix;
mod watch;

use std::ffi::c_int;
use std::io;
use std::net::TcpListener;
use std::os::unix::net::UnixListener;

use supervisor_api::config::{ServerAddress, ServerConfig};

use crate::kernel::errno;
use crate::kernel::hosts::HostError;
pub use fcgi::{FcgiSocketError, open as open_fcgi};
pub use unix::SocketFile;
pub use watch::FileWatch;

/// A server's socket, listening and non-blocking.
#[derive(Debug)]
pub enum Listener {
    Unix {
        listener: UnixListener,
        file: SocketFile,
    },
    Inet(TcpListener),
}

/// Why a server cannot listen, in Supervisor's words; each is a usage error.
#[derive(Debug, thiserror::Error)]
pub enum SocketError {
    #[error(
        "Another program is already listening on a port that one of our HTTP servers is \
         configured to use.  Shut this program down first before starting supervisord."
    )]
    InUse,
    #[error("Cannot open an HTTP server: socket.error reported {}", shown(.0))]
    Failed(#[source] io::Error),
    #[error("Cannot open an HTTP server: socket.error reported {0}")]
    UnknownHost(HostError),
    #[error("Cannot open an HTTP server: socket.error reported AF_UNIX path too long")]
    PathTooLong,
    /// Supervisor deletes whatever is there (W-10).
    #[error("Cannot open an HTTP server: {path} exists and is not a socket")]
    NotASocket { path: String },
    #[error(
        "Not permitted to chown {path} to uid/gid ({uid}, {gid}); adjust \"sockchown\" value: user \
         {user} may not give the socket away like that"
    )]
    NotPermitted {
        path: String,
        uid: u32,
        /// -1 if the group was to stay.
        gid: i64,
        user: String,
    },
    #[error(
        "Could not determine IP address for hostname {host}, please try setting an explicit IP \
         address in the \"port\" setting, such as 127.0.0.1:9001"
    )]
    OwnHostname { host: String },
}

impl SocketError {
    fn of(error: io::Error) -> Self {
        match error.raw_os_error() {
            Some(libc::EADDRINUSE) => Self::InUse,
            _ => Self::Failed(error),
        }
    }
}

/// Connections that may wait to be accepted, as in the original.
const BACKLOG: c_int = 1024;

/// Binds every server, in the order given; all or none.
///
/// # Errors
/// One of them cannot listen; those bound before it are undone.
pub fn bind_all(servers: &[ServerConfig]) -> Result<Vec<Listener>, SocketError> {
    let mut listeners = Vec::with_capacity(servers.len());
    for server in servers {
        match bind(&server.address) {
            Ok(listener) => listeners.push(listener),
            Err(error) => {
                listeners.iter().for_each(Listener::remove_file);
                return Err(error);
            }
        }
    }
    Ok(listeners)
}

/// Binds one server; also used to bind again where a socket's file has been deleted (W-26).
///
/// # Errors
/// It cannot listen there.
pub fn bind(address: &ServerAddress) -> Result<Listener, SocketError> {
    match address {
        ServerAddress::Unix { path, mode, chown } => {
            let (listener, file) = unix::bind(path, *mode, *chown)?;
            Ok(Listener::Unix { listener, file })
        }
        ServerAddress::Inet { host, port } => inet::bind(host, *port).map(Listener::Inet),
    }
}

impl Listener {
    /// Removes the socket's file, if it has one and that is still its own.
    pub fn remove_file(&self) {
        match self {
            Self::Unix { file, .. } => file.remove(),
            Self::Inet(_) => {}
        }
    }
}

/// Shows an error as Python does where it has a symbol.
fn shown(error: &io::Error) -> String {
    let number = error.raw_os_error().unwrap_or_default();
    match errno::name(number) {
        Some(name) => format!("errno.{name} ({number})"),
        None => number.to_string(),
    }
}
