//! Who is at the other end of a Unix socket, as far as the standard library does not tell.

use std::io;
use std::os::fd::{AsRawFd as _, BorrowedFd};

/// Returns the supplementary groups that the peer was in when it connected. Unlike the user database
/// the kernel knows them without waiting for anybody, and knows what the peer really had.
///
/// # Errors
/// It is no Unix socket.
pub fn peer_groups(socket: BorrowedFd<'_>) -> io::Result<Vec<u32>> {
    let mut groups = vec![0; 64];
    loop {
        match read_groups(socket, &mut groups) {
            Ok(count) => {
                groups.truncate(count);
                return Ok(groups);
            }
            // The groups of a peer never change, so the second buffer is large enough.
            Err((error, needed)) if error.raw_os_error() == Some(libc::ERANGE) => {
                if needed <= groups.len() {
                    return Err(error);
                }
                groups.resize(needed, 0);
            }
            Err((error, _)) => return Err(error),
        }
    }
}

/// Fills a buffer and returns the number of groups, or tells how many there are.
fn read_groups(socket: BorrowedFd<'_>, groups: &mut [u32]) -> Result<usize, (io::Error, usize)> {
    let size = size_of::<libc::gid_t>();
    let bytes = size_of_val(groups);
    let mut length = libc::socklen_t::try_from(bytes).unwrap_or(libc::socklen_t::MAX);
    // SAFETY: the borrow keeps the descriptor open; the kernel writes at most `length` bytes into the
    // buffer, which has that many or more, and any bytes are a valid u32.
    let result = unsafe {
        libc::getsockopt(
            socket.as_raw_fd(),
            libc::SOL_SOCKET,
            libc::SO_PEERGROUPS,
            groups.as_mut_ptr().cast(),
            &raw mut length,
        )
    };
    let count = usize::try_from(length).unwrap_or_default() / size;
    match result {
        0 => Ok(count),
        _ => Err((io::Error::last_os_error(), count)),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::os::fd::AsFd as _;
    use std::os::unix::net::UnixStream;

    use super::*;

    #[test]
    fn a_peer_in_this_process_has_the_groups_of_this_process() {
        let (socket, _other) = UnixStream::pair().unwrap();

        let found = peer_groups(socket.as_fd()).unwrap();

        let own = nix::unistd::getgroups().unwrap();
        let own: BTreeSet<u32> = own.into_iter().map(nix::unistd::Gid::as_raw).collect();
        assert_eq!(found.into_iter().collect::<BTreeSet<u32>>(), own);
    }

    #[test]
    fn what_is_no_socket_has_no_peer() {
        let file = std::fs::File::open("/dev/null").unwrap();

        assert!(peer_groups(file.as_fd()).is_err());
    }
}
