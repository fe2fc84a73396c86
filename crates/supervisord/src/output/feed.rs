//! Tells followers that a log has grown, was truncated, or is another file now.
//!
//! Bytes do not pass here: a follower reads them from the file, so a slow one costs a descriptor
//! and no memory. A feed exists for a path only while somebody follows it; otherwise a write costs
//! one look at a counter. When a log becomes another file, the feed keeps the old one open until
//! its last reader has read it to the end.

use std::collections::{HashMap, VecDeque};
use std::fs::{File, OpenOptions};
use std::io;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::Waker;

use nix::fcntl::OFlag;

use super::regular::FileId;

/// How many files of one log are kept open for its slowest follower, who then skips the oldest.
const SEGMENTS_MAX: usize = 8;

/// The feeds of all logs that somebody follows.
#[derive(Clone, Debug, Default)]
pub struct Feeds {
    shared: Arc<Shared>,
}

#[derive(Debug, Default)]
struct Shared {
    followers: AtomicUsize,
    /// Held for a few instructions at a time, never across I/O other than opening a file.
    feeds: Mutex<HashMap<PathBuf, Feed>>,
}

#[derive(Debug, Default)]
struct Feed {
    segments: VecDeque<Arc<Segment>>,
    readers: Vec<Reader>,
    segments_made: u64,
    readers_made: u64,
}

/// One file that the log is, or was while somebody had not read all of it.
#[derive(Debug)]
pub(super) struct Segment {
    pub(super) number: u64,
    pub(super) file: File,
    id: FileId,
    pub(super) truncations: AtomicU64,
}

#[derive(Debug)]
struct Reader {
    id: ReaderId,
    segment: u64,
    waker: Option<Waker>,
}

/// One follower of one log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct ReaderId(u64);

impl Feeds {
    /// Notes that a writer has appended to the file `id`, which it knows as `path`.
    pub(super) fn appended(&self, path: &Path, id: FileId, truncated: bool) {
        if self.shared.followers.load(Ordering::Acquire) == 0 {
            return;
        }
        if let Some(feed) = self.feeds().get_mut(path) {
            feed.appended(path, id, truncated);
        }
    }

    /// Tells whether anybody follows this log.
    pub(super) fn has_followers(&self, path: &Path) -> bool {
        self.shared.followers.load(Ordering::Acquire) != 0 && self.feeds().contains_key(path)
    }

    /// Adds a follower; it begins with the file that `path` names now.
    pub(super) fn join(&self, path: &Path) -> io::Result<(ReaderId, Arc<Segment>)> {
        let (file, id) = open_regular(path)?;
        let mut feeds = self.feeds();
        let feed = feeds.entry(path.to_owned()).or_default();
        self.shared.followers.fetch_add(1, Ordering::AcqRel);
        Ok(feed.join(file, id))
    }

    /// Forgets a follower.
    pub(super) fn leave(&self, path: &Path, reader: ReaderId) {
        let mut feeds = self.feeds();
        if let Some(feed) = feeds.get_mut(path) {
            feed.readers.retain(|known| known.id != reader);
            feed.prune();
            if feed.readers.is_empty() {
                feeds.remove(path);
            }
        }
        self.shared.followers.fetch_sub(1, Ordering::AcqRel);
    }

    /// Has `waker` called once when there is news.
    pub(super) fn wake_on_news(&self, path: &Path, reader: ReaderId, waker: &Waker) {
        if let Some(reader) = self
            .feeds()
            .get_mut(path)
            .and_then(|feed| feed.reader(reader))
        {
            reader.waker = Some(waker.clone());
        }
    }

    /// Returns the file that the log has become after the segment with this number.
    pub(super) fn after(&self, path: &Path, number: u64) -> Option<Arc<Segment>> {
        let feeds = self.feeds();
        let segments = &feeds.get(path)?.segments;
        segments
            .iter()
            .find(|segment| segment.number > number)
            .cloned()
    }

    /// Notes that a follower has gone on to this segment.
    pub(super) fn moved_on(&self, path: &Path, reader: ReaderId, number: u64) {
        if let Some(feed) = self.feeds().get_mut(path) {
            if let Some(reader) = feed.reader(reader) {
                reader.segment = number;
            }
            feed.prune();
        }
    }

    fn feeds(&self) -> MutexGuard<'_, HashMap<PathBuf, Feed>> {
        self.shared
            .feeds
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

impl Feed {
    fn appended(&mut self, path: &Path, id: FileId, truncated: bool) {
        if let Some(known) = self.segments.iter().find(|segment| segment.id == id) {
            if truncated {
                known.truncations.fetch_add(1, Ordering::AcqRel);
            }
        } else if let Ok((file, opened)) = open_regular(path)
            && opened == id
        {
            self.push(file, id);
        }
        for waker in self
            .readers
            .iter_mut()
            .filter_map(|reader| reader.waker.take())
        {
            waker.wake();
        }
    }

    fn join(&mut self, file: File, id: FileId) -> (ReaderId, Arc<Segment>) {
        let segment = match self.segments.back() {
            Some(newest) if newest.id == id => Arc::clone(newest),
            Some(_) | None => self.push(file, id),
        };
        self.readers_made += 1;
        let reader = ReaderId(self.readers_made);
        self.readers.push(Reader {
            id: reader,
            segment: segment.number,
            waker: None,
        });
        (reader, segment)
    }

    fn push(&mut self, file: File, id: FileId) -> Arc<Segment> {
        self.segments_made += 1;
        let segment = Arc::new(Segment {
            number: self.segments_made,
            file,
            id,
            truncations: AtomicU64::new(0),
        });
        self.segments.push_back(Arc::clone(&segment));
        if self.segments.len() > SEGMENTS_MAX {
            self.segments.pop_front();
        }
        segment
    }

    fn reader(&mut self, id: ReaderId) -> Option<&mut Reader> {
        self.readers.iter_mut().find(|reader| reader.id == id)
    }

    /// Closes the files that every follower has read.
    fn prune(&mut self) {
        let slowest = self.readers.iter().map(|reader| reader.segment).min();
        self.segments
            .retain(|segment| slowest.is_some_and(|slowest| segment.number >= slowest));
    }
}

fn open_regular(path: &Path) -> io::Result<(File, FileId)> {
    // Without O_NONBLOCK, opening a FIFO would wait for a writer.
    let file = OpenOptions::new()
        .read(true)
        .custom_flags(OFlag::O_NONBLOCK.bits())
        .open(path)?;
    let metadata = file.metadata()?;
    if !metadata.is_file() {
        return Err(io::ErrorKind::NotSeekable.into());
    }
    Ok((file, FileId::of(&metadata)))
}
