//! A follower of a log: `tail -f` (H-50..H-53).

use std::io;
use std::os::unix::fs::{FileExt, MetadataExt};
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::task::{Context, Poll};

use bytes::Bytes;
use futures_core::Stream;
use supervisor_api::{Begin, Fault, FaultCode, Wall};

use super::feed::{Feeds, ReaderId, Segment};
use super::read::no_file;

/// Says that bytes before this place are gone (H-52, W-38).
const TRUNCATED: Bytes = Bytes::from_static(b"==> File truncated <==\n");

/// The most bytes of one item.
const CHUNK: u64 = 64 * 1024;

/// The end of a log and everything that is appended to it, over rotation and truncation.
///
/// It never ends by itself unless the log can no longer be read. It waits for writers of this
/// daemon; what strangers append is sent along with the next write.
#[derive(Debug)]
pub struct Follower {
    feeds: Feeds,
    path: PathBuf,
    reader: ReaderId,
    segment: Arc<Segment>,
    /// What the log has become, once that is known; the present file is complete then.
    next: Option<Arc<Segment>>,
    offset: u64,
    /// How many bytes there were before the end when the following began.
    backlog: u64,
    /// The truncations of the present file that were dealt with.
    truncations: u64,
    /// One was seen by the file's size before its writer told.
    seen_early: bool,
}

/// Follows the log at `path`, which may not be configured, from there on.
///
/// # Errors
/// NO_FILE if there is no such log, FAILED if it cannot be read from a place.
pub fn follow(feeds: &Feeds, path: Option<&Path>, begin: Begin) -> Result<Follower, Fault> {
    let path = path.ok_or(Fault::new(FaultCode::NoFile))?;
    Follower::new(feeds.clone(), path, begin).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => no_file(Some(path)),
        _ => Fault::new(FaultCode::Failed),
    })
}

impl Follower {
    /// Begins at a place in the log as it is now.
    ///
    /// # Errors
    /// The log is missing, unreadable, or no regular file.
    pub fn new(feeds: Feeds, path: &Path, begin: Begin) -> io::Result<Self> {
        let (reader, segment) = feeds.join(path)?;
        let mut follower = Self {
            truncations: segment.truncations.load(Ordering::Acquire),
            feeds,
            path: path.to_owned(),
            reader,
            segment,
            next: None,
            offset: 0,
            backlog: 0,
            seen_early: false,
        };
        let size = follower.segment.file.metadata()?.len();
        follower.offset = begin.within(size);
        follower.backlog = size - follower.offset;
        Ok(follower)
    }

    /// Returns when the log was written last; the epoch if that cannot be told.
    #[must_use]
    pub fn modified(&self) -> Wall {
        let metadata = self.segment.file.metadata();
        metadata.map_or(Wall::NEVER, |metadata| Wall::from_seconds(metadata.mtime()))
    }

    /// Returns how many of the bytes to come were there already.
    #[must_use]
    pub const fn backlog(&self) -> u64 {
        self.backlog
    }

    /// Returns what there is to send now.
    fn read(&mut self) -> io::Result<Option<Bytes>> {
        loop {
            if self.has_been_truncated() {
                self.offset = 0;
                return Ok(Some(TRUNCATED));
            }
            if let Some(bytes) = self.read_on()? {
                return Ok(Some(bytes));
            }
            // Only a file that was read to its end after it got a successor is complete.
            if let Some(next) = self.next.take() {
                if self.go_on_to(next) {
                    return Ok(Some(TRUNCATED));
                }
                continue;
            }
            self.next = self.feeds.after(&self.path, self.segment.number);
            if self.next.is_none() {
                return Ok(None);
            }
        }
    }

    fn has_been_truncated(&mut self) -> bool {
        let told = self.segment.truncations.load(Ordering::Acquire);
        if told == self.truncations {
            return false;
        }
        self.truncations = told;
        !std::mem::take(&mut self.seen_early)
    }

    fn read_on(&mut self) -> io::Result<Option<Bytes>> {
        let size = self.segment.file.metadata()?.len();
        if size < self.offset {
            self.seen_early = true;
            self.offset = 0;
            return Ok(Some(TRUNCATED));
        }
        let wanted = size.saturating_sub(self.offset).min(CHUNK);
        let mut bytes = vec![0; usize::try_from(wanted).unwrap_or_default()];
        let count = self.segment.file.read_at(&mut bytes, self.offset)?;
        bytes.truncate(count);
        self.offset += u64::try_from(count).unwrap_or_default();
        Ok((count > 0).then(|| bytes.into()))
    }

    /// Goes on with the beginning of the next file; tells whether files in between were lost.
    fn go_on_to(&mut self, next: Arc<Segment>) -> bool {
        let lost = next.number > self.segment.number + 1;
        self.segment = next;
        self.offset = 0;
        self.truncations = 0;
        self.seen_early = false;
        let number = self.segment.number;
        self.feeds.moved_on(&self.path, self.reader, number);
        lost
    }
}

impl Stream for Follower {
    type Item = Bytes;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Bytes>> {
        match self.read() {
            Ok(Some(bytes)) => return Poll::Ready(Some(bytes)),
            Ok(None) => {}
            Err(_) => return Poll::Ready(None),
        }
        self.feeds.wake_on_news(&self.path, self.reader, cx.waker());
        // A write between the look and the request to be woken must not be slept over.
        match self.read() {
            Ok(Some(bytes)) => Poll::Ready(Some(bytes)),
            Ok(None) => Poll::Pending,
            Err(_) => Poll::Ready(None),
        }
    }
}

impl Drop for Follower {
    fn drop(&mut self) {
        self.feeds.leave(&self.path, self.reader);
    }
}
