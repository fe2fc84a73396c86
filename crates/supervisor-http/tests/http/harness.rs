//! A server in a directory of its own, and a client that speaks bytes.

use std::io::ErrorKind;
use std::os::unix::net::UnixListener;
use std::sync::Arc;
use std::time::Duration;

use supervisor_api::config::Credentials;
use supervisor_api::http_access::HttpAccess;
use supervisor_http::{
    Guard, Limits, Listener, RequestCounts, ServerSettings, serve_with_successors,
};
use tempfile::TempDir;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::UnixStream;
use tokio::sync::{mpsc, watch};
use tokio::task::JoinHandle;
use tokio::time::timeout;

use crate::fake::FakeDaemon;

/// No test waits longer than this for anything.
const LIMIT: Duration = Duration::from_secs(20);

/// A running server.
pub(crate) struct Server {
    pub(crate) daemon: FakeDaemon,
    directory: TempDir,
    successor: mpsc::Sender<Listener>,
    stop: watch::Sender<bool>,
    task: JoinHandle<std::io::Result<()>>,
}

impl Server {
    pub(crate) fn start() -> Self {
        Self::with(settings())
    }

    pub(crate) fn with(settings: ServerSettings) -> Self {
        let directory = TempDir::new().unwrap();
        let socket = bound(&directory);
        let (successor, successors) = mpsc::channel(1);
        let daemon = FakeDaemon::new();
        let (stop, stopped) = watch::channel(false);
        let backend = daemon.clone();
        let server = serve_with_successors(socket, successors, settings, backend, stopped);
        Self {
            daemon,
            directory,
            successor,
            stop,
            task: tokio::spawn(server),
        }
    }

    /// Gives the server another socket in the place of its own.
    pub(crate) async fn move_to_another_socket(&self) {
        std::fs::remove_file(self.directory.path().join("s.sock")).unwrap();
        self.successor.send(bound(&self.directory)).await.unwrap();
    }

    pub(crate) async fn connect(&self) -> Client {
        let path = self.directory.path().join("s.sock");
        Client {
            stream: UnixStream::connect(path).await.unwrap(),
            received: Vec::new(),
        }
    }

    /// Sends a request on a connection of its own.
    pub(crate) async fn ask(&self, request: &str) -> Answer {
        let mut client = self.connect().await;
        client.send(request).await;
        client.answer().await
    }

    /// Makes a call on a connection of its own and returns the answer's body.
    pub(crate) async fn call(&self, method: &str, params: &str) -> String {
        self.ask(&post(&call(method, params))).await.body
    }

    /// Waits until something is so.
    pub(crate) async fn until(&self, holds: impl Fn(&FakeDaemon) -> bool) {
        let wait = async {
            while !holds(&self.daemon) {
                tokio::task::yield_now().await;
            }
        };
        timeout(LIMIT, wait).await.unwrap();
    }

    /// Waits until the server has closed a connection that nobody reads.
    pub(crate) async fn until_closed(&self, client: &Client) {
        let wait = async {
            while !is_closed(&client.stream) {
                tokio::task::yield_now().await;
            }
        };
        timeout(LIMIT, wait).await.unwrap();
    }

    pub(crate) fn tell_to_stop(&self) {
        self.stop.send(true).unwrap();
    }

    /// Waits until the server has ended.
    pub(crate) async fn ended(self) {
        timeout(LIMIT, self.task).await.unwrap().unwrap().unwrap();
    }
}

fn bound(directory: &TempDir) -> Listener {
    let socket = UnixListener::bind(directory.path().join("s.sock")).unwrap();
    socket.set_nonblocking(true).unwrap();
    Listener::Unix(socket)
}

/// The settings of a server for everybody.
pub(crate) fn settings() -> ServerSettings {
    ServerSettings {
        credentials: None,
        guard: guard(HttpAccess::default()),
        namespaces: vec!["supervisor".to_owned()],
        limits: Limits {
            linger: Duration::from_millis(50),
            grace: Duration::from_millis(200),
            ..Limits::default()
        },
        requests: RequestCounts::default(),
    }
}

/// Makes what servers know together.
pub(crate) fn guard(access: HttpAccess) -> Arc<Guard> {
    Arc::new(Guard::new(access.into(), "box.example").unwrap())
}

/// The settings of a server for one user.
pub(crate) fn protected(username: &str, password: &str) -> ServerSettings {
    let credentials = Credentials {
        username: username.to_owned(),
        password: password.to_owned(),
    };
    ServerSettings {
        credentials: Some(credentials),
        ..settings()
    }
}

/// Writes a call as Python's client does.
pub(crate) fn call(method: &str, params: &str) -> String {
    format!(
        "<?xml version='1.0'?>\n<methodCall>\n<methodName>{method}</methodName>\n\
         <params>\n{params}</params>\n</methodCall>\n"
    )
}

/// Writes a text parameter.
pub(crate) fn text(value: &str) -> String {
    format!("<param>\n<value><string>{value}</string></value>\n</param>\n")
}

/// Writes the request that Python's `supervisorctl` sends.
pub(crate) fn post(body: &str) -> String {
    format!(
        "POST /RPC2 HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: identity\r\n\
         User-Agent: Python-xmlrpc/3.11\r\nContent-Type: text/xml\r\nAccept: text/xml\r\n\
         Content-Length: {}\r\n\r\n{body}",
        body.len()
    )
}

/// One connection.
pub(crate) struct Client {
    pub(crate) stream: UnixStream,
    received: Vec<u8>,
}

/// One answer.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) body: String,
}

impl Client {
    pub(crate) async fn send(&mut self, text: &str) {
        self.stream.write_all(text.as_bytes()).await.unwrap();
    }

    /// Reads one answer with a length.
    pub(crate) async fn answer(&mut self) -> Answer {
        let head = self.until("\r\n\r\n").await;
        let length = header(&head, "content-length").unwrap().parse().unwrap();
        while self.received.len() < length {
            assert!(self.more().await, "the answer ends too early: {head}");
        }
        let body = self.received.drain(..length).collect();
        Answer {
            status: head.split(' ').nth(1).unwrap().parse().unwrap(),
            body: String::from_utf8(body).unwrap(),
            head,
        }
    }

    /// Reads until a text has come, and returns everything up to its end.
    pub(crate) async fn until(&mut self, mark: &str) -> String {
        loop {
            let text = String::from_utf8_lossy(&self.received).into_owned();
            if let Some(at) = text.find(mark) {
                let end = at + mark.len();
                self.received.drain(..end);
                return text[..end].to_owned();
            }
            assert!(self.more().await, "{mark:?} never came: {text}");
        }
    }

    /// Reads until the server closes the connection.
    pub(crate) async fn rest(&mut self) -> String {
        String::from_utf8(self.rest_of_bytes().await).unwrap()
    }

    /// The same for what is no text.
    pub(crate) async fn rest_of_bytes(&mut self) -> Vec<u8> {
        while self.more().await {}
        std::mem::take(&mut self.received)
    }

    /// Closes the sending side only.
    pub(crate) async fn finish_sending(&mut self) {
        self.stream.shutdown().await.unwrap();
    }

    async fn more(&mut self) -> bool {
        let mut buffer = [0; 4096];
        let read = timeout(LIMIT, self.stream.read(&mut buffer)).await.unwrap();
        let count = read.unwrap_or(0);
        self.received.extend_from_slice(&buffer[..count]);
        count > 0
    }
}

/// Tells whether the other side is gone, whatever there is still to read.
fn is_closed(stream: &UnixStream) -> bool {
    matches!(stream.try_write(b"x"), Err(error) if error.kind() == ErrorKind::BrokenPipe)
}

/// Finds a header in the head of an answer.
pub(crate) fn header<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    head.lines()
        .filter_map(|line| line.split_once(": "))
        .find(|(key, _)| key.eq_ignore_ascii_case(name))
        .map(|(_, value)| value)
}
