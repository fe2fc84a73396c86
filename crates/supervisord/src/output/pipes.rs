//! Makes and sizes pipes. Every end is close-on-exec; only ours is non-blocking.

use std::fs::File;
use std::os::fd::{AsFd, OwnedFd};

use nix::errno::Errno;
use nix::fcntl::{FcntlArg, OFlag, fcntl};
use nix::unistd::pipe2;

/// What a pipe is enlarged to, if the kernel lets us; the second is the answer to a refusal.
const GROWN: [i32; 2] = [1024 * 1024, 256 * 1024];

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

/// Enlarges the pipe of a program that has filled it, as far as its user's limit allows.
pub(super) fn grow(pipe: &File) {
    for size in GROWN {
        if fcntl(pipe, FcntlArg::F_SETPIPE_SZ(size)).is_ok() {
            return;
        }
    }
}

fn set_nonblocking(end: &OwnedFd) -> Result<(), Errno> {
    fcntl(end, FcntlArg::F_SETFL(OFlag::O_NONBLOCK)).map(drop)
}
