//! One open log: appends, rotates, reopens, clears, and outlives every trouble of its target.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use supervisor_core::Record;

use super::feed::Feeds;
use super::health::{Health, PAUSE};
use super::notice;
use super::open::{Content, Links, Target, open};
use super::regular::Rotation;
use super::rotate;
use super::tally::Tally;

/// When a log is rotated and what is kept (C-170).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Limits {
    /// Bytes; 0 means no rotation.
    pub maxbytes: u64,
    pub backups: u32,
}

/// Whether a log has taken everything.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use]
pub enum Progress {
    /// Nothing is left to write; what could not be written was dropped and counted.
    Done,
    /// A stream has not taken everything yet: [`LogFile::flush`] later.
    Waiting,
}

/// One open log.
///
/// Once open, it never fails: a target that refuses is reported once, tried again after a pause,
/// and what it missed is counted and reported when it works again.
#[derive(Debug)]
pub struct LogFile {
    path: PathBuf,
    links: Links,
    limits: Limits,
    feeds: Feeds,
    target: Target,
    health: Health,
    tally: Arc<Tally>,
}

impl LogFile {
    /// Opens a log for appending; a new file gets the usual mode under the umask. One that is
    /// given a `mode` is the daemon's own, whose name is never a link.
    ///
    /// # Errors
    /// The path cannot be opened; ENXIO for a FIFO that nobody reads (W-73).
    pub fn open(
        path: impl Into<PathBuf>,
        limits: Limits,
        mode: Option<u32>,
        feeds: Feeds,
    ) -> io::Result<Self> {
        let path = path.into();
        let links = match mode {
            Some(_) => Links::Refuse,
            None => Links::Follow,
        };
        let target = open(&path, Content::Keep, mode, links)?;
        Ok(Self {
            path,
            links,
            limits,
            feeds,
            target,
            health: Health::default(),
            tally: Arc::default(),
        })
    }

    /// Counts from now on into a tally that others read.
    #[must_use]
    pub fn counted_by(self, tally: Arc<Tally>) -> Self {
        Self { tally, ..self }
    }

    /// Returns the name by which the log was opened.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Appends one chunk, then rotates if it is time (C-169, C-170).
    pub fn write(&mut self, chunk: &[u8], records: &mut Vec<Record>) -> Progress {
        self.tally.note_given(chunk.len());
        if self.health.is_paused() {
            self.tally.note_dropped(chunk.len());
            self.health.count_dropped(chunk.len());
            return self.progress();
        }
        match &mut self.target {
            Target::Regular(regular) => {
                let taken = regular.write(chunk);
                let position = regular.advance(taken.bytes);
                let id = regular.id;
                let dropped = chunk.len() - taken.bytes;
                self.settle(dropped, taken.error, records);
                self.feeds.appended(&self.path, id, position.truncated);
                self.rotate_if_due(position.end, records);
                Progress::Done
            }
            Target::Stream(stream) => {
                let lost = stream.append(chunk, self.health.is_good());
                self.settle(lost.bytes, lost.error, records);
                self.progress()
            }
        }
    }

    /// Tries again to write what a stream has not taken yet.
    pub fn flush(&mut self, records: &mut Vec<Record>) -> Progress {
        if self.progress() == Progress::Waiting {
            return self.write(&[], records);
        }
        Progress::Done
    }

    /// Drops what a stream has not taken: it was given its time.
    pub fn give_up(&mut self, records: &mut Vec<Record>) {
        let Target::Stream(stream) = &mut self.target else {
            return;
        };
        let dropped = std::mem::take(&mut stream.pending).len();
        if dropped > 0 {
            self.settle(dropped, None, records);
        }
    }

    /// Tells whether a stream still owes bytes.
    pub const fn progress(&self) -> Progress {
        match self.owed() {
            0 => Progress::Done,
            _ => Progress::Waiting,
        }
    }

    /// Returns how many bytes a stream has not taken yet.
    #[must_use]
    pub const fn owed(&self) -> usize {
        match &self.target {
            Target::Stream(stream) => stream.pending.len(),
            Target::Regular(_) => 0,
        }
    }

    /// Opens the log by its name again (C-172). If that fails the old file stays in use.
    pub fn reopen(&mut self, records: &mut Vec<Record>) {
        if self.is_same_stream() {
            return;
        }
        self.give_up(records);
        match self.open_again(Content::Keep) {
            Ok(()) => self.health.retry_at_once(),
            Err(error) => records.push(notice::failed("reopen", &self.path, &error)),
        }
    }

    /// Empties the log by removing and creating its file; whatever is no regular file stays as it
    /// is (C-172, W-1).
    ///
    /// # Errors
    /// The file can not be removed, or no new one be made.
    pub fn clear(&mut self) -> io::Result<()> {
        match &self.target {
            Target::Stream(_) => Ok(()),
            Target::Regular(_) => {
                rotate::remove(&self.path)?;
                self.open_again(Content::Keep)
            }
        }
    }

    /// Opening such a stream anew would change nothing but lose what it owes.
    fn is_same_stream(&self) -> bool {
        match &self.target {
            Target::Stream(stream) => self.health.is_good() && stream.is_at(&self.path),
            Target::Regular(_) => false,
        }
    }

    fn open_again(&mut self, content: Content) -> io::Result<()> {
        let mode = match &self.target {
            Target::Regular(regular) => regular.mode(),
            Target::Stream(_) => None,
        };
        self.target = open(&self.path, content, mode, self.links)?;
        Ok(())
    }

    fn rotate_if_due(&mut self, end: u64, records: &mut Vec<Record>) {
        if self.limits.maxbytes == 0 || end < self.limits.maxbytes {
            return;
        }
        let Target::Regular(regular) = &self.target else {
            return;
        };
        let before = regular.rotation;
        match before {
            Rotation::WholeAt(at) | Rotation::OpenAt(at) if Instant::now() < at => return,
            Rotation::OpenAt(_) => {}
            Rotation::Whole | Rotation::WholeAt(_) => {
                if let Err(error) = self.move_away() {
                    return self.rotation_failed(before, Rotation::WholeAt, &error, records);
                }
            }
        }
        if let Err(error) = self.open_again(Content::Truncate) {
            self.rotation_failed(before, Rotation::OpenAt, &error, records);
        }
    }

    /// Gives the full file its backup name. Without backups the file is emptied where it is,
    /// unless somebody follows it and may not have read all of it yet.
    fn move_away(&self) -> io::Result<()> {
        if self.limits.backups == 0 && self.feeds.has_followers(&self.path) {
            return rotate::remove(&self.path);
        }
        rotate::shift(&self.path, self.limits.backups)
    }

    fn rotation_failed(
        &mut self,
        before: Rotation,
        next: fn(Instant) -> Rotation,
        error: &io::Error,
        records: &mut Vec<Record>,
    ) {
        if before == Rotation::Whole {
            records.push(notice::failed("rotate", &self.path, error));
        }
        if let Target::Regular(regular) = &mut self.target {
            regular.rotation = next(Instant::now() + PAUSE);
        }
    }

    fn settle(&mut self, dropped: usize, error: Option<io::Error>, records: &mut Vec<Record>) {
        if dropped > 0 {
            self.tally.note_dropped(dropped);
            self.health.dropped(&self.path, dropped, error, records);
        } else if self.progress() == Progress::Done {
            self.health.recovered(&self.path, records);
        }
    }
}
