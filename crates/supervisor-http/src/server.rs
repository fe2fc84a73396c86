//! The accept loop of one server and its connections.

use std::io;
use std::sync::{Arc, Weak};
use std::time::Duration;

use axum::routing::Router;
use supervisor_api::Backend;
use tokio::sync::watch;
use tokio::task::{JoinError, JoinSet};
use tokio::time::sleep;

use crate::activity::Phase;
use crate::app::App;
use crate::connection::{Connection, answer_all};
use crate::listener::{Acceptor, Listener, Peer, Stream};
use crate::settings::{Limits, ServerSettings};

/// How long the server waits if a connection cannot be accepted, for want of descriptors say.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

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
    mut stop: watch::Receiver<bool>,
) -> io::Result<()> {
    let acceptor = Acceptor::adopt(listener)?;
    let limits = settings.limits;
    let router = App::new(settings, backend, stop.clone()).router();
    let mut connections = Connections::new(router, limits);
    let mut newcomer = None;
    loop {
        newcomer = newcomer.and_then(|arrival| connections.admit(arrival));
        match next(&acceptor, newcomer.is_none(), &mut connections, &mut stop).await {
            Turn::Accepted(Ok(arrival)) => newcomer = Some(arrival),
            Turn::Accepted(Err(error)) => {
                tracing::warn!(target: "supervisord", "cannot accept a connection: {error}");
                sleep(ACCEPT_PAUSE).await;
            }
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

/// What happened to a server.
enum Turn {
    Accepted(io::Result<Arrival>),
    Ended(Result<(), JoinError>),
    LookAgain,
    Stop,
}

async fn next(
    acceptor: &Acceptor,
    may_accept: bool,
    connections: &mut Connections,
    stop: &mut watch::Receiver<bool>,
) -> Turn {
    tokio::select! {
        biased;
        // A sender that is gone means the same.
        _ = stop.wait_for(|stop| *stop) => Turn::Stop,
        Some(result) = connections.tasks.join_next() => Turn::Ended(result),
        accepted = acceptor.accept(), if may_accept => Turn::Accepted(accepted),
        () = sleep(LOOK_FOR_ROOM), if !may_accept => Turn::LookAgain,
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

    /// Begins to serve a newcomer. If there is no room, hands it back and asks the connection that
    /// has been idle the longest to give way.
    fn admit(&mut self, arrival: Arrival) -> Option<Arrival> {
        if self.tasks.len() < self.limits.connections {
            self.begin(arrival);
            return None;
        }
        if let Some(idle) = self.longest_idle() {
            idle.close.notify_one();
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

    fn longest_idle(&self) -> Option<Arc<Connection>> {
        self.live()
            .filter_map(|connection| match connection.activity.phase() {
                Phase::Idle { since } => Some((since, connection)),
                Phase::Head | Phase::Answering => None,
            })
            .min_by_key(|(since, _)| *since)
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
