//! The fork by which the daemon leaves the foreground.

use std::ffi::c_int;
use std::io;

use super::pid::Pid;

/// Which of the two processes this is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    Parent(Pid),
    Child,
}

/// Splits the process in two. The process must have one thread only.
///
/// # Errors
/// The kernel has no room for another process.
pub fn fork() -> io::Result<Side> {
    // SAFETY: there is one thread, so the child finds no lock held by a thread that it lacks.
    match unsafe { libc::fork() } {
        0 => Ok(Side::Child),
        pid => Pid::from_raw(pid)
            .map(Side::Parent)
            .ok_or_else(io::Error::last_os_error),
    }
}

/// Ends the process at once, leaving everything that it shares with the other side of a fork as
/// it is: buffers, files that are removed at exit, sockets.
pub fn exit_at_once(code: c_int) -> ! {
    // SAFETY: the call ends the process and touches no memory.
    unsafe { libc::_exit(code) }
}
