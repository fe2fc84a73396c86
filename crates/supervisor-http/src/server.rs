//! The accept loop of one server and its connections.

use std::io;
use std::sync::{Arc, Weak};
use std::time::Duration;

use axum::routing::Router;
use supervisor_api::Backend;
use tokio::sync::{mpsc, watch};
use tokio::task::{JoinError, JoinSet};
use tokio::time::sleep;

use crate::activity::Phase;
use crate::app::App;
use crate::connection::{Connection, answer_all};
use crate::listener::{Acceptor, Listener, Peer, Stream};
use crate::settings::{Limits, ServerSettings};
use crate::shortage::Shortage;

/// How often a full server looks whether a connection has become idle.
const LOOK_FOR_ROOM: Duration = Duration::from_millis(100);

/// Serves until `stop` becomes true, then ends within the time of grace.
///
/// The future must be polled inside a runtime; every connection is a task of its own, which is
/// aborted if the future is dropped.
///
/// # Errors
/// The socket cannot be used with the runtime.
pub async fn serve<B: Backend>(
    listener: Listener,
    settings: ServerSettings,
    backend: B,
    stop: watch::Receiver<bool>,
) -> io::Result<()> {
    let (_, none) = mpsc::channel(1);
    serve_with_successors(listener, none, settings, backend, stop).await
}

/// Serves like [`serve`], but goes over to each socket that comes from `successors`; connections
/// that were accepted before live on (W-26).
///
/// # Errors
/// A socket cannot be used with the runtime.
pub async fn serve_with_successors<B: Backend>(
    listener: Listener,
    mut successors: mpsc::Receiver<Listener>,
    settings: ServerSettings,
    backend: B,
    mut stop: watch::Receiver<bool>,
) -> io::Result<()> {
    let mut acceptor = Acceptor::adopt(listener, &settings.guard)?;
    let (limits, guard) = (settings.limits, Arc::clone(&settings.guard));
    let router = App::new(settings, backend, stop.clone()).router();
    let mut connections = Connections::new(router, limits);
    let (mut newcomer, mut shortage) = (None, Shortage::default());
    loop {
        newcomer = newcomer.and_then(|arrival| connections.admit(arrival));
        let door = match newcomer {
            None => Door::Open(&shortage),
            Some(_) => Door::Full,
        };
        let turn = tokio::select! {
            biased;
            Some(successor) = successors.recv() => Turn::Moved(successor),
            turn = next(&acceptor, door, &mut connections, &mut stop) => turn,
        };
        match turn {
            Turn::Moved(successor) => acceptor = Acceptor::adopt(successor, &guard)?,
            Turn::Accepted(Ok(arrival)) => {
                shortage.note_success();
                newcomer = Some(arrival);
            }
            Turn::Accepted(Err(error)) => shortage.note_failure(&error),
            Turn::Ended(result) => log_panic(result),
            Turn::LookAgain => {}
            Turn::Stop => break,
        }
    }
    drop((acceptor, newcomer));
    connections.finish().await;
    Ok(())
}

/// A connection that has been accepted but is not yet served.
type Arrival = (Stream, Peer);

/// Whether a server can take another connection.
enum Door<'a> {
    Open(&'a Shortage),
    /// One waits already.
    Full,
}

/// What happened to a server.
enum Turn {
    Moved(Listener),
    Accepted(io::Result<Arrival>),
    Ended(Result<(), JoinError>),
    LookAgain,
    Stop,
}

async fn next(
    acceptor: &Acceptor,
    door: Door<'_>,
    connections: &mut Connections,
    stop: &mut watch::Receiver<bool>,
) -> Turn {
    tokio::select! {
        biased;
        // A sender that is gone means the same.
        _ = stop.wait_for(|stop| *stop) => Turn::Stop,
        Some(result) = connections.tasks.join_next() => Turn::Ended(result),
        turn = knock(acceptor, door) => turn,
    }
}

/// Waits for a connection, or for room to admit the one that waits.
async fn knock(acceptor: &Acceptor, door: Door<'_>) -> Turn {
    match door {
        Door::Open(shortage) => {
            shortage.pause().await;
            Turn::Accepted(acceptor.accept().await)
        }
        Door::Full => {
            sleep(LOOK_FOR_ROOM).await;
            Turn::LookAgain
        }
    }
}

/// A panic has ended its connection and nothing else.
fn log_panic(result: Result<(), JoinError>) {
    if let Err(error) = result {
        tracing::error!(target: "supervisord", crit = true, "a connection has failed: {error}");
    }
}

/// The connections of one server.
struct Connections {
    router: Router,
    limits: Limits,
    tasks: JoinSet<()>,
    known: Vec<Weak<Connection>>,
}

impl Connections {
    fn new(router: Router, limits: Limits) -> Self {
        Self {
            router,
            limits,
            tasks: JoinSet::new(),
            known: Vec::new(),
        }
    }

    /// Begins to serve a newcomer. If there is no room, hands it back and asks another connection to
    /// give way.
    fn admit(&mut self, arrival: Arrival) -> Option<Arrival> {
        if self.tasks.len() < self.limits.connections {
            self.begin(arrival);
            return None;
        }
        if let Some(dispensable) = self.most_dispensable() {
            dispensable.close.notify_one();
        }
        Some(arrival)
    }

    fn begin(&mut self, (stream, peer): Arrival) {
        let connection = Arc::new(Connection::new());
        self.known.retain(|known| known.strong_count() > 0);
        self.known.push(Arc::downgrade(&connection));
        let router = self.router.clone();
        self.tasks
            .spawn(answer_all(stream, peer, router, connection, self.limits));
    }

    /// Returns the connection that has been at its request's head the longest, or else been idle the
    /// longest, or else the oldest stream. Whoever means well sends a head at once, so it is never
    /// seen half-way; and who follows something can begin anew, but must not keep all others out.
    fn most_dispensable(&self) -> Option<Arc<Connection>> {
        self.live()
            .filter_map(|connection| match connection.activity.phase() {
                Phase::Head { since } => Some(((0, since), connection)),
                Phase::Idle { since } => Some(((1, since), connection)),
                Phase::Streaming { since } => Some(((2, since), connection)),
                Phase::Answering => None,
            })
            .min_by_key(|(rank, _)| *rank)
            .map(|(_, connection)| connection)
    }

    /// Ends every connection after the answer that is on its way.
    async fn finish(mut self) {
        for connection in self.live() {
            connection.close.notify_one();
        }
        while let Some(result) = self.tasks.join_next().await {
            log_panic(result);
        }
    }

    fn live(&self) -> impl Iterator<Item = Arc<Connection>> {
        self.known.iter().filter_map(Weak::upgrade)
    }
}
