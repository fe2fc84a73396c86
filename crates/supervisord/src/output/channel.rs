//! One output stream of one child: a pipe, and when it is read.

use std::fs::File;
use std::io::{self, Read};
use std::os::fd::OwnedFd;
use std::time::{Duration, Instant};

use supervisor_core::Record;

use super::feed::Feeds;
use super::growth::Growth;
use super::logfile::{LogFile, Progress};
use super::pipes;
use super::sink::{Facts, PIECE, Sink, Source};
use super::spec::{AttachError, ChannelSpec};

/// The most that one channel moves before others have their turn.
const TURN_MAX: usize = 1024 * 1024;

/// A read below this is a short one: the program writes little at a time. So is one that has
/// found less than a quarter of a pipe that is small itself.
const SHORT: usize = 16 * 1024;

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
    /// How many bytes the pipe can hold; little, if its user has too many pipes.
    capacity: usize,
    /// Whether the capacity is more than what the pipe was made with.
    is_grown: bool,
    /// Something came since the last look at whether the program has fallen quiet.
    was_read: bool,
    /// Since when the log has not taken everything.
    stalled_since: Option<Instant>,
}

/// What all channels share: one read buffer, and what the runtime is to know.
#[derive(Debug)]
pub(super) struct Pool {
    buffer: Box<[u8]>,
    pub(super) facts: Facts,
    pub(super) growth: Growth,
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
            growth: Growth::new(),
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
            capacity: pipes::capacity(&pipe),
            pipe: Some(pipe),
            sink: Sink::open(source, spec, feeds)?,
            was_short: false,
            is_grown: false,
            was_read: false,
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
                Ok(_) | Err(_) => return self.end(pool),
            };
            moved += bytes;
            if self.is_stalled() {
                return self.stall();
            }
            if bytes < room {
                return self.after_last(bytes, pool);
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
        if self.pipe.is_none() {
            return;
        }
        let mut moved = 0;
        while moved < self.capacity {
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
        self.end(pool);
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
            self.was_read = true;
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
    fn end(&mut self, pool: &mut Pool) -> After {
        self.pipe = None;
        if std::mem::take(&mut self.is_grown) {
            pool.growth.close(self.capacity);
        }
        self.sink.finish(&mut pool.facts);
        if self.is_stalled() {
            return self.stall();
        }
        After::Ended
    }

    fn stall(&mut self) -> After {
        self.stalled_since.get_or_insert_with(Instant::now);
        After::Stalled
    }

    /// Says what comes after a read that has found less than there was room for.
    fn after_last(&mut self, count: usize, pool: &mut Pool) -> After {
        // A page of a pipe takes only whole small writes, and at worst not quite half of it stays
        // free (pipe(7)): a pipe of which half was read had been full.
        if count > self.capacity / 2 {
            self.grow(&mut pool.growth);
        }
        let short = count < SHORT.min(self.capacity / 4);
        let was_short = std::mem::replace(&mut self.was_short, short);
        if short && was_short {
            After::Pause
        } else {
            After::Arm
        }
    }

    fn grow(&mut self, growth: &mut Growth) {
        if let Some(pipe) = &self.pipe
            && !self.is_grown
            && let Some(capacity) = growth.enlarge(pipe, self.capacity)
        {
            self.capacity = capacity;
            self.is_grown = true;
        }
    }

    /// Gives an enlargement back, if nothing came since the last call.
    pub(super) fn shrink_if_quiet(&mut self, growth: &mut Growth) {
        let was_read = std::mem::take(&mut self.was_read);
        if let Some(pipe) = &self.pipe
            && self.is_grown
            && !was_read
            && let Some(capacity) = growth.give_back(pipe, self.capacity)
        {
            self.capacity = capacity;
            self.is_grown = false;
        }
    }
}
