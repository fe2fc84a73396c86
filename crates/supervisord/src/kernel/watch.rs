//! Descriptors of ours as events of the runtime.

use std::io;
use std::os::fd::{AsRawFd, OwnedFd};

use tokio::io::Interest;
use tokio::io::unix::AsyncFd;

/// Makes a descriptor that its owner gives away readable as an event. Call it inside the runtime.
///
/// # Errors
/// The kernel cannot watch it.
pub fn watch<T: AsRawFd + Into<OwnedFd>>(owner: T) -> io::Result<AsyncFd<T>> {
    // SAFETY: what can become an `OwnedFd` owns its descriptor, so that it is open and the same
    // one for as long as `AsyncFd` has its owner.
    let watched = unsafe { AsyncFd::register_with_interest(owner, Interest::READABLE) };
    watched.map_err(|error| error.into_parts().1)
}
