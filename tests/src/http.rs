//! As little HTTP as tests need.

use std::io::{self, Read, Write};
use std::net::{TcpListener, TcpStream};

use crate::wait::LIMIT;

/// Returns a TCP port of the loopback address that nobody used a moment ago.
///
/// The kernel hands such ports out in turn, so two tests do not get the same one.
///
/// # Panics
/// If there is none.
#[must_use]
pub fn free_port() -> u16 {
    TcpListener::bind(("127.0.0.1", 0))
        .and_then(|listener| listener.local_addr())
        .expect("a free port")
        .port()
}

/// Returns the body of a page, once the server is there and says 200.
#[must_use]
pub fn http_get(port: u16, path: &str) -> Option<String> {
    let (status, body) = http_answer(port, path)?;
    (status == 200).then_some(body)
}

/// Returns the status and the body of whatever the server answers.
#[must_use]
pub fn http_answer(port: u16, path: &str) -> Option<(u16, String)> {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).ok()?;
    stream.set_read_timeout(Some(LIMIT)).ok()?;
    let head = format!("GET {path} HTTP/1.0\r\nHost: localhost:{port}\r\n\r\n");
    let answer = exchange(&mut stream, head.as_bytes()).ok()?;
    let (head, body) = answer.split_once("\r\n\r\n")?;
    let status = head.split(' ').nth(1)?.parse().ok()?;
    Some((status, body.to_owned()))
}

fn exchange(stream: &mut TcpStream, request: &[u8]) -> io::Result<String> {
    stream.write_all(request)?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer)?;
    Ok(String::from_utf8_lossy(&answer).into_owned())
}
