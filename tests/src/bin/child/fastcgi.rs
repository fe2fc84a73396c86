//! A FastCGI application, as small as it can be: one request at a time, on the socket that it was
//! started with as its standard input.

use std::io::{self, Read, Write};
use std::net::TcpListener;
use std::os::fd::{AsFd, OwnedFd};
use std::os::unix::net::UnixListener;

use crate::usage;

const BEGIN_REQUEST: u8 = 1;
const END_REQUEST: u8 = 3;
const STDIN: u8 = 5;
const STDOUT: u8 = 6;

/// Answers every request with this name and the number of the process.
pub(crate) fn serve(name: &str) -> ! {
    let socket = || {
        let socket = io::stdin().as_fd().try_clone_to_owned();
        socket.unwrap_or_else(|error| usage(&format!("cannot have standard input: {error}")))
    };
    let text = format!("{name} {}\n", std::process::id());
    let is_tcp = TcpListener::from(socket()).local_addr().is_ok();
    loop {
        let answered = if is_tcp {
            accept_tcp(socket()).and_then(|stream| answer(stream, &text))
        } else {
            accept_unix(socket()).and_then(|stream| answer(stream, &text))
        };
        if let Err(error) = answered {
            eprintln!("fastcgi: {error}");
        }
    }
}

fn accept_tcp(socket: OwnedFd) -> io::Result<impl Read + Write> {
    Ok(TcpListener::from(socket).accept()?.0)
}

fn accept_unix(socket: OwnedFd) -> io::Result<impl Read + Write> {
    Ok(UnixListener::from(socket).accept()?.0)
}

/// Reads up to the end of the request's body, answers, and closes the connection.
fn answer(mut stream: impl Read + Write, text: &str) -> io::Result<()> {
    let mut request = [0; 2];
    loop {
        let mut head = [0; 8];
        stream.read_exact(&mut head)?;
        let [_, kind, id_high, id_low, high, low, padding, _] = head;
        let length = usize::from(u16::from_be_bytes([high, low]));
        let mut content = vec![0; length + usize::from(padding)];
        stream.read_exact(&mut content)?;
        match kind {
            BEGIN_REQUEST => request = [id_high, id_low],
            STDIN if length == 0 => break,
            _ => {}
        }
    }
    let page = format!("Content-Type: text/plain\r\n\r\n{text}");
    write_record(&mut stream, STDOUT, request, page.as_bytes())?;
    write_record(&mut stream, STDOUT, request, b"")?;
    write_record(&mut stream, END_REQUEST, request, &[0; 8])
}

fn write_record(
    stream: &mut impl Write,
    kind: u8,
    [id_high, id_low]: [u8; 2],
    content: &[u8],
) -> io::Result<()> {
    let length = u16::try_from(content.len()).unwrap_or(u16::MAX);
    let [high, low] = length.to_be_bytes();
    stream.write_all(&[1, kind, id_high, id_low, high, low, 0, 0])?;
    stream.write_all(content)
}
