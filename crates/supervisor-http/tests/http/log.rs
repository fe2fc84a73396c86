//! The lines of the activity log (H-30, X-4).

use std::cell::RefCell;
use std::fmt::{Debug, Write as _};
use std::sync::{Arc, Mutex, Once};

use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

use crate::harness::{Server, call, post, text};

/// The daemon's lines of one thread, which is one test.
#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<String>>>);

thread_local! {
    static RECORDED: RefCell<Option<Lines>> = const { RefCell::new(None) };
}

impl Lines {
    /// Begins to keep the lines of this thread.
    ///
    /// There is one subscriber for all tests: one for each would race with the others for what is
    /// remembered about every place that logs.
    fn record() -> Self {
        static INSTALLED: Once = Once::new();
        INSTALLED.call_once(|| tracing::subscriber::set_global_default(Recorder).unwrap());
        let lines = Self::default();
        RECORDED.set(Some(lines.clone()));
        lines
    }

    fn has(&self, line: &str) -> bool {
        self.0.lock().unwrap().iter().any(|known| known == line)
    }

    fn count(&self, matches: impl Fn(&str) -> bool) -> usize {
        let lines = self.0.lock().unwrap();
        lines.iter().filter(|line| matches(line)).count()
    }
}

struct Message(String);

impl Visit for Message {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        if field.name() == "message" {
            let _ = write!(self.0, "{value:?}");
        }
    }
}

struct Recorder;

impl Subscriber for Recorder {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target() == "supervisord"
    }

    fn event(&self, event: &Event<'_>) {
        let mut message = Message(format!("{} ", event.metadata().level()));
        event.record(&mut message);
        RECORDED.with_borrow(|lines| {
            if let Some(Lines(lines)) = lines {
                lines.lock().unwrap().push(message.0);
            }
        });
    }

    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}
    fn record_follows_from(&self, _: &Id, _: &Id) {}
    fn enter(&self, _: &Id) {}
    fn exit(&self, _: &Id) {}
}

#[tokio::test(flavor = "current_thread")]
async fn h_30_calls_and_requests_are_traced() {
    let lines = Lines::record();
    let server = Server::start();

    server.call("supervisor.getPID", "").await;
    server.call("supervisor.stopProcess", &text("nosuch")).await;
    server.ask("GET /ok.html?a=b HTTP/1.0\r\n\r\n").await;

    for line in [
        "TRACE XML-RPC method called: supervisor.getPID()",
        "TRACE XML-RPC method supervisor.getPID() returned successfully",
        "TRACE XML-RPC method supervisor.stopProcess() returned fault: [10] BAD_NAME: nosuch",
    ] {
        assert!(lines.has(line), "{line}");
    }
    let is_access = |line: &str| {
        line.starts_with("TRACE localhost:0 - - [")
            && line.contains("] \"GET /ok.html?a=b HTTP/1.0\" 200 ")
    };
    server.until(|_| lines.count(is_access) == 1).await;
    // The answer of the original has the same headers, and counts 124 bytes.
    assert_eq!(
        lines.count(|line| is_access(line) && line.ends_with(" 124")),
        1
    );
}

#[tokio::test(flavor = "current_thread")]
async fn x_4_unusable_bodies_are_logged() {
    let lines = Lines::record();
    let server = Server::start();

    server.ask(&post("a'c")).await;
    server.ask(&post("<methodCall/>")).await;

    assert!(lines.has("ERROR XML-RPC request data \"a'c\" is invalid: unmarshallable"));
    assert!(lines.has("ERROR XML-RPC request data '<methodCall/>' is invalid: no method name"));
}

#[tokio::test(flavor = "current_thread")]
async fn no_client_writes_lines_or_terminal_commands_into_the_log() {
    let lines = Lines::record();
    let server = Server::start();

    server.call("a&#10;CRIT b\u{9b}2J", "").await;
    server
        .call("supervisor.stopProcess", &text("no\nsuch"))
        .await;
    server.ask(&post("a\u{1b}[2J\u{9b}")).await;
    server.ask("GET /\u{9b}2J\"x HTTP/1.1\r\n\r\n").await;

    assert!(lines.has("TRACE XML-RPC method called: a\\nCRIT b\\u{9b}2J()"));
    assert!(lines.has(
        "TRACE XML-RPC method supervisor.stopProcess() returned fault: [10] BAD_NAME: no\\nsuch"
    ));
    assert!(lines.has("ERROR XML-RPC request data 'a\\x1b[2J\\x9b' is invalid: unmarshallable"));
    assert_eq!(lines.count(|line| line.contains(char::is_control)), 0);
}

#[tokio::test(flavor = "current_thread")]
async fn a_bug_ends_its_connection_and_nothing_else() {
    let lines = Lines::record();
    let server = Server::start();
    let mut client = server.connect().await;

    client
        .send(&post(&call("supervisor.startProcess", &text("panic"))))
        .await;
    let rest = client.rest().await;
    let body = server.call("supervisor.getPID", "").await;

    assert_eq!(rest, "");
    assert!(body.contains("<int>4242</int>"));
    server
        .until(|_| lines.count(|line| line.starts_with("ERROR a connection has failed: ")) == 1)
        .await;
}
