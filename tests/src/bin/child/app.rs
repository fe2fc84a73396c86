//! A small app server, for demonstrations on machines without Python.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::thread;

use crate::streams::say;
use crate::usage;

/// Answers every request on this port of the loopback address, and logs it.
pub(crate) fn listen(port: u16) -> ! {
    let listener = TcpListener::bind(("127.0.0.1", port))
        .unwrap_or_else(|error| usage(&format!("cannot listen on port {port}: {error}")));
    let port = listener.local_addr().map_or(port, |address| address.port());
    say(&format!("listening on 127.0.0.1:{port}"));
    loop {
        if let Ok((stream, _)) = listener.accept() {
            thread::spawn(move || answer(stream));
        }
    }
}

fn answer(mut stream: TcpStream) {
    let Some(request) = read_head(&stream) else {
        return;
    };
    say(&request);
    let body = format!("hello from process {}\n{request}\n", std::process::id());
    let _ = write!(
        stream,
        "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: {}\r\n\
         Connection: close\r\n\r\n{body}",
        body.len()
    );
}

/// Reads up to the empty line, and returns the first line.
fn read_head(stream: &TcpStream) -> Option<String> {
    let mut lines = BufReader::new(stream).lines().map_while(Result::ok);
    let request = lines.next()?;
    lines.find(String::is_empty)?;
    Some(request)
}
