//! Serves a daemon without processes on a Unix socket, to try clients against.
//!
//! `cargo run -p supervisor-http --example fake -- /tmp/fake.sock [user password]`
#![expect(dead_code, reason = "the tests use more of the fake daemon")]
#![expect(clippy::unwrap_used, reason = "a tool for developers")]

#[path = "../tests/http/fake.rs"]
mod fake;
#[path = "../tests/http/happenings.rs"]
mod happenings;

use std::os::unix::net::UnixListener;
use std::sync::Arc;

use supervisor_api::config::Credentials;
use supervisor_http::{Guard, Limits, Listener, RequestCounts, ServerSettings, serve};
use tokio::sync::watch;

fn main() {
    let mut arguments = std::env::args().skip(1);
    let path = arguments.next().unwrap();
    let credentials = arguments.next().map(|username| Credentials {
        username,
        password: arguments.next().unwrap(),
    });
    let socket = UnixListener::bind(path).unwrap();
    socket.set_nonblocking(true).unwrap();
    let settings = ServerSettings {
        credentials,
        guard: Arc::new(Guard::new(Arc::default(), "").unwrap()),
        namespaces: vec!["supervisor".to_owned()],
        limits: Limits::default(),
        requests: RequestCounts::default(),
    };
    let (_running, stop) = watch::channel(false);
    let daemon = fake::FakeDaemon::new();
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap()
        .block_on(serve(Listener::Unix(socket), settings, daemon, stop))
        .unwrap();
}
