//! Descriptors: pipes to children, and keeping everything else from them.

use std::ffi::{c_int, c_uint};
use std::fs;
use std::io;
use std::os::fd::{BorrowedFd, FromRawFd, OwnedFd};

use nix::errno::Errno;
use nix::fcntl::{FcntlArg, FdFlag, OFlag, fcntl};
use nix::unistd::pipe2;
use supervisor_core::LaunchError;

use super::errno;

/// A pipe between the daemon and a child. Our end never blocks; the child's does (P-49).
#[derive(Debug)]
pub struct Pipe {
    pub ours: OwnedFd,
    pub childs: OwnedFd,
}

impl Pipe {
    /// Makes a pipe that the child writes and we read.
    ///
    /// # Errors
    /// No descriptors are left.
    pub fn from_child() -> io::Result<Self> {
        let (ours, childs) = pipe2(OFlag::O_CLOEXEC)?;
        Self::with_ends(ours, childs)
    }

    /// Makes a pipe that we write and the child reads.
    ///
    /// # Errors
    /// No descriptors are left.
    pub fn to_child() -> io::Result<Self> {
        let (childs, ours) = pipe2(OFlag::O_CLOEXEC)?;
        Self::with_ends(ours, childs)
    }

    fn with_ends(ours: OwnedFd, childs: OwnedFd) -> io::Result<Self> {
        // The two ends are different open file descriptions, so this leaves the child's alone.
        fcntl(&ours, FcntlArg::F_SETFL(OFlag::O_NONBLOCK))?;
        Ok(Self { ours, childs })
    }
}

/// Says why a child's pipes or logs could not be made, in the words of the original (P-51).
#[must_use]
pub fn output_error(process: &str, error: &io::Error) -> LaunchError {
    let process = process.into();
    match error.raw_os_error() {
        Some(libc::EMFILE) => LaunchError::TooManyFiles { process },
        _ => LaunchError::Output {
            process,
            errno: errno::symbol_of(error),
        },
    }
}

/// Duplicates a descriptor that is known by its number only; the duplicate shares offset and flags
/// with the original.
///
/// # Errors
/// Nothing has this number, or no descriptors are left.
pub fn duplicate(number: u32) -> io::Result<OwnedFd> {
    let number = c_int::try_from(number).unwrap_or(-1);
    // SAFETY: the call has no memory to it; the lowest number it may choose keeps the standard ones
    // free.
    let made = unsafe { libc::fcntl(number, libc::F_DUPFD_CLOEXEC, 3) };
    if made < 0 {
        return Err(io::Error::last_os_error());
    }
    // SAFETY: the kernel has just made it, and nobody else knows it.
    Ok(unsafe { OwnedFd::from_raw_fd(made) })
}

/// Keeps every descriptor that the daemon itself inherited from its children, the standard ones
/// excepted. Call it first of all.
///
/// # Errors
/// The process's descriptors cannot be listed, on a kernel without `close_range`.
pub fn seal_inherited() -> io::Result<()> {
    if close_on_exec_from(3) {
        return Ok(());
    }
    for number in open_descriptors()?.into_iter().filter(|number| *number > 2) {
        seal(number)?;
    }
    Ok(())
}

/// Tells whether the kernel can close a whole range (Linux 5.9).
pub(super) fn can_close_ranges() -> bool {
    // SAFETY: nothing has this number, so only the call itself is tried.
    unsafe { libc::syscall(libc::SYS_close_range, c_uint::MAX, c_uint::MAX, 0) == 0 }
}

/// Returns the highest open descriptor.
pub(super) fn highest_open() -> io::Result<u32> {
    Ok(open_descriptors()?.into_iter().max().unwrap_or_default())
}

fn close_on_exec_from(first: c_uint) -> bool {
    // SAFETY: the flag closes nothing now; descriptors that are meant to reach a child are put
    // into place by `dup3` in the child, which clears it.
    let result = unsafe {
        libc::syscall(
            libc::SYS_close_range,
            first,
            c_uint::MAX,
            libc::CLOSE_RANGE_CLOEXEC,
        )
    };
    result == 0
}

fn open_descriptors() -> io::Result<Vec<u32>> {
    let entries = fs::read_dir("/proc/self/fd")?;
    let numbers = entries.map(|entry| Ok(entry?.file_name().to_str().and_then(|n| n.parse().ok())));
    let numbers: io::Result<Vec<Option<u32>>> = numbers.collect();
    Ok(numbers?.into_iter().flatten().collect())
}

fn seal(number: u32) -> io::Result<()> {
    // SAFETY: the borrow ends before this function does, and nobody closes descriptors meanwhile;
    // one that is closed already (the listing's own) gives EBADF.
    let descriptor = unsafe { BorrowedFd::borrow_raw(number.cast_signed()) };
    match fcntl(descriptor, FcntlArg::F_SETFD(FdFlag::FD_CLOEXEC)) {
        Ok(_) | Err(Errno::EBADF) => Ok(()),
        Err(error) => Err(error.into()),
    }
}
