//! The door between the daemon and its front ends.

use alloc::sync::Arc;
use alloc::vec::Vec;

use bytes::Bytes;
use futures_core::Stream;

use crate::change::{Change, ChangeNumber, Changes};
use crate::command::{Action, Caller};
use crate::counters::Counters;
use crate::fault::Fault;
use crate::log::{Begin, Channel, Followed, LogRead, LogRef, LogSlice, LogState};
use crate::name::{GroupName, Namespec, ProcessName};
use crate::origin::Configured;
use crate::reply::Reply;
use crate::sample::{Sample, UsagePoint};
use crate::snapshot::Snapshot;
use crate::time::Wall;

/// The daemon, as HTTP and every later front end see it.
///
/// An adapter translates between its protocol and this trait and has no rule of its own. Dropping
/// the future of [`Backend::act`] gives up the answer, never the action.
pub trait Backend: Clone + Send + Sync + 'static {
    /// Returns the present picture, taken by the owner between two turns. It is made only when
    /// somebody asks and something has changed since, so that an unwatched daemon makes none.
    fn snapshot(&self) -> impl Future<Output = Arc<Snapshot>> + Send;

    /// Waits for the changes after the last one that was seen, some at once. Without a number, or
    /// with one that is not known any more, tells at once where to begin.
    fn changes(&self, seen: Option<ChangeNumber>) -> impl Future<Output = Changes> + Send;

    /// Returns the latest changes, as far as they are kept, oldest first.
    fn past_changes(&self) -> Vec<Arc<Change>>;

    /// Does something and answers when it has happened.
    fn act(&self, by: Caller, action: Action) -> impl Future<Output = Result<Reply, Fault>> + Send;

    /// Returns what the programs use: the first sample later than `after`, or the latest one that
    /// can be had soon. Whoever asks is a watcher, and without one nothing is sampled.
    fn sample(&self, after: Option<Wall>) -> impl Future<Output = Arc<Sample>> + Send;

    /// Returns what a process has used during the last hour, oldest first, as far as it was
    /// sampled.
    fn usage(&self, group: &GroupName, process: &ProcessName) -> Vec<UsagePoint>;

    /// Returns what the daemon was configured with, and where that stands.
    fn configuration(&self) -> Arc<Configured>;

    /// Returns what was counted so far.
    fn counters(&self) -> impl Future<Output = Counters> + Send;

    /// Tells how large a log of a process is, and how much of it is of its present life.
    ///
    /// # Errors
    /// There is no such process.
    fn log_state(
        &self,
        name: &Namespec,
        channel: Channel,
    ) -> impl Future<Output = Result<LogState, Fault>> + Send;

    /// Reads a part of a log.
    fn read(&self, read: LogRead) -> impl Future<Output = Result<LogSlice, Fault>> + Send;

    /// Follows a log: what it has from `begin` on, then everything that is written, without a gap or
    /// a repeat, over rotation and truncation (H-51, H-52).
    ///
    /// # Errors
    /// There is no such process, or it has no such log.
    fn follow(
        &self,
        log: &LogRef,
        begin: Begin,
    ) -> impl Future<Output = Result<Followed<impl Stream<Item = Bytes> + Send + 'static>, Fault>> + Send;
}
