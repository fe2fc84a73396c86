//! One output stream of one child: a pipe, and the log behind it.

use std::fs::File;
use std::io::{self, Read};
use std::os::fd::OwnedFd;
use std::time::{Duration, Instant};

use supervisor_api::Channel as Name;
use supervisor_core::Record;

use super::feed::Feeds;
use super::logfile::{LogFile, Progress};
use super::spec::{AttachError, ChannelSpec};
use super::syslog::Syslog;
use super::{ansi, copy, pipes};

/// The most that one write to a log and one copy carry (C-169).
const PIECE: usize = 128 * 1024;

/// The most that one channel moves before others have their turn.
const TURN_MAX: usize = 1024 * 1024;

/// A read below this is a short one: the program writes little at a time.
const SHORT: usize = 16 * 1024;

/// A read above this was of a full pipe, unless that was enlarged: a page of a pipe takes only whole
/// small writes, and at worst not quite half of it stays free (pipe(7), 64 KiB in all).
const FILLED: usize = 32 * 1024;

/// How long the program waits for a log that takes nothing at all, before its output is dropped.
const GRACE: Duration = Duration::from_millis(100);

/// A pipe and its log.
#[derive(Debug)]
pub(super) struct Channel {
    name: Name,
    /// Our end; `None` after the end of the stream.
    pub(super) pipe: Option<File>,
    log: Option<LogFile>,
    syslog: Option<Syslog>,
    strip_ansi: bool,
    /// The last read was short, see [`After::Pause`].
    was_short: bool,
    grown: bool,
    /// Since when the log has not taken everything.
    stalled_since: Option<Instant>,
}

/// What all channels share: one read buffer, and what goes to the activity log.
#[derive(Debug)]
pub(super) struct Pool {
    buffer: Box<[u8]>,
    pub(super) facts: Facts,
}

#[derive(Debug, Default)]
pub(super) struct Facts {
    pub(super) records: Vec<Record>,
    pub(super) copy_output: bool,
}

/// What a channel needs next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum After {
    /// Wait for the pipe.
    Arm,
    /// Leave the pipe alone for a moment: the program writes little by little, and one wake-up
    /// per write would cost more than the writes.
    Pause,
    /// The log owes bytes; look again in a moment.
    Stalled,
    /// The stream has ended.
    Ended,
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
        name: Name,
        spec: &ChannelSpec,
        feeds: &Feeds,
    ) -> Result<(Self, OwnedFd), AttachError> {
        let (pipe, theirs) = pipes::from_child()?;
        let open = |path| LogFile::open(path, spec.limits, spec.mode, feeds.clone());
        let channel = Self {
            name,
            pipe: Some(pipe),
            log: spec.log.as_ref().map(open).transpose()?,
            syslog: spec.syslog.then(Syslog::default),
            strip_ansi: spec.strip_ansi,
            was_short: false,
            grown: false,
            stalled_since: None,
        };
        Ok((channel, theirs))
    }

    /// Moves what the pipe holds, up to a turn's share.
    pub(super) fn pump(&mut self, process: &str, pool: &mut Pool) -> After {
        let mut moved = 0;
        while moved < TURN_MAX {
            let count = match self.read(&mut pool.buffer) {
                Ok(0) => return After::Ended,
                Ok(count) => count,
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                    self.was_short = false;
                    return After::Arm;
                }
                Err(_) => return After::Ended,
            };
            moved += count;
            if self.deliver(process, count, pool) == Progress::Waiting {
                return self.stall();
            }
            if count < pool.buffer.len() {
                return self.after_last(count);
            }
        }
        After::Arm
    }

    /// Goes on after a pause or a stall.
    pub(super) fn resume(&mut self, process: &str, pool: &mut Pool) -> After {
        if self.is_stalled() && self.pay(&mut pool.facts.records) == Progress::Waiting {
            return self.stall();
        }
        self.stalled_since = None;
        self.pump(process, pool)
    }

    /// Writes what the log owes; gives it up if nothing of it was taken for too long.
    fn pay(&mut self, records: &mut Vec<Record>) -> Progress {
        let Some(log) = &mut self.log else {
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
    pub(super) fn drain(&mut self, process: &str, pool: &mut Pool) {
        let Some(capacity) = self.pipe.as_ref().map(pipes::capacity) else {
            return;
        };
        let mut moved = 0;
        while moved < capacity {
            let Ok(count @ 1..) = self.read(&mut pool.buffer) else {
                break;
            };
            moved += count;
            if self.deliver(process, count, pool) == Progress::Waiting {
                self.stall();
            }
        }
        self.pipe = None;
    }

    /// Tells whether the log has not taken everything.
    pub(super) fn is_stalled(&self) -> bool {
        self.log
            .as_ref()
            .is_some_and(|log| log.progress() == Progress::Waiting)
    }

    pub(super) fn reopen(&mut self, records: &mut Vec<Record>) {
        if let Some(log) = &mut self.log {
            log.reopen(records);
        }
    }

    pub(super) fn clear(&mut self) -> io::Result<()> {
        self.log.as_mut().map_or(Ok(()), LogFile::clear)
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

    /// Hands the first `count` bytes of the buffer to whoever wants them.
    fn deliver(&mut self, process: &str, count: usize, pool: &mut Pool) -> Progress {
        let Some(chunk) = pool.buffer.get_mut(..count) else {
            return Progress::Done;
        };
        let kept = if self.strip_ansi {
            ansi::strip(chunk)
        } else {
            count
        };
        let chunk = chunk.get(..kept).unwrap_or_default();
        let mut progress = Progress::Done;
        for piece in chunk.chunks(PIECE) {
            if let Some(log) = &mut self.log {
                progress = log.write(piece, &mut pool.facts.records);
            }
            if let Some(syslog) = &mut self.syslog {
                syslog.send(&format!("{process} "), &String::from_utf8_lossy(piece));
            }
            if pool.facts.copy_output {
                let copy = copy::of(process, self.name, piece);
                pool.facts.records.push(copy);
            }
        }
        progress
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
