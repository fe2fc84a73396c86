//! The file of a Unix socket that was just bound.
//!
//! It may lie in a directory that others may write to, who can put a link in its place at any
//! moment. So mode and owner are set by a descriptor that was looked at, and never by the path.

use std::fs::{self, File, Metadata, OpenOptions, Permissions};
use std::io;
use std::os::fd::{AsRawFd, OwnedFd};
use std::os::unix::fs::{FileTypeExt, MetadataExt, OpenOptionsExt, PermissionsExt};
use std::path::Path;

use nix::errno::Errno;
use nix::fcntl::{AtFlags, OFlag};
use nix::sys::socket::{UnixAddr, bind};
use nix::sys::stat::{Mode, fchmod};
use nix::unistd::{Gid, Uid, fchownat};

/// Who a socket's file is to belong to; a missing group stays.
pub(super) type Owner = (u32, Option<u32>);

/// The part of a mode that is about permissions.
const PERMISSIONS: u32 = 0o7777;

/// The file, whatever has its name by now.
pub(super) struct BoundFile {
    handle: File,
    metadata: Metadata,
}

/// Binds the socket. Its file has no more permissions than `mode` from the first moment on: the
/// kernel takes them from the socket, less the umask.
pub(super) fn bind_file(
    socket: &OwnedFd,
    address: &UnixAddr,
    path: &Path,
    mode: u32,
) -> io::Result<BoundFile> {
    fchmod(socket, Mode::from_bits_truncate(mode))?;
    bind(socket.as_raw_fd(), address)?;
    BoundFile::open(path)
}

impl BoundFile {
    fn open(path: &Path) -> io::Result<Self> {
        let handle = OpenOptions::new()
            .read(true)
            .custom_flags((OFlag::O_PATH | OFlag::O_NOFOLLOW).bits())
            .open(path)?;
        let metadata = handle.metadata()?;
        if !is_just_made(&metadata) {
            return Err(Errno::EACCES.into());
        }
        Ok(Self { handle, metadata })
    }

    /// Returns device and inode.
    pub(super) fn identity(&self) -> (u64, u64) {
        identity(&self.metadata)
    }

    pub(super) fn give_to(&self, (uid, gid): Owner) -> io::Result<()> {
        let (uid, gid) = (Uid::from_raw(uid), gid.map(Gid::from_raw));
        let itself = AtFlags::AT_EMPTY_PATH;
        Ok(fchownat(&self.handle, "", Some(uid), gid, itself)?)
    }

    /// Gives the file its mode, which the umask may have narrowed.
    pub(super) fn set_mode(&self, mode: u32) -> io::Result<()> {
        if self.metadata.mode() & PERMISSIONS == mode {
            return Ok(());
        }
        // Older kernels change no mode by a descriptor that was opened for its path only, but by
        // its entry here they do.
        let itself = format!("/proc/self/fd/{}", self.handle.as_raw_fd());
        fs::set_permissions(itself, Permissions::from_mode(mode))
    }
}

/// What has a second name is another socket, whose own directory the name's maker may not write to.
fn is_just_made(metadata: &Metadata) -> bool {
    metadata.file_type().is_socket() && metadata.nlink() == 1
}

/// Returns device and inode, by which a file is known whatever its name.
pub(super) fn identity(metadata: &Metadata) -> (u64, u64) {
    (metadata.dev(), metadata.ino())
}

#[cfg(test)]
mod tests {
    use std::os::unix::net::UnixListener;

    use super::*;

    #[test]
    fn a_file_never_has_more_permissions_than_it_is_to_have() {
        let directory = tempfile::tempdir().unwrap();
        for mode in [0o000, 0o600, 0o620, 0o770] {
            let path = directory.path().join(format!("{mode:o}.sock"));
            let socket = OwnedFd::from(std::os::unix::net::UnixDatagram::unbound().unwrap());

            let file = bind_file(&socket, &UnixAddr::new(&path).unwrap(), &path, mode).unwrap();

            assert_eq!(file.metadata.mode() & PERMISSIONS & !mode, 0);
        }
    }

    #[test]
    fn a_link_in_the_place_of_the_socket_is_not_followed() {
        let directory = tempfile::tempdir().unwrap();
        let (victim, link) = (
            directory.path().join("victim"),
            directory.path().join("s.sock"),
        );
        let _listener = UnixListener::bind(&victim).unwrap();
        std::os::unix::fs::symlink(&victim, &link).unwrap();

        assert!(BoundFile::open(&link).is_err());
        assert!(BoundFile::open(&victim).is_ok());
    }

    #[test]
    fn a_second_name_of_another_socket_is_not_taken_for_ours() {
        let directory = tempfile::tempdir().unwrap();
        let (victim, second) = (
            directory.path().join("victim"),
            directory.path().join("s.sock"),
        );
        let _listener = UnixListener::bind(&victim).unwrap();
        fs::hard_link(&victim, &second).unwrap();

        assert!(BoundFile::open(&second).is_err());
    }

    #[test]
    fn mode_and_owner_reach_the_file_that_was_opened_and_not_its_successor() {
        let directory = tempfile::tempdir().unwrap();
        let (path, victim) = (
            directory.path().join("s.sock"),
            directory.path().join("victim"),
        );
        let _listener = UnixListener::bind(&path).unwrap();
        fs::write(&victim, "").unwrap();
        fs::set_permissions(&victim, Permissions::from_mode(0o600)).unwrap();
        let file = BoundFile::open(&path).unwrap();
        let moved = directory.path().join("moved");
        fs::rename(&path, &moved).unwrap();
        std::os::unix::fs::symlink(&victim, &path).unwrap();

        file.set_mode(0o777).unwrap();
        file.give_to((nix::unistd::geteuid().as_raw(), None))
            .unwrap();

        let mode = |path: &Path| fs::metadata(path).unwrap().mode() & PERMISSIONS;
        assert_eq!((mode(&moved), mode(&victim)), (0o777, 0o600));
    }
}
