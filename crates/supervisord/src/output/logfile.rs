//! One open log: appends, rotates, reopens, clears, and outlives every trouble of its target.

use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use supervisor_core::Record;

use super::feed::Feeds;
use super::notice::{self, Cause};
use super::open::{Content, Target, open};
use super::regular::Rotation;
use super::rotate;
use super::stream::Stream;

/// How long a target that failed is left alone.
const PAUSE: Duration = Duration::from_secs(1);

/// What a stuck stream may owe before the rest is dropped.
const PENDING_MAX: usize = 1024 * 1024;

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
    limits: Limits,
    feeds: Feeds,
    target: Target,
    trouble: Option<Box<Trouble>>,
}

/// A target that does not take bytes now.
#[derive(Debug)]
struct Trouble {
    dropped: u64,
    retry_at: Instant,
}

impl LogFile {
    /// Opens a log for appending; a new file gets `mode`, or the usual one under the umask.
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
        let target = open(&path, Content::Keep, mode)?;
        Ok(Self {
            path,
            limits,
            feeds,
            target,
            trouble: None,
        })
    }

    /// Returns the name by which the log was opened.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Appends one chunk, then rotates if it is time (C-169, C-170).
    pub fn write(&mut self, chunk: &[u8], records: &mut Vec<Record>) -> Progress {
        if self.is_paused() {
            self.count_dropped(chunk.len());
            return self.progress();
        }
        match &mut self.target {
            Target::Regular(regular) => {
                let taken = regular.write(chunk);
                let position = regular.advance(taken.bytes);
                let id = regular.id;
                self.settle(chunk.len() - taken.bytes, taken.error, records);
                self.feeds.appended(&self.path, id, position.truncated);
                self.rotate_if_due(position.end, records);
                Progress::Done
            }
            Target::Stream(stream) => {
                let (dropped, error) = write_stream(stream, chunk, self.trouble.is_some());
                self.settle(dropped, error, records);
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
            Ok(()) => self.retry_at_once(),
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
            Target::Stream(stream) => self.trouble.is_none() && stream.is_at(&self.path),
            Target::Regular(_) => false,
        }
    }

    fn retry_at_once(&mut self) {
        if let Some(trouble) = &mut self.trouble {
            trouble.retry_at = Instant::now();
        }
    }

    fn open_again(&mut self, content: Content) -> io::Result<()> {
        let mode = match &self.target {
            Target::Regular(regular) => regular.mode(),
            Target::Stream(_) => None,
        };
        self.target = open(&self.path, content, mode)?;
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

    fn is_paused(&self) -> bool {
        self.trouble
            .as_ref()
            .is_some_and(|trouble| Instant::now() < trouble.retry_at)
    }

    /// Notes how an attempt went: begins, goes on with or ends a trouble.
    fn settle(&mut self, dropped: usize, error: Option<io::Error>, records: &mut Vec<Record>) {
        if dropped == 0 {
            return self.recover(records);
        }
        if self.trouble.is_none() {
            let cause = error.map_or(Cause::Stuck, Cause::Error);
            records.push(notice::dropping(&self.path, &cause));
        }
        let retry_at = Instant::now() + PAUSE;
        self.trouble
            .get_or_insert_with(|| {
                Box::new(Trouble {
                    dropped: 0,
                    retry_at,
                })
            })
            .retry_at = retry_at;
        self.count_dropped(dropped);
    }

    fn recover(&mut self, records: &mut Vec<Record>) {
        if self.progress() == Progress::Waiting {
            return;
        }
        if let Some(trouble) = self.trouble.take() {
            records.push(notice::recovered(&self.path, trouble.dropped));
        }
    }

    fn count_dropped(&mut self, count: usize) {
        if let Some(trouble) = &mut self.trouble {
            trouble.dropped += u64::try_from(count).unwrap_or(u64::MAX);
        }
    }
}

/// Writes what is owed and then `chunk`; returns how much is lost and why. A stream that is in
/// trouble already gets no credit.
fn write_stream(stream: &mut Stream, chunk: &[u8], in_trouble: bool) -> (usize, Option<io::Error>) {
    let owed = stream.write(&stream.pending);
    stream.pending.drain(..owed.bytes);
    if let Some(error) = owed.error {
        let owed = std::mem::take(&mut stream.pending).len();
        return (owed + chunk.len(), Some(error));
    }
    let taken = if stream.pending.is_empty() {
        stream.pending = Vec::new();
        stream.write(chunk)
    } else {
        super::stream::Taken::default()
    };
    let rest = chunk.get(taken.bytes..).unwrap_or_default();
    if taken.error.is_some() || in_trouble {
        return (rest.len(), taken.error);
    }
    let credit = PENDING_MAX.saturating_sub(stream.pending.len());
    let kept = rest.get(..credit).unwrap_or(rest);
    stream.pending.extend_from_slice(kept);
    (rest.len() - kept.len(), None)
}
