//! The table of channels.

use std::io;
use std::os::fd::OwnedFd;
use std::time::Instant;

use bytes::Bytes;
use nix::errno::Errno;
use nix::sys::epoll::{Epoll, EpollCreateFlags};
use supervisor_core::{ChildId, Record};

use super::spec::{AttachError, ChildEnds, ChildSpec, StdinError, Turn};

/// The streams of all children.
pub struct Output {
    epoll: Epoll,
    records: Vec<Record>,
}

impl Output {
    /// Makes an empty table.
    ///
    /// # Errors
    /// The kernel gave no epoll instance.
    pub fn new() -> io::Result<Self> {
        Ok(Self {
            epoll: Epoll::new(EpollCreateFlags::EPOLL_CLOEXEC)?,
            records: Vec::new(),
        })
    }

    /// Returns a duplicate of the descriptor that becomes readable when [`Self::ready`] is due.
    ///
    /// # Errors
    /// The process has no descriptor left.
    pub fn waiter(&self) -> io::Result<OwnedFd> {
        self.epoll.0.try_clone()
    }

    /// Copies every chunk of output into the activity log from now on, or stops it (P-95).
    pub fn copy_to_activity_log(&mut self, _on: bool) {}

    /// Opens the logs of a child that is about to be spawned and makes its pipes.
    ///
    /// # Errors
    /// A pipe could not be made or a log not be opened (P-51, C-168); nothing is left behind.
    pub fn attach(&mut self, _child: ChildId, _spec: &ChildSpec) -> Result<ChildEnds, AttachError> {
        Err(AttachError::Other(Errno::ENOSYS))
    }

    /// Forgets a child that was not spawned after all.
    pub fn detach(&mut self, _child: ChildId) {}

    /// Deals with the last words of a child that was reaped, then closes its streams (C-174).
    pub fn drain(&mut self, _child: ChildId) {}

    /// Opens every log by its name again (SIGUSR2).
    pub fn reopen_all(&mut self) {}

    /// Empties the logs of a child (C-172, W-1); an unknown child has none.
    ///
    /// # Errors
    /// A log could not be removed or created anew.
    pub fn clear(&mut self, _child: ChildId) -> io::Result<()> {
        Ok(())
    }

    /// Queues bytes for a child's standard input and writes what its pipe takes at once.
    ///
    /// # Errors
    /// The child has no open standard input, or too much is waiting already.
    pub fn write_stdin(&mut self, _child: ChildId, _bytes: &Bytes) -> Result<(), StdinError> {
        Err(StdinError::Closed)
    }

    /// Moves what the children have written since the last call.
    pub fn ready(&mut self) -> Turn {
        Turn::Idle
    }

    /// Tells when [`Self::handle_deadline`] is due.
    #[must_use]
    pub fn next_deadline(&self) -> Option<Instant> {
        None
    }

    /// Looks again at the channels whose pause is over.
    pub fn handle_deadline(&mut self, _now: Instant) {}

    /// Takes the lines that the activity log is to get.
    pub fn take_records(&mut self) -> Vec<Record> {
        std::mem::take(&mut self.records)
    }
}
