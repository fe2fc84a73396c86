//! The daemon as its front ends see it: requests to the loop, and reads of the log files.

use std::future::pending;
use std::path::PathBuf;
use std::sync::Arc;

use bytes::Bytes;
use futures_core::Stream;
use supervisor_api::{
    Action, Backend, Begin, Caller, Change, ChangeNumber, Changes, Configured, Counters, Fault,
    FaultCode, Followed, GroupName, LogRead, LogRef, LogSlice, ProcessName, Reply, Sample,
    Snapshot, UsagePoint, Wall,
};
use tokio::sync::watch;

use crate::changes::Journal;
use crate::logging::ActivityLog;
use crate::output::{self, Feeds};
use crate::readers::Readers;
use crate::requests::Requests;
use crate::sampler::Sampler;

/// One run of the daemon, for the HTTP servers.
#[derive(Clone, Debug)]
pub(crate) struct DaemonBackend {
    requests: Requests,
    activity_log: ActivityLog,
    feeds: Feeds,
    journal: Journal,
    sampler: Sampler,
    readers: Readers,
    configured: watch::Receiver<Arc<Configured>>,
}

impl DaemonBackend {
    pub(crate) fn new(
        requests: Requests,
        activity_log: ActivityLog,
        feeds: Feeds,
        journal: Journal,
        sampler: Sampler,
        configured: watch::Receiver<Arc<Configured>>,
    ) -> Self {
        Self {
            requests,
            activity_log,
            feeds,
            journal,
            sampler,
            readers: Readers::new(),
            configured,
        }
    }

    /// Finds the file of a log; `None` if the log goes nowhere.
    async fn path(&self, log: &LogRef) -> Result<Option<PathBuf>, Fault> {
        match log {
            LogRef::Main => Ok(self.activity_log.path()),
            LogRef::Process { name, channel } => {
                let snapshot = self.snapshot().await;
                let process = snapshot
                    .process(name)
                    .ok_or_else(|| Fault::with(FaultCode::BadName, name.as_given()))?;
                Ok(process.logfile(*channel).map(PathBuf::from))
            }
        }
    }
}

impl Backend for DaemonBackend {
    async fn snapshot(&self) -> Arc<Snapshot> {
        match self.requests.snapshot().await {
            Some(snapshot) => snapshot,
            // There was no run, and the connection is about to be closed.
            None => pending().await,
        }
    }

    async fn changes(&self, seen: Option<ChangeNumber>) -> Changes {
        self.journal.after(seen).await
    }

    fn past_changes(&self) -> Vec<Arc<Change>> {
        self.journal.past()
    }

    async fn act(&self, by: Caller, action: Action) -> Result<Reply, Fault> {
        self.requests.act(by, action).await
    }

    async fn sample(&self, after: Option<Wall>) -> Arc<Sample> {
        match after {
            None => self.sampler.latest().await,
            Some(after) => self.sampler.later_than(after).await,
        }
    }

    fn usage(&self, group: &GroupName, process: &ProcessName) -> Vec<UsagePoint> {
        self.sampler.history(group, process)
    }

    fn configuration(&self) -> Arc<Configured> {
        Arc::clone(&self.configured.borrow())
    }

    async fn counters(&self) -> Counters {
        match self.requests.counters().await {
            Some(counters) => counters,
            // The run is over and the connection about to be closed.
            None => pending().await,
        }
    }

    async fn read(&self, read: LogRead) -> Result<LogSlice, Fault> {
        let path = self.path(&read.log).await?;
        self.readers.read(path, read).await
    }

    async fn follow(
        &self,
        log: &LogRef,
        begin: Begin,
    ) -> Result<Followed<impl Stream<Item = Bytes> + Send + 'static>, Fault> {
        let path = self.path(log).await?;
        let chunks = output::follow(&self.feeds, path.as_deref(), begin)?;
        let modified = chunks.modified();
        Ok(Followed { modified, chunks })
    }
}
