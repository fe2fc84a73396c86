//! The sockets of FastCGI programs (H-60..H-62): the daemon makes them, and the programs accept.

use std::fs;
use std::io::{self, ErrorKind};
use std::net::{Ipv4Addr, SocketAddrV4, TcpListener};
use std::os::fd::OwnedFd;
use std::os::unix::fs::FileTypeExt;
use std::path::Path;

use nix::errno::Errno;
use nix::sys::socket::{AddressFamily, Backlog, SockFlag, SockType, UnixAddr, socket};
use supervisor_api::config::{FcgiAddress, FcgiSocketConfig};

use super::file::{BoundFile, Owner, bind_file};
use crate::kernel::errno::described;
use crate::kernel::hosts::HostError;
use crate::kernel::listen;

/// Why a socket could not be made, in the words of the original.
#[derive(Debug, thiserror::Error)]
pub enum FcgiSocketError {
    #[error("{}", described(.0))]
    System(#[from] io::Error),
    #[error("{}: '{path}'", described(.source))]
    File { path: String, source: io::Error },
    #[error("{}", .0.described())]
    UnknownHost(HostError),
    #[error("AF_UNIX path too long")]
    PathTooLong,
    /// Supervisor deletes whatever is there (W-10).
    #[error("{path} exists and is not a socket")]
    NotASocket { path: String },
    #[error("Could not change ownership of socket file: {}: '{path}'", described(.source))]
    Owner { path: String, source: io::Error },
    #[error("Could not change permissions of socket file: {}: '{path}'", described(.source))]
    Mode { path: String, source: io::Error },
}

impl From<Errno> for FcgiSocketError {
    fn from(errno: Errno) -> Self {
        io::Error::from(errno).into()
    }
}

/// Makes the socket and listens: blocking, since that is what the programs expect, and
/// close-on-exec, so that only they get it.
///
/// `address_of` tells where a host is.
///
/// # Errors
/// It cannot be made or bound, or its file cannot be given its owner or mode.
pub fn open(
    config: &FcgiSocketConfig,
    address_of: impl FnOnce(&str) -> Result<Ipv4Addr, HostError>,
) -> Result<OwnedFd, FcgiSocketError> {
    let bound = match &config.address {
        FcgiAddress::Unix(path) => bind_unix(Path::new(path), config.mode, config.owner)?,
        FcgiAddress::Tcp { host, port } => bind_tcp(
            address_of(host).map_err(FcgiSocketError::UnknownHost)?,
            *port,
        )?,
    };
    let most = i32::from(Backlog::MAXCONN).unsigned_abs();
    listen(&bound, config.backlog.unwrap_or(most))?;
    Ok(bound)
}

fn bind_unix(
    path: &Path,
    mode: Option<u32>,
    owner: Option<Owner>,
) -> Result<OwnedFd, FcgiSocketError> {
    let address = UnixAddr::new(path).map_err(|error| match error {
        Errno::ENAMETOOLONG => FcgiSocketError::PathTooLong,
        error => error.into(),
    })?;
    make_room(path)?;
    let socket = socket(
        AddressFamily::Unix,
        SockType::Stream,
        SockFlag::SOCK_CLOEXEC,
        None,
    )?;
    let file = bind_file(&socket, &address, path, mode.unwrap_or(0o777))?;
    complete(&file, path, mode, owner).inspect_err(|_| {
        // Nobody will ever listen there.
        let _ = fs::remove_file(path);
    })?;
    Ok(socket)
}

/// Removes the socket of an earlier run, be it that children of that run still listen (P-44).
fn make_room(path: &Path) -> Result<(), FcgiSocketError> {
    let shown = || path.display().to_string();
    match fs::symlink_metadata(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
        Err(source) => Err(FcgiSocketError::File {
            path: shown(),
            source,
        }),
        Ok(metadata) if !metadata.file_type().is_socket() => {
            Err(FcgiSocketError::NotASocket { path: shown() })
        }
        Ok(_) => fs::remove_file(path).map_err(|source| FcgiSocketError::File {
            path: shown(),
            source,
        }),
    }
}

fn complete(
    file: &BoundFile,
    path: &Path,
    mode: Option<u32>,
    owner: Option<Owner>,
) -> Result<(), FcgiSocketError> {
    let path = || path.display().to_string();
    let given = owner.map_or(Ok(()), |owner| file.give_to(owner));
    given.map_err(|source| FcgiSocketError::Owner {
        path: path(),
        source,
    })?;
    let set = mode.map_or(Ok(()), |mode| file.set_mode(mode));
    set.map_err(|source| FcgiSocketError::Mode {
        path: path(),
        source,
    })
}

fn bind_tcp(ip: Ipv4Addr, port: u16) -> Result<OwnedFd, FcgiSocketError> {
    // The standard library sets SO_REUSEADDR; it listens as well, and `open` sets the backlog anew.
    Ok(TcpListener::bind(SocketAddrV4::new(ip, port))?.into())
}
