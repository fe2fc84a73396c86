//! Listening with any backlog; nix takes none above `SOMAXCONN`, which the administrator may raise.

use std::ffi::c_int;
use std::io;
use std::os::fd::{AsFd, AsRawFd};

/// Begins to listen on a socket that is bound.
///
/// # Errors
/// The socket cannot listen.
pub fn listen(socket: impl AsFd, backlog: u32) -> io::Result<()> {
    let backlog = c_int::try_from(backlog).unwrap_or(c_int::MAX);
    // SAFETY: the call touches no memory, and the borrow keeps the descriptor open.
    let result = unsafe { libc::listen(socket.as_fd().as_raw_fd(), backlog) };
    match result {
        0 => Ok(()),
        _ => Err(io::Error::last_os_error()),
    }
}
