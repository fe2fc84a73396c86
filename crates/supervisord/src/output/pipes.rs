//! Makes and sizes pipes. Every end is close-on-exec; only ours is non-blocking.

use std::fs::File;
use std::os::fd::{AsFd, OwnedFd};

use nix::errno::Errno;
use nix::fcntl::{FcntlArg, OFlag, fcntl};
use nix::unistd::pipe2;

/// Makes a pipe from the child to us; returns our end and the child's.
pub(super) fn from_child() -> Result<(File, OwnedFd), Errno> {
    let (ours, theirs) = pipe2(OFlag::O_CLOEXEC)?;
    set_nonblocking(&ours)?;
    Ok((File::from(ours), theirs))
}

/// Makes a pipe from us to the child; returns our end and the child's.
pub(super) fn to_child() -> Result<(File, OwnedFd), Errno> {
    let (theirs, ours) = pipe2(OFlag::O_CLOEXEC)?;
    set_nonblocking(&ours)?;
    Ok((File::from(ours), theirs))
}

/// Returns how many bytes the pipe can hold.
pub(super) fn capacity(pipe: impl AsFd) -> usize {
    fcntl(pipe, FcntlArg::F_GETPIPE_SZ)
        .ok()
        .and_then(|size| usize::try_from(size).ok())
        .unwrap_or(64 * 1024)
}

/// Gives the pipe another capacity; returns what it has become, if the kernel allows that.
pub(super) fn resize(pipe: &File, size: usize) -> Option<usize> {
    let size = i32::try_from(size).ok()?;
    let resized = fcntl(pipe, FcntlArg::F_SETPIPE_SZ(size)).ok()?;
    usize::try_from(resized).ok()
}

fn set_nonblocking(end: &OwnedFd) -> Result<(), Errno> {
    fcntl(end, FcntlArg::F_SETFL(OFlag::O_NONBLOCK)).map(drop)
}
