//! The queue between the front ends and the loop.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};

use supervisor_api::{Action, Caller, Counters, Fault, FaultCode, Reply, Snapshot};
use supervisor_core::RequestId;
use tokio::sync::{Semaphore, mpsc, oneshot};

use crate::output::Tally;
use crate::tallies::LogName;

/// How many requests may wait for the loop; a full queue makes HTTP wait, not memory grow.
const ROOM: usize = 256;

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
    Counters(oneshot::Sender<Counters>),
    /// What counts a log, if that tells of this one process.
    Tally(LogName, oneshot::Sender<Option<Arc<Tally>>>),
}

/// The sending half, which the HTTP servers share.
#[derive(Clone, Debug)]
pub(crate) struct Requests {
    /// Bounded by `room`, but for what must not be lost: there is one departure at most for each
    /// action that was let in, and it stands behind that action.
    sender: mpsc::UnboundedSender<Request>,
    room: Arc<Semaphore>,
    next: Arc<AtomicU64>,
    /// The picture that the loop has left behind.
    last: Arc<OnceLock<Arc<Snapshot>>>,
}

/// The receiving half, which the loop owns.
#[derive(Debug)]
pub(crate) struct Received {
    receiver: mpsc::UnboundedReceiver<Request>,
    room: Arc<Semaphore>,
    last: Arc<OnceLock<Arc<Snapshot>>>,
}

/// Makes a queue.
pub(crate) fn requests() -> (Requests, Received) {
    let (sender, receiver) = mpsc::unbounded_channel();
    let room = Arc::new(Semaphore::new(ROOM));
    let requests = Requests {
        sender,
        room: Arc::clone(&room),
        next: Arc::default(),
        last: Arc::default(),
    };
    let last = Arc::clone(&requests.last);
    let received = Received {
        receiver,
        room,
        last,
    };
    (requests, received)
}

impl Received {
    /// Waits for the next request; nothing comes any more once all senders are gone.
    pub(crate) async fn recv(&mut self) -> Option<Request> {
        let request = self.receiver.recv().await?;
        match request {
            Request::Act { .. }
            | Request::Snapshot(_)
            | Request::Counters(_)
            | Request::Tally(..) => self.room.add_permits(1),
            Request::Gone(_) => {}
        }
        Some(request)
    }

    /// Ends the queue. Whoever still tells clients of the run shows them this picture.
    pub(crate) fn end(self, last: Arc<Snapshot>) {
        // It can only be set once, since this takes the one receiver.
        let _ = self.last.set(last);
    }
}

impl Drop for Received {
    fn drop(&mut self) {
        // Whoever waits for room learns that the run is over.
        self.room.close();
    }
}

/// The loop has ended.
struct Ended;

impl Requests {
    pub(crate) async fn act(&self, by: Caller, action: Action) -> Result<Reply, Fault> {
        let request = RequestId(self.next.fetch_add(1, Ordering::Relaxed));
        let (reply, answer) = oneshot::channel();
        let ended = || Fault::new(FaultCode::ShutdownState);
        self.send(Request::Act {
            request,
            by,
            action,
            reply,
        })
        .await
        .map_err(|Ended| ended())?;
        let mut departure = Departure {
            request,
            sender: Some(&self.sender),
        };
        let result = answer.await;
        departure.sender = None;
        result.unwrap_or_else(|_| Err(ended()))
    }

    /// Returns the present picture, or the last one once the loop has ended. There is none if it
    /// has ended before it ran.
    pub(crate) async fn snapshot(&self) -> Option<Arc<Snapshot>> {
        match self.ask(Request::Snapshot).await {
            Some(snapshot) => Some(snapshot),
            None => self.last.get().cloned(),
        }
    }

    /// Returns what was counted, or nothing once the loop has ended.
    pub(crate) async fn counters(&self) -> Option<Counters> {
        self.ask(Request::Counters).await
    }

    /// Returns what counts a log; nothing as well once the loop has ended.
    pub(crate) async fn tally(&self, log: LogName) -> Option<Arc<Tally>> {
        self.ask(|reply| Request::Tally(log, reply)).await?
    }

    /// Asks for something that the loop only has to show; nothing comes once it has ended.
    async fn ask<T>(&self, request: impl FnOnce(oneshot::Sender<T>) -> Request) -> Option<T> {
        let (reply, answer) = oneshot::channel();
        self.send(request(reply)).await.ok()?;
        answer.await.ok()
    }

    /// Sends a request when there is room for it.
    async fn send(&self, request: Request) -> Result<(), Ended> {
        let permit = self.room.acquire().await.map_err(|_| Ended)?;
        self.sender.send(request).map_err(|_| Ended)?;
        // The receiver gives it back.
        permit.forget();
        Ok(())
    }
}

/// Tells the loop that a client left, if it is dropped before the answer came.
struct Departure<'a> {
    request: RequestId,
    sender: Option<&'a mpsc::UnboundedSender<Request>>,
}

impl Drop for Departure<'_> {
    fn drop(&mut self) {
        if let Some(sender) = self.sender {
            // A loop that has ended needs no notice.
            drop(sender.send(Request::Gone(self.request)));
        }
    }
}

#[cfg(test)]
mod tests {
    use std::pin::{Pin, pin};
    use std::task::{Context, Poll, Waker};

    use supervisor_api::{Mood, Revision, Transport};

    use super::*;

    fn somebody() -> Caller {
        Caller {
            transport: Transport::Unix {
                uid: None,
                pid: None,
            },
            user: None,
            role: supervisor_api::Role::Admin,
        }
    }

    /// Lets a future go as far as it comes. Outside a runtime, which would make it pause now and
    /// then for the others.
    fn poll<F: Future>(future: Pin<&mut F>) -> Poll<F::Output> {
        future.poll(&mut Context::from_waker(Waker::noop()))
    }

    /// Asks for snapshots until there is no room.
    fn fill(requests: &Requests) -> Vec<Pin<Box<impl Future>>> {
        let mut asked: Vec<_> = (0..ROOM).map(|_| Box::pin(requests.snapshot())).collect();
        assert!(
            asked
                .iter_mut()
                .all(|asked| poll(asked.as_mut()).is_pending())
        );
        asked
    }

    #[test]
    fn x_58_a_full_queue_loses_no_departure() {
        let (requests, mut received) = requests();
        let mut actions: Vec<_> = (0..=ROOM)
            .map(|_| Box::pin(requests.act(somebody(), Action::Shutdown)))
            .collect();
        assert!(
            actions
                .iter_mut()
                .all(|act| poll(act.as_mut()).is_pending())
        );

        drop(actions);

        let (mut came, mut left) = (Vec::new(), Vec::new());
        while let Poll::Ready(Some(request)) = poll(pin!(received.recv())) {
            match request {
                Request::Act { request, .. } => came.push(request),
                Request::Gone(request) => left.push(request),
                Request::Snapshot(_) | Request::Counters(_) | Request::Tally(..) => {}
            }
        }
        assert_eq!(came.len(), ROOM, "the one without room was never let in");
        assert_eq!(left, came);
    }

    #[test]
    fn a_request_waits_for_room_and_for_no_longer() {
        let (requests, mut received) = requests();
        let _asked = fill(&requests);
        let mut last = pin!(requests.act(somebody(), Action::Restart));
        assert!(poll(last.as_mut()).is_pending());
        assert_eq!(received.receiver.len(), ROOM);

        assert!(poll(pin!(received.recv())).is_ready());
        assert!(poll(last.as_mut()).is_pending());

        assert_eq!(received.receiver.len(), ROOM);
    }

    #[test]
    fn who_waits_for_room_learns_that_the_run_is_over() {
        let (requests, received) = requests();
        let _asked = fill(&requests);
        let mut last = pin!(requests.act(somebody(), Action::Restart));
        assert!(poll(last.as_mut()).is_pending());

        drop(received);

        let ended = Fault::new(FaultCode::ShutdownState);
        assert_eq!(poll(last), Poll::Ready(Err(ended)));
        assert!(matches!(poll(pin!(requests.snapshot())), Poll::Ready(None)));
    }

    #[test]
    fn the_last_picture_of_a_run_outlives_it() {
        let (requests, received) = requests();
        let last = Arc::new(Snapshot {
            revision: Revision(7),
            mood: Mood::Shutdown,
            pid: 1,
            identifier: String::new(),
            groups: Vec::new(),
            configured: Vec::new(),
        });

        received.end(Arc::clone(&last));

        let Poll::Ready(Some(shown)) = poll(pin!(requests.snapshot())) else {
            panic!("there is no picture");
        };
        assert!(Arc::ptr_eq(&shown, &last));
    }
}
