//! The daemon as its front ends see it: requests to the loop, and reads of the log files.

use std::future::pending;
use std::path::PathBuf;
use std::sync::Arc;

use bytes::Bytes;
use futures_core::Stream;
use supervisor_api::{
    Action, Backend, Begin, Caller, Change, ChangeNumber, Changes, Channel, Configured, Counters,
    Fault, FaultCode, Followed, GroupName, LogRead, LogRef, LogSlice, LogState, Namespec,
    ProcessName, Reply, Sample, Snapshot, UsagePoint, Wall,
};
use tokio::sync::watch;

use crate::changes::Journal;
use crate::logging::ActivityLog;
use crate::output::{self, Feeds, Tally};
use crate::readers::Readers;
use crate::requests::Requests;
use crate::sampler::Sampler;
use crate::tallies::LogName;

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

    /// Finds what counts a log of a process, if that tells of no other one.
    async fn tally(&self, name: &Namespec, channel: Channel) -> Option<Arc<Tally>> {
        let log = LogName {
            group: name.group().clone(),
            process: name.process()?.clone(),
            channel,
        };
        self.requests.tally(log).await
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

    async fn log_state(&self, name: &Namespec, channel: Channel) -> Result<LogState, Fault> {
        let log = LogRef::Process {
            name: name.clone(),
            channel,
        };
        let path = self.path(&log).await?;
        let tally = self.tally(name, channel).await;
        // As in `follow`: the size and the tally are of the same moment.
        let size = path.as_deref().and_then(output::size_of);
        Ok(LogState {
            size,
            written: tally
                .filter(|_| size.is_some())
                .map(|tally| tally.written()),
            path: path.map(|path| path.to_string_lossy().into()),
        })
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
        let tally = match log {
            LogRef::Main => None,
            LogRef::Process { name, channel } => self.tally(name, *channel).await,
        };
        // The loop, which writes, has no turn between here and the end, so that the numbers fit.
        let chunks = output::follow(&self.feeds, path.as_deref(), begin)?;
        let modified = chunks.modified();
        let begin = tally.and_then(|tally| {
            let written = i64::try_from(tally.written().bytes).ok()?;
            written.checked_sub_unsigned(chunks.backlog())
        });
        Ok(Followed {
            modified,
            begin,
            chunks,
        })
    }
}
