//! The daemon as its front ends see it: requests to the loop, and reads of the log files.

use std::future::pending;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use bytes::Bytes;
use futures_core::Stream;
use supervisor_api::{
    Action, Backend, Caller, Fault, FaultCode, LogRead, LogRef, LogSlice, Reply, Snapshot,
};
use supervisor_core::RequestId;
use tokio::sync::{mpsc, oneshot};

use crate::logging::ActivityLog;
use crate::output::{self, Feeds};

/// How many requests may wait for the loop; a full queue makes HTTP wait, not memory grow.
const QUEUE: usize = 256;

/// What a front end asks of the loop.
#[derive(Debug)]
pub(crate) enum Request {
    Act {
        request: RequestId,
        by: Caller,
        action: Action,
        reply: oneshot::Sender<Result<Reply, Fault>>,
    },
    /// The client of this action has left.
    Gone(RequestId),
    Snapshot(oneshot::Sender<Arc<Snapshot>>),
}

/// The sending half, which the HTTP servers share.
#[derive(Clone, Debug)]
pub(crate) struct Requests {
    sender: mpsc::Sender<Request>,
    next: Arc<AtomicU64>,
}

/// Makes the queue between the front ends and the loop.
pub(crate) fn requests() -> (Requests, mpsc::Receiver<Request>) {
    let (sender, receiver) = mpsc::channel(QUEUE);
    (
        Requests {
            sender,
            next: Arc::default(),
        },
        receiver,
    )
}

impl Requests {
    pub(crate) async fn act(&self, by: Caller, action: Action) -> Result<Reply, Fault> {
        let request = RequestId(self.next.fetch_add(1, Ordering::Relaxed));
        let (reply, answer) = oneshot::channel();
        let ended = || Fault::new(FaultCode::ShutdownState);
        self.sender
            .send(Request::Act {
                request,
                by,
                action,
                reply,
            })
            .await
            .map_err(|_| ended())?;
        let mut departure = Departure {
            request,
            sender: Some(&self.sender),
        };
        let result = answer.await;
        departure.sender = None;
        result.unwrap_or_else(|_| Err(ended()))
    }

    /// Returns the present picture, or nothing once the loop has ended.
    pub(crate) async fn snapshot(&self) -> Option<Arc<Snapshot>> {
        let (reply, answer) = oneshot::channel();
        self.sender.send(Request::Snapshot(reply)).await.ok()?;
        answer.await.ok()
    }
}

/// Tells the loop that a client left, if it is dropped before the answer came.
struct Departure<'a> {
    request: RequestId,
    sender: Option<&'a mpsc::Sender<Request>>,
}

impl Drop for Departure<'_> {
    fn drop(&mut self) {
        if let Some(sender) = self.sender {
            // A full queue loses the notice: the reply then goes to a receiver that is gone.
            drop(sender.try_send(Request::Gone(self.request)));
        }
    }
}

/// One run of the daemon, for the HTTP servers.
#[derive(Clone, Debug)]
pub(crate) struct DaemonBackend {
    requests: Requests,
    activity_log: ActivityLog,
    feeds: Feeds,
}

impl DaemonBackend {
    pub(crate) fn new(requests: Requests, activity_log: ActivityLog, feeds: Feeds) -> Self {
        Self {
            requests,
            activity_log,
            feeds,
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
            // The run is over and the connection about to be closed.
            None => pending().await,
        }
    }

    async fn act(&self, by: Caller, action: Action) -> Result<Reply, Fault> {
        self.requests.act(by, action).await
    }

    async fn read(&self, read: LogRead) -> Result<LogSlice, Fault> {
        let path = self.path(&read.log).await?;
        output::read(path.as_deref(), &read)
    }

    async fn follow(
        &self,
        log: &LogRef,
        backlog: u64,
    ) -> Result<impl Stream<Item = Bytes> + Send + 'static, Fault> {
        let path = self.path(log).await?;
        output::follow(&self.feeds, path.as_deref(), backlog)
    }
}
