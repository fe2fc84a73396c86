//! A log that is no regular file: it may take less than it is given, but never makes us wait.

use std::fs::File;
use std::io::{self, Write};
use std::os::fd::{AsFd, AsRawFd};
use std::os::unix::fs::FileTypeExt;
use std::path::Path;

use nix::poll::{PollFd, PollFlags, PollTimeout, poll};
use nix::sys::socket::{MsgFlags, send};

use super::regular::FileId;

/// A pipe that polls as writable has room for this much (PIPE_BUF).
const SURE: usize = 4096;

/// What a stream may owe before the rest is dropped.
const PENDING_MAX: usize = 1024 * 1024;

/// An open FIFO, pipe, terminal, socket or device.
#[derive(Debug)]
pub(super) struct Stream {
    file: File,
    how: How,
    /// What the other side has not taken yet.
    pub(super) pending: Vec<u8>,
}

/// How to write without waiting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum How {
    /// Our own open file description, in non-blocking mode.
    NonBlocking,
    /// A description shared with others, whose flags are not ours to change: ask first, then
    /// write no more than a writable pipe is sure to have room for.
    Ask,
    /// A shared socket, which can be told per call not to wait.
    Socket,
    /// A regular file: writing it does not wait for anybody.
    Plain,
}

/// How far a write came.
#[derive(Debug, Default)]
pub(super) struct Taken {
    pub(super) bytes: usize,
    /// Why it ended early; a full pipe is no error.
    pub(super) error: Option<io::Error>,
}

/// What an append could not write.
#[derive(Debug)]
pub(super) struct Lost {
    pub(super) bytes: usize,
    pub(super) error: Option<io::Error>,
}

impl Stream {
    /// Wraps a file that was opened non-blocking and that nobody else uses.
    pub(super) const fn private(file: File) -> Self {
        Self {
            file,
            how: How::NonBlocking,
            pending: Vec::new(),
        }
    }

    /// Wraps a duplicate of somebody else's descriptor.
    pub(super) fn shared(file: File) -> io::Result<Self> {
        let kind = file.metadata()?.file_type();
        let how = if kind.is_file() {
            How::Plain
        } else if kind.is_socket() {
            How::Socket
        } else {
            How::Ask
        };
        Ok(Self {
            file,
            how,
            pending: Vec::new(),
        })
    }

    /// Tells whether this path still leads to the same pipe, socket or device.
    pub(super) fn is_at(&self, path: &Path) -> bool {
        let own = self.file.metadata();
        let there = path.metadata();
        own.is_ok_and(|own| there.is_ok_and(|there| FileId::of(&own) == FileId::of(&there)))
    }

    /// Writes what is owed, then `chunk`, as much as is taken at once. With `credit` the rest is
    /// owed from now on, up to a bound; returns what is lost, and why.
    pub(super) fn append(&mut self, chunk: &[u8], credit: bool) -> Lost {
        let paid = self.write(&self.pending);
        self.pending.drain(..paid.bytes);
        if paid.error.is_some() {
            let owed = std::mem::take(&mut self.pending).len();
            return Lost {
                bytes: owed + chunk.len(),
                error: paid.error,
            };
        }
        let taken = if self.pending.is_empty() {
            self.pending = Vec::new();
            self.write(chunk)
        } else {
            Taken::default()
        };
        let rest = chunk.get(taken.bytes..).unwrap_or_default();
        let kept = if credit && taken.error.is_none() {
            self.owe(rest)
        } else {
            0
        };
        Lost {
            bytes: rest.len() - kept,
            error: taken.error,
        }
    }

    /// Keeps what fits; returns how much that was.
    fn owe(&mut self, rest: &[u8]) -> usize {
        let room = PENDING_MAX.saturating_sub(self.pending.len());
        let kept = rest.get(..room).unwrap_or(rest);
        self.pending.extend_from_slice(kept);
        kept.len()
    }

    /// Writes as much as is taken at once.
    pub(super) fn write(&self, bytes: &[u8]) -> Taken {
        write_while_taken(bytes, |rest| self.write_some(rest))
    }

    fn write_some(&self, bytes: &[u8]) -> io::Result<usize> {
        match self.how {
            How::NonBlocking | How::Plain => (&self.file).write(bytes),
            How::Ask => self.ask_and_write(bytes),
            How::Socket => {
                let flags = MsgFlags::MSG_DONTWAIT | MsgFlags::MSG_NOSIGNAL;
                Ok(send(self.file.as_raw_fd(), bytes, flags)?)
            }
        }
    }

    fn ask_and_write(&self, bytes: &[u8]) -> io::Result<usize> {
        let mut question = [PollFd::new(self.file.as_fd(), PollFlags::POLLOUT)];
        if poll(&mut question, PollTimeout::ZERO)? == 0 {
            return Err(io::ErrorKind::WouldBlock.into());
        }
        let sure = bytes.get(..SURE).unwrap_or(bytes);
        (&self.file).write(sure)
    }
}

/// Calls `write` with what is left until all is taken, nothing is, or it fails.
pub(super) fn write_while_taken(
    bytes: &[u8],
    mut write: impl FnMut(&[u8]) -> io::Result<usize>,
) -> Taken {
    let mut taken = Taken::default();
    loop {
        let rest = bytes.get(taken.bytes..).unwrap_or_default();
        if rest.is_empty() {
            return taken;
        }
        match write(rest) {
            Ok(0) => return taken,
            Ok(count) => taken.bytes += count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => return taken,
            Err(error) => {
                taken.error = Some(error);
                return taken;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::*;

    #[test]
    fn a_shared_pipe_is_filled_without_waiting_and_keeps_its_flags() {
        let (mut reader, writer) = io::pipe().unwrap();
        let file = File::from(std::os::fd::OwnedFd::from(writer));
        let stream = Stream::shared(file.try_clone().unwrap()).unwrap();

        let first = stream.write(&[b'x'; 1 << 20]);
        let full = stream.write(b"y");
        let mut page = [0; 4096];
        reader.read_exact(&mut page).unwrap();
        let again = stream.write(&[b'z'; 10_000]);

        assert!(first.error.is_none() && first.bytes >= 4096);
        assert_eq!(full.bytes, 0);
        assert_eq!(again.bytes, 4096);
    }

    #[test]
    fn an_error_is_told_with_what_was_taken_before() {
        let mut answers = vec![
            Err(io::ErrorKind::StorageFull.into()),
            Err(io::ErrorKind::Interrupted.into()),
            Ok(3),
        ];

        let taken = write_while_taken(b"12345", |_| answers.pop().unwrap());

        assert_eq!(taken.bytes, 3);
        assert_eq!(taken.error.unwrap().kind(), io::ErrorKind::StorageFull);
    }
}
