//! What one client has seen, and what it is told next.

use std::future::{pending, ready};
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use supervisor_api::{Backend, Change, ChangeNumber, Changes, Revision, Sample, Wall};
use tokio::sync::watch;
use tokio::time::sleep;

use super::content::Picture;
use super::frame::{self, HEARTBEAT, Kind};
use super::frames::Wanted;
use super::seats::Seat;
use crate::operations::Selector;

/// How long a stream is silent at most.
const SILENCE: Duration = Duration::from_secs(15);

/// The place of a client in the stream.
pub(crate) struct Reader<B> {
    pub(crate) backend: B,
    pub(crate) seat: Seat,
    /// When the run began.
    pub(crate) started: Wall,
    /// Which processes the client wants to know about.
    pub(crate) selector: Selector,
    /// The last change that the client has seen; `None` before its first snapshot.
    pub(crate) seen: Option<ChangeNumber>,
    pub(crate) samples: Samples,
    /// Becomes true when the stream has to end.
    pub(crate) stop: watch::Receiver<bool>,
}

/// Whether a client watches what programs use.
pub(crate) enum Samples {
    Unwanted,
    /// The client has seen none, and none from before its coming is for it.
    Since(Wall),
    /// The last one the client has seen.
    After(Arc<Sample>),
}

/// What there is to tell.
enum News {
    Changes(Changes),
    Sample(Arc<Sample>),
    Nothing,
    End,
}

impl Samples {
    fn latest(&self) -> Arc<Sample> {
        match self {
            // Clients that have seen none share their events, whenever they came.
            Self::Unwanted | Self::Since(_) => Arc::default(),
            Self::After(sample) => Arc::clone(sample),
        }
    }

    /// Tells which moment the next sample is later than.
    fn seen(&self) -> Option<Wall> {
        match self {
            Self::Unwanted => None,
            Self::Since(at) => Some(*at),
            Self::After(sample) => Some(sample.at),
        }
    }
}

impl<B: Backend> Reader<B> {
    /// Waits for something to tell. Nothing comes any more once the server has stopped and what
    /// happened before is told.
    pub(crate) async fn next(&mut self) -> Option<Bytes> {
        let news = tokio::select! {
            biased;
            changes = self.backend.changes(self.seen) => News::Changes(changes),
            sample = next_sample(&self.backend, &self.samples) => News::Sample(sample),
            // A sender that is gone means the same.
            _ = self.stop.wait_for(|stop| *stop) => News::End,
            () = sleep(SILENCE) => News::Nothing,
        };
        match news {
            News::Changes(Changes::Next(batch)) => Some(self.tell_changes(&batch).await),
            News::Changes(Changes::Lost(begin)) => Some(self.tell_everything(begin).await),
            News::Sample(sample) => Some(self.tell_sample(sample).await),
            News::Nothing => Some(HEARTBEAT),
            News::End => None,
        }
    }

    async fn tell_everything(&mut self, begin: ChangeNumber) -> Bytes {
        self.take_sample_at_hand().await;
        let snapshot = self.backend.snapshot().await;
        let seen = self.last_shown(begin, snapshot.revision).await;
        self.seen = Some(seen);
        let picture = Picture::of(snapshot, self.samples.latest());
        let shown = picture.shown();
        let wanted = Wanted::Snapshot { seen, shown };
        self.frame(wanted, || {
            let mut text = Vec::new();
            let everything = picture.everything(self.started, &self.selector);
            frame::write(&mut text, Kind::Snapshot, Some(seen), &everything);
            text
        })
    }

    /// Returns the last change that a snapshot shows. It was taken after `begin`, so that some later
    /// ones may be in it: they must not be told again.
    async fn last_shown(&self, begin: ChangeNumber, revision: Revision) -> ChangeNumber {
        let Changes::Lost(end) = self.backend.changes(None).await else {
            return begin;
        };
        let mut seen = begin;
        while seen < end {
            let Changes::Next(batch) = self.backend.changes(Some(seen)).await else {
                return seen;
            };
            for change in batch {
                if change.revision > revision {
                    return seen;
                }
                seen = change.number;
            }
        }
        seen
    }

    async fn tell_changes(&mut self, batch: &[Arc<Change>]) -> Bytes {
        let (Some(first), Some(last)) = (batch.first(), batch.last()) else {
            return HEARTBEAT;
        };
        self.seen = Some(last.number);
        let frames = &self.seat.frames;
        let ask = self.backend.snapshot();
        let snapshot = frames.snapshot_since(last.revision, ask).await;
        let picture = Picture::of(snapshot, self.samples.latest());
        let shown = picture.shown();
        let (first, last) = (first.number, last.number);
        let wanted = Wanted::Changes { first, last, shown };
        self.frame(wanted, || {
            let mut text = Vec::new();
            picture.each_change(batch, &self.selector, |number, change| {
                frame::write(&mut text, Kind::Change, Some(number), change);
            });
            if !self.selector.is_empty() {
                // The last ones may have been about others.
                frame::write_number(&mut text, last);
            }
            text
        })
    }

    async fn tell_sample(&mut self, sample: Arc<Sample>) -> Bytes {
        self.samples = Samples::After(Arc::clone(&sample));
        let wanted = Wanted::Sample(sample.at);
        let picture = Picture::of(self.backend.snapshot().await, sample);
        self.frame(wanted, || {
            let mut text = Vec::new();
            let usages = picture.usages(&self.selector);
            frame::write(&mut text, Kind::Sample, None, &usages);
            text
        })
    }

    /// Whoever wants everything gets what was written once for all of them.
    fn frame(&self, wanted: Wanted, write: impl FnOnce() -> Vec<u8>) -> Bytes {
        match self.selector.is_empty() {
            true => self.seat.frames.frame(wanted, write),
            false => write().into(),
        }
    }

    /// Takes a fresh sample if there is one: a snapshot does not wait for it.
    async fn take_sample_at_hand(&mut self) {
        if matches!(self.samples, Samples::Unwanted) {
            return;
        }
        tokio::select! {
            biased;
            sample = self.backend.sample(None) => self.samples = Samples::After(sample),
            () = ready(()) => {}
        }
    }
}

/// Waits for the sample after the one that a client has.
async fn next_sample<B: Backend>(backend: &B, samples: &Samples) -> Arc<Sample> {
    match samples.seen() {
        None => pending().await,
        seen @ Some(_) => backend.sample(seen).await,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_has_seen_no_sample_shares_events_with_others_who_came_at_another_time() {
        let shown = |second| Samples::Since(Wall::from_seconds(second)).latest().at;
        assert_eq!(shown(10), shown(11));
    }
}
