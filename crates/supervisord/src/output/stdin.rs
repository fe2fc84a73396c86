//! The pipe to a child's standard input, with a bounded queue in front (X-49, W-44).

use std::collections::VecDeque;
use std::fs::File;
use std::io::Write;

use super::spec::StdinError;
use super::stream::write_while_taken;

/// How many bytes may wait. A single message may be longer if nothing waits before it; what
/// bounds that is the size of a request.
const WAITING_MAX: usize = 1024 * 1024;

/// Our end of the pipe.
#[derive(Debug)]
pub(super) struct StdinPipe {
    pub(super) pipe: File,
    waiting: VecDeque<u8>,
}

impl StdinPipe {
    pub(super) const fn new(pipe: File) -> Self {
        Self {
            pipe,
            waiting: VecDeque::new(),
        }
    }

    /// Queues `bytes` and writes what the pipe takes. After [`StdinError::Closed`] the pipe is of
    /// no more use.
    pub(super) fn push(&mut self, bytes: &[u8]) -> Result<(), StdinError> {
        if !self.waiting.is_empty() && self.waiting.len() + bytes.len() > WAITING_MAX {
            return Err(StdinError::Full);
        }
        self.waiting.extend(bytes);
        self.flush()
    }

    /// Writes what the pipe takes now.
    pub(super) fn flush(&mut self) -> Result<(), StdinError> {
        let taken = write_while_taken(self.waiting.make_contiguous(), |rest| {
            (&self.pipe).write(rest)
        });
        self.waiting.drain(..taken.bytes);
        if self.waiting.is_empty() {
            self.waiting = VecDeque::new();
        }
        match taken.error {
            Some(_) => Err(StdinError::Closed),
            None => Ok(()),
        }
    }

    /// Tells whether bytes wait until the pipe has room.
    pub(super) fn is_waiting(&self) -> bool {
        !self.waiting.is_empty()
    }
}
