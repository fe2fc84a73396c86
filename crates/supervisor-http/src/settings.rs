//! What one HTTP server is told.

use std::sync::Arc;
use std::time::Duration;

use supervisor_api::config::Credentials;

use crate::access::Guard;
use crate::metrics::RequestCounts;

/// The settings of one HTTP server.
#[derive(Clone, Debug)]
pub struct ServerSettings {
    /// Whom the server itself lets in, with every role.
    pub credentials: Option<Credentials>,
    /// Who else may do what; all servers of a run share it.
    pub guard: Arc<Guard>,
    /// The names under which the daemon's methods are served, one for each built-in
    /// `[rpcinterface:x]` (C-184); as a rule only `supervisor`.
    pub namespaces: Vec<String>,
    pub limits: Limits,
    /// Counts the requests of all servers that are given the same.
    pub requests: RequestCounts,
}

/// What a client may use up.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// How many connections there may be. At the limit, the one that has been idle the longest
    /// gives way, or else the oldest stream; while all are busy, new ones wait.
    pub connections: usize,
    /// How many of them may be streams of events.
    pub streams: usize,
    /// How long the head of a request may take from its first byte on. A connection without a
    /// request may be idle for as long as it likes: event listeners ask once an hour.
    pub head_time: Duration,
    /// How long the body of a request may take.
    pub body_time: Duration,
    /// How large the body of a request may be.
    pub body_bytes: usize,
    /// How long an answer may wait for its client to take any of it. The system takes an answer in
    /// large pieces, so this must be generous: a slow reader frees the next piece only at times.
    pub stall_time: Duration,
    /// How long a client that has closed its sending side is still taken to wait for its answer,
    /// and one that is refused may go on sending.
    pub linger: Duration,
    /// How long answers may take after the server was told to stop.
    pub grace: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections: 512,
            streams: 64,
            head_time: Duration::from_secs(30),
            body_time: Duration::from_secs(60),
            body_bytes: 16 * 1024 * 1024,
            stall_time: Duration::from_secs(300),
            linger: Duration::from_secs(1),
            grace: Duration::from_secs(1),
        }
    }
}
