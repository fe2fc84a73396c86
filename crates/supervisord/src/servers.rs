//! The HTTP servers of a run.

mod keeper;

use std::io;
use std::sync::Arc;

use jiff::Zoned;
use nix::unistd::gethostname;
use supervisor_api::Level;
use supervisor_api::config::{Config, ServerAddress, ServerConfig};
use supervisor_api::http_access::HttpAccess;
use supervisor_http::{Guard, Limits, RequestCounts, ServerSettings, serve_with_successors};
use tokio::sync::{mpsc, watch};
use tokio::task::JoinSet;

use crate::backend::DaemonBackend;
use crate::kernel;
use crate::limits;
use crate::logging;
use crate::sockets::{self, Listener, SocketError};
use keeper::Keeper;

/// A server's socket, bound and not yet served.
pub(crate) type Bound = (ServerConfig, Listener);

/// The servers while they serve.
pub(crate) struct Servers {
    stop: watch::Sender<bool>,
    tasks: JoinSet<()>,
}

/// Binds every server, or none (P-101).
pub(crate) fn bind_all(config: &Config) -> Result<Vec<Bound>, SocketError> {
    let listeners = sockets::bind_all(&config.servers)?;
    for server in &config.servers {
        announce(server, config);
    }
    Ok(config.servers.iter().cloned().zip(listeners).collect())
}

/// Binds the servers that can be bound: a daemon that runs does not end for a lost port.
pub(crate) fn bind_what_can_be(config: &Config) -> Vec<Bound> {
    let mut bound = Vec::new();
    for server in &config.servers {
        match sockets::bind(&server.address) {
            Ok(listener) => {
                announce(server, config);
                bound.push((server.clone(), listener));
            }
            Err(error) => {
                let text = format!(
                    "cannot serve [{}], going on without it: {error}",
                    server.section
                );
                logging::log(Level::Critical, &text);
            }
        }
    }
    bound
}

/// Writes what Supervisor logs about each server (H-30, P-121).
fn announce(server: &ServerConfig, config: &Config) {
    logging::log(Level::Trace, &introduction(&server.address));
    for namespace in namespaces(config) {
        logging::log(
            Level::Info,
            &format!("RPC interface '{namespace}' initialized"),
        );
    }
    if server.credentials.is_none() && is_open(&server.address, &config.access) {
        let text = format!(
            "Server '{}' running without any HTTP authentication checking",
            server.section
        );
        logging::log(Level::Critical, &text);
    }
}

/// Tells whether a server without credentials of its own lets in whoever can connect.
fn is_open(address: &ServerAddress, access: &HttpAccess) -> bool {
    match address {
        ServerAddress::Unix { .. } => access.role_of_others().is_some(),
        ServerAddress::Inet { .. } => !access.has_credentials(),
    }
}

/// Makes what the servers of a run know together.
fn guard(config: &Config) -> io::Result<Arc<Guard>> {
    let machine = gethostname().unwrap_or_default();
    let guard = Guard::new(Arc::clone(&config.access), &machine.to_string_lossy())?;
    Ok(Arc::new(guard.with_peer_groups(kernel::peer_groups)))
}

fn introduction(address: &ServerAddress) -> String {
    let now = Zoned::now().strftime("%a %b %e %H:%M:%S %Y").to_string();
    let (place, host, port) = match address {
        ServerAddress::Unix { path, .. } => (path, "<unix domain socket>", path.clone()),
        ServerAddress::Inet { host, port } => (host, host.as_str(), port.to_string()),
    };
    format!("{place}:Medusa (V1.12) started at {now}\n\tHostname: {host}\n\tPort:{port}")
}

fn namespaces(config: &Config) -> Vec<String> {
    let built_in = config
        .rpc_interfaces
        .iter()
        .filter(|interface| interface.is_built_in());
    built_in.map(|interface| interface.name.clone()).collect()
}

/// What the clients of each of some servers may use up. Each connection may need a second descriptor
/// for a log, and still clients must leave half of them to the programs.
fn client_limits(descriptors: u64, servers: usize) -> Limits {
    let most = Limits::default();
    let quarter = usize::try_from(descriptors / 4).unwrap_or(usize::MAX);
    let share = (quarter / servers.max(1)).max(1);
    let connections = most.connections.min(share);
    Limits {
        connections,
        // The other half is for requests.
        streams: most.streams.min(connections / 2),
        ..most
    }
}

impl Servers {
    /// Begins to serve; must be called inside the runtime.
    pub(crate) fn start(bound: Vec<Bound>, config: &Config, backend: &DaemonBackend) -> Self {
        let (stop, stopped) = watch::channel(false);
        let (mut tasks, mut keeper) = (JoinSet::new(), Keeper::default());
        let limits = client_limits(limits::descriptors(), bound.len());
        let requests = RequestCounts::default();
        let guard = match guard(config) {
            Ok(guard) => guard,
            Err(error) => {
                let text = format!("cannot serve anybody without random numbers: {error}");
                logging::log(Level::Critical, &text);
                return Self { stop, tasks };
            }
        };
        for (server, listener) in bound {
            let (successor, successors) = mpsc::channel(1);
            let listener = match listener {
                Listener::Unix { listener, file } => {
                    keeper.add(server.clone(), file, successor);
                    supervisor_http::Listener::Unix(listener)
                }
                Listener::Inet(listener) => supervisor_http::Listener::Tcp(listener),
            };
            let settings = ServerSettings {
                credentials: server.credentials,
                guard: Arc::clone(&guard),
                namespaces: namespaces(config),
                limits,
                requests: requests.clone(),
            };
            let (backend, stopped) = (backend.clone(), stopped.clone());
            let serving = serve_with_successors(listener, successors, settings, backend, stopped);
            tasks.spawn(async move {
                if let Err(error) = serving.await {
                    let text = format!("cannot serve [{}]: {error}", server.section);
                    logging::log(Level::Critical, &text);
                }
            });
        }
        tasks.spawn(keeper.keep(stopped));
        Self { stop, tasks }
    }

    /// Removes the socket files and ends every server, after the answers that are on their way.
    pub(crate) async fn stop(self) {
        // Without a receiver there is no server to tell.
        let _ = self.stop.send(true);
        self.tasks.join_all().await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn h_25_all_connections_together_take_a_quarter_of_the_descriptors() {
        let each = |descriptors, servers| client_limits(descriptors, servers).connections;

        assert_eq!(each(u64::MAX, 1), 512);
        assert_eq!(each(2048, 1), 512);
        assert_eq!(each(1024, 1), 256);
        assert_eq!(each(1024, 4), 64);
        assert_eq!(each(1 << 20, 3), 512);
        assert_eq!(each(8, 5), 1);
        assert_eq!(each(0, 0), 1);
    }

    #[test]
    fn streams_of_events_leave_half_of_the_connections_to_requests() {
        let streams = |descriptors| client_limits(descriptors, 1).streams;

        assert_eq!(streams(u64::MAX), 64);
        assert_eq!(streams(100), 12);
        assert_eq!(streams(4), 0);
    }
}
