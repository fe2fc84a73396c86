//! Requests to a daemon's HTTP server as they go over the wire, and its answers.

use std::io::{Read, Write};
use std::os::unix::net::UnixStream;
use std::path::Path;

use crate::wait::LIMIT;

/// An answer of an HTTP server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WebAnswer {
    pub status: u16,
    pub head: String,
    pub body: Vec<u8>,
}

impl WebAnswer {
    /// Returns the value of a header.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut lines = self.head.lines().filter_map(|line| line.split_once(": "));
        let line = lines.find(|(known, _)| known.eq_ignore_ascii_case(name));
        line.map(|(_, value)| value)
    }

    /// Returns the body as text.
    #[must_use]
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    fn parse(bytes: &[u8]) -> Option<Self> {
        let end = bytes.windows(4).position(|window| window == b"\r\n\r\n")?;
        let head = String::from_utf8_lossy(bytes.get(..end)?).into_owned();
        Some(Self {
            status: head.split(' ').nth(1)?.parse().ok()?,
            head,
            body: bytes.get(end + 4..)?.to_vec(),
        })
    }
}

/// A connection whose answers are read as they come.
#[derive(Debug)]
pub struct WebStream {
    stream: UnixStream,
    received: Vec<u8>,
}

impl WebStream {
    /// Connects to a socket and sends a request.
    ///
    /// # Panics
    /// If there is no server.
    #[must_use]
    pub fn open(socket: &Path, request: &str) -> Self {
        let mut stream = UnixStream::connect(socket).expect("a server");
        stream.set_read_timeout(Some(LIMIT)).expect("a limit");
        stream.write_all(request.as_bytes()).expect("a request");
        let received = Vec::new();
        Self { stream, received }
    }

    /// Reads until this has come, and returns everything up to its end.
    ///
    /// # Panics
    /// If it does not come.
    pub fn until(&mut self, mark: &str) -> String {
        let mark = mark.as_bytes();
        let mut looked = 0;
        loop {
            let fresh = &self.received[looked..];
            if let Some(at) = fresh.windows(mark.len()).position(|at| at == mark) {
                let end = looked + at + mark.len();
                let part: Vec<_> = self.received.drain(..end).collect();
                return String::from_utf8_lossy(&part).into_owned();
            }
            looked = (self.received.len() + 1).saturating_sub(mark.len());
            assert!(
                self.more(),
                "{:?} never comes after {:?}",
                String::from_utf8_lossy(mark),
                String::from_utf8_lossy(&self.received)
            );
        }
    }

    /// Reads until the server closes the connection.
    #[must_use]
    pub fn rest(mut self) -> Vec<u8> {
        while self.more() {}
        self.received
    }

    fn more(&mut self) -> bool {
        let mut buffer = [0; 64 * 1024];
        let count = self.stream.read(&mut buffer).expect("bytes in time");
        self.received.extend_from_slice(&buffer[..count]);
        count > 0
    }
}

/// Sends a request after whose answer the server closes the connection.
///
/// # Panics
/// If the answer is none.
pub(crate) fn ask(socket: &Path, request: &str) -> WebAnswer {
    let bytes = WebStream::open(socket, request).rest();
    let text = String::from_utf8_lossy(&bytes).into_owned();
    WebAnswer::parse(&bytes).unwrap_or_else(|| panic!("{request:?} is answered {text:?}"))
}
