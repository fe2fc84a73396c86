//! Servers on a Unix socket.

use std::fs;
use std::io::{self, ErrorKind};
use std::os::fd::{AsRawFd, OwnedFd};
use std::os::unix::fs::FileTypeExt;
use std::os::unix::net::UnixListener;
use std::path::{Path, PathBuf};

use nix::errno::Errno;
use nix::fcntl::{AT_FDCWD, RenameFlags, renameat2};
use nix::sys::socket::{
    AddressFamily, Backlog, SockFlag, SockType, UnixAddr, connect, listen, socket,
};
use nix::unistd::{User, geteuid};

use super::file::{BoundFile, Owner, bind_file, identity};
use super::{BACKLOG, SocketError};

/// The file by which clients find a Unix socket.
#[derive(Debug)]
pub struct SocketFile {
    path: PathBuf,
    /// Device and inode: a file of the same name may one day be somebody else's.
    identity: (u64, u64),
    replaced_stale: bool,
}

/// Makes a socket under a temporary name, complete with mode, owner and backlog, and then gives
/// it its own: clients never see one that they may not use or that nobody listens on.
pub(super) fn bind(
    path: &str,
    mode: u32,
    owner: Option<Owner>,
) -> Result<(UnixListener, SocketFile), SocketError> {
    let path = Path::new(path);
    let temporary = temporary_name(path);
    // A left-over of a process that had our pid.
    let _ = fs::remove_file(&temporary);
    let address = address(&temporary)?;
    let socket = stream_socket().map_err(SocketError::of)?;
    let file = bind_file(&socket, &address, &temporary, mode).map_err(SocketError::of)?;
    let result =
        complete(&file, path, mode, owner).and_then(|()| publish(&socket, &file, &temporary, path));
    if result.is_err() {
        let _ = fs::remove_file(&temporary);
    }
    Ok((socket.into(), result?))
}

fn temporary_name(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(format!(".{}", std::process::id()));
    name.into()
}

fn complete(
    file: &BoundFile,
    path: &Path,
    mode: u32,
    owner: Option<Owner>,
) -> Result<(), SocketError> {
    if let Some(owner) = owner {
        give_to(file, path, owner)?;
    }
    file.set_mode(mode).map_err(SocketError::of)
}

fn publish(
    socket: &OwnedFd,
    file: &BoundFile,
    temporary: &Path,
    path: &Path,
) -> Result<SocketFile, SocketError> {
    listen(socket, Backlog::new(BACKLOG).map_err(failed)?).map_err(failed)?;
    let replaced_stale = take_name(temporary, path)?;
    Ok(SocketFile {
        path: path.into(),
        identity: file.identity(),
        replaced_stale,
    })
}

fn give_to(file: &BoundFile, path: &Path, (uid, gid): Owner) -> Result<(), SocketError> {
    let Err(error) = file.give_to((uid, gid)) else {
        return Ok(());
    };
    if error.kind() != ErrorKind::PermissionDenied {
        return Err(SocketError::of(error));
    }
    Err(SocketError::NotPermitted {
        path: path.display().to_string(),
        uid,
        gid: gid.map_or(-1, i64::from),
        user: own_name(),
    })
}

fn own_name() -> String {
    let uid = geteuid();
    let user = User::from_uid(uid).ok().flatten();
    user.map_or_else(|| uid.to_string(), |user| user.name)
}

/// Renames the new socket; tells whether it took the place of one that nobody listens on.
fn take_name(temporary: &Path, path: &Path) -> Result<bool, SocketError> {
    // Of two daemons that start at the same time, one finds the other's file.
    let new = RenameFlags::RENAME_NOREPLACE;
    match renameat2(AT_FDCWD, temporary, AT_FDCWD, path, new) {
        Ok(()) => return Ok(false),
        // EINVAL: the file system does not have this kind of rename.
        Err(Errno::EEXIST | Errno::EINVAL | Errno::ENOSYS) => {}
        Err(error) => return Err(failed(error)),
    }
    let stale = is_stale(path)?;
    fs::rename(temporary, path).map_err(SocketError::of)?;
    Ok(stale)
}

/// Looks at what has the name now; `false` if nothing has.
fn is_stale(path: &Path) -> Result<bool, SocketError> {
    match fs::symlink_metadata(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(false),
        Err(error) => return Err(SocketError::of(error)),
        Ok(metadata) if !metadata.file_type().is_socket() => {
            let path = path.display().to_string();
            return Err(SocketError::NotASocket { path });
        }
        Ok(_) => {}
    }
    let probe = stream_socket().map_err(SocketError::of)?;
    // To connect is enough: Supervisor also asks for `/`, and waits for ever if the process that
    // listens is stopped. The socket does not block, and a local connection is made at once or,
    // if many others wait for the listener, refused with EAGAIN.
    match connect(probe.as_raw_fd(), &address(path)?) {
        Ok(()) | Err(Errno::EAGAIN | Errno::EINPROGRESS) => Err(SocketError::InUse),
        Err(Errno::ECONNREFUSED) => Ok(true),
        Err(Errno::ENOENT) => Ok(false),
        Err(error) => Err(failed(error)),
    }
}

fn stream_socket() -> io::Result<OwnedFd> {
    let flags = SockFlag::SOCK_CLOEXEC | SockFlag::SOCK_NONBLOCK;
    Ok(socket(AddressFamily::Unix, SockType::Stream, flags, None)?)
}

fn address(path: &Path) -> Result<UnixAddr, SocketError> {
    UnixAddr::new(path).map_err(|error| match error {
        Errno::ENAMETOOLONG => SocketError::PathTooLong,
        error => failed(error),
    })
}

fn failed(error: Errno) -> SocketError {
    SocketError::of(error.into())
}

impl SocketFile {
    /// Returns the path that clients use.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Tells whether the socket took the place of one that nobody listened on.
    #[must_use]
    pub const fn replaced_stale(&self) -> bool {
        self.replaced_stale
    }

    /// Tells whether clients can still find the socket (W-26).
    #[must_use]
    pub fn is_in_place(&self) -> bool {
        fs::symlink_metadata(&self.path).is_ok_and(|now| identity(&now) == self.identity)
    }

    /// Removes the file, unless it is another one by now.
    pub fn remove(&self) {
        if self.is_in_place() {
            // It is the end of the run or of this server: there is nobody to tell.
            let _ = fs::remove_file(&self.path);
        }
    }
}
