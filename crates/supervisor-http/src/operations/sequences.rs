//! What goes on when its client has left.
//!
//! An action on several processes, or one of several steps, runs in a task of its own, and a
//! client only watches it. The tasks end by themselves: each step ends, at the latest when the
//! run does, since [`Backend::act`](supervisor_api::Backend::act) refuses everything from then on.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{Semaphore, mpsc};
use tokio::time::{Instant, timeout_at};

/// How many tasks may run at a time on one server; further ones wait with their clients.
const ROOM: usize = 64;

/// How long even a client waits that does not want to: what is refused, or so already, is known by
/// then.
const MOMENT: Duration = Duration::from_millis(100);

/// The right to run such tasks.
#[derive(Clone, Debug)]
pub(crate) struct Sequences {
    room: Arc<Semaphore>,
}

impl Default for Sequences {
    fn default() -> Self {
        let room = Arc::new(Semaphore::new(ROOM));
        Self { room }
    }
}

/// Takes the findings of a task; nobody may be there to read them.
#[derive(Clone, Debug)]
pub(crate) struct Findings<T>(mpsc::Sender<T>);

impl<T> Findings<T> {
    pub(crate) async fn tell(&self, finding: T) {
        // The client has left.
        let _ = self.0.send(finding).await;
    }
}

impl Sequences {
    /// Begins a task, and returns what it tells within the given time, and whether it has ended.
    pub(crate) async fn watch<T, F>(
        &self,
        wait: Duration,
        task: impl FnOnce(Findings<T>) -> F,
    ) -> (Vec<T>, bool)
    where
        T: Send + 'static,
        F: Future<Output = ()> + Send + 'static,
    {
        let deadline = Instant::now() + wait.max(MOMENT);
        let Ok(permit) = Arc::clone(&self.room).acquire_owned().await else {
            unreachable!("the semaphore is never closed");
        };
        let (sender, mut findings) = mpsc::channel(16);
        let work = task(Findings(sender));
        tokio::spawn(async move {
            work.await;
            drop(permit);
        });
        let mut told = Vec::new();
        loop {
            match timeout_at(deadline, findings.recv()).await {
                Ok(Some(finding)) => told.push(finding),
                Ok(None) => return (told, true),
                Err(_) => return (told, false),
            }
        }
    }
}
