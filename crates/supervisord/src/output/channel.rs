//! One output stream of one child: a pipe, and when it is read.

use std::fs::File;
use std::io::{self, Read};
use std::os::fd::OwnedFd;
use std::time::{Duration, Instant};

use supervisor_core::Record;

use super::feed::Feeds;
use super::logfile::{LogFile, Progress};
use super::pipes;
use super::sink::{Facts, PIECE, Sink, Source};
use super::spec::{AttachError, ChannelSpec};

/// The most that one channel moves before others have their turn.
const TURN_MAX: usize = 1024 * 1024;

/// A read below this is a short one: the program writes little at a time.
const SHORT: usize = 16 * 1024;

/// A read above this was of a full pipe, unless that was enlarged: a page of a pipe takes only whole
/// small writes, and at worst not quite half of it stays free (pipe(7), 64 KiB in all).
const FILLED: usize = 32 * 1024;

/// How long the program waits for a log that takes nothing at all, before its output is dropped.
const GRACE: Duration = Duration::from_millis(100);

/// A pipe and where its bytes go.
#[derive(Debug)]
pub(super) struct Channel {
    /// Our end; `None` after the end of the stream.
    pub(super) pipe: Option<File>,
    sink: Sink,
    /// The last read was short, see [`After::Pause`].
    was_short: bool,
    grown: bool,
    /// Since when the log has not taken everything.
    stalled_since: Option<Instant>,
}

/// What all channels share: one read buffer, and what the runtime is to know.
#[derive(Debug)]
pub(super) struct Pool {
    buffer: Box<[u8]>,
    pub(super) facts: Facts,
}

/// What a channel needs next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum After {
    /// Wait for the pipe.
    Arm,
    /// Leave the pipe alone for a moment: the program writes little by little, and one wake-up
    /// per write would cost more than the writes. Or the core has to listen to others first.
    Pause,
    /// The log owes bytes; look again in a moment.
    Stalled,
    /// The stream has ended.
    Ended,
}

/// What one read has brought.
#[derive(Clone, Copy, Debug)]
struct Moved {
    bytes: usize,
    /// What it could have brought.
    room: usize,
}

impl Pool {
    pub(super) fn new() -> Self {
        Self {
            buffer: vec![0; 2 * PIECE].into_boxed_slice(),
            facts: Facts::default(),
        }
    }
}

impl Channel {
    /// Opens the log and makes the pipe; returns the child's end as well.
    pub(super) fn open(
        source: Source,
        spec: &ChannelSpec,
        feeds: &Feeds,
    ) -> Result<(Self, OwnedFd), AttachError> {
        let (pipe, theirs) = pipes::from_child()?;
        let channel = Self {
            pipe: Some(pipe),
            sink: Sink::open(source, spec, feeds)?,
            was_short: false,
            grown: false,
            stalled_since: None,
        };
        Ok((channel, theirs))
    }

    /// Moves what the pipe holds, up to a turn's share, and as long as the core can listen.
    pub(super) fn pump(&mut self, pool: &mut Pool) -> After {
        let mut moved = 0;
        while moved < TURN_MAX {
            if self.sink.is_heard() && pool.facts.heard.is_full() {
                return After::Pause;
            }
            let Moved { bytes, room } = match self.move_once(pool) {
                Ok(moved @ Moved { bytes: 1.., .. }) => moved,
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                    self.was_short = false;
                    return After::Arm;
                }
                Ok(_) | Err(_) => return self.end(&mut pool.facts),
            };
            moved += bytes;
            if self.is_stalled() {
                return self.stall();
            }
            if bytes < room {
                return self.after_last(bytes);
            }
        }
        After::Arm
    }

    /// Goes on after a pause or a stall.
    pub(super) fn resume(&mut self, pool: &mut Pool) -> After {
        if self.is_stalled() && self.pay(&mut pool.facts.records) == Progress::Waiting {
            return self.stall();
        }
        self.stalled_since = None;
        self.pump(pool)
    }

    /// Writes what the log owes; gives it up if nothing of it was taken for too long.
    fn pay(&mut self, records: &mut Vec<Record>) -> Progress {
        let Some(log) = &mut self.sink.log else {
            return Progress::Done;
        };
        let before = log.owed();
        let progress = log.flush(records);
        if log.owed() < before {
            self.stalled_since = None;
        } else if self.stalled_since.is_some_and(|at| at.elapsed() >= GRACE) {
            log.give_up(records);
            return Progress::Done;
        }
        progress
    }

    /// Reads what the pipe holds now, at most what fits into it, and closes it. The log may still
    /// owe bytes then.
    pub(super) fn drain(&mut self, pool: &mut Pool) {
        let Some(capacity) = self.pipe.as_ref().map(pipes::capacity) else {
            return;
        };
        let mut moved = 0;
        while moved < capacity {
            let Ok(Moved {
                bytes: count @ 1.., ..
            }) = self.move_once(pool)
            else {
                break;
            };
            moved += count;
            if self.is_stalled() {
                self.stall();
            }
        }
        self.end(&mut pool.facts);
    }

    /// Tells whether the log has not taken everything.
    pub(super) fn is_stalled(&self) -> bool {
        self.sink.progress() == Progress::Waiting
    }

    pub(super) fn reopen(&mut self, records: &mut Vec<Record>) {
        if let Some(log) = &mut self.sink.log {
            log.reopen(records);
        }
    }

    pub(super) fn clear(&mut self) -> io::Result<()> {
        self.sink.log.as_mut().map_or(Ok(()), LogFile::clear)
    }

    /// Reads once and hands on what that brought, with what was held back before it.
    fn move_once(&mut self, pool: &mut Pool) -> io::Result<Moved> {
        let held = self.sink.held();
        let (front, free) = pool.buffer.split_at_mut(held.len());
        front.copy_from_slice(held);
        let moved = Moved {
            bytes: self.read(free)?,
            room: free.len(),
        };
        let chunk = pool.buffer.get_mut(..held.len() + moved.bytes);
        if moved.bytes > 0
            && let Some(chunk) = chunk
        {
            self.sink.deliver(chunk, &mut pool.facts);
        }
        Ok(moved)
    }

    fn read(&self, buffer: &mut [u8]) -> io::Result<usize> {
        let Some(mut pipe) = self.pipe.as_ref() else {
            return Ok(0);
        };
        loop {
            match pipe.read(buffer) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                result => return result,
            }
        }
    }

    /// Closes the pipe, after its last byte was read.
    fn end(&mut self, facts: &mut Facts) -> After {
        self.pipe = None;
        self.sink.finish(facts);
        if self.is_stalled() {
            return self.stall();
        }
        After::Ended
    }

    fn stall(&mut self) -> After {
        self.stalled_since.get_or_insert_with(Instant::now);
        After::Stalled
    }

    fn after_last(&mut self, count: usize) -> After {
        if count > FILLED && !self.grown {
            self.grown = true;
            self.pipe.iter().for_each(pipes::grow);
        }
        let short = count < SHORT;
        match std::mem::replace(&mut self.was_short, short) {
            true if short => After::Pause,
            true | false => After::Arm,
        }
    }
}
