//! A daemon that knows a few answers, for a shell to talk to.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use tempfile::TempDir;

/// The header of the user `user` with the password `secret`.
const AUTHORIZATION: &str = "authorization: basic dxnlcjpzzwnyzxq=";

/// A listening daemon; its socket goes away with it.
pub(crate) struct FakeDaemon {
    directory: TempDir,
}

impl FakeDaemon {
    /// Starts a daemon that lets everybody in.
    pub(crate) fn start() -> Self {
        Self::listen("")
    }

    /// Starts a daemon that wants to know who is there.
    pub(crate) fn with_password() -> Self {
        Self::listen(AUTHORIZATION)
    }

    fn listen(required_header: &'static str) -> Self {
        let directory = tempfile::tempdir().expect("a directory");
        let listener = UnixListener::bind(directory.path().join("socket")).expect("a socket");
        let life = Arc::new(Life::default());
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let life = Arc::clone(&life);
                thread::spawn(move || serve(&stream, required_header, &life));
            }
        });
        Self { directory }
    }

    pub(crate) fn url(&self) -> String {
        format!("unix://{}", self.path("socket").display())
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        Path::new(self.directory.path()).join(name)
    }
}

const RUNNING: i64 = 20;
const EXITED: i64 = 100;

/// The life of `cat`, which ends with the first line typed.
#[derive(Default)]
struct Life {
    is_over: AtomicBool,
}

impl Life {
    fn end_if(&self, is_end: bool) {
        self.is_over.fetch_or(is_end, Ordering::SeqCst);
    }

    fn state(&self) -> i64 {
        if self.is_over.load(Ordering::SeqCst) {
            EXITED
        } else {
            RUNNING
        }
    }
}

/// Answers requests until the client leaves.
fn serve(stream: &UnixStream, required_header: &str, life: &Life) -> io::Result<()> {
    let mut reader = BufReader::new(stream);
    loop {
        let (head, body) = read_request(&mut reader)?;
        let mut writer = stream;
        if !head.to_lowercase().contains(required_header) {
            writer.write_all(b"HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n")?;
            continue;
        }
        if head.starts_with("GET") {
            return stream_log(stream, &mut reader);
        }
        let answer = answer(&body, life);
        write!(
            writer,
            "HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{answer}",
            answer.len()
        )?;
    }
}

fn read_request(reader: &mut impl BufRead) -> io::Result<(String, String)> {
    let mut head = String::new();
    let mut length = 0;
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line)? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        if line == "\r\n" {
            break;
        }
        if let Some(value) = line.to_lowercase().strip_prefix("content-length:") {
            length = value.trim().parse().map_err(io::Error::other)?;
        }
        head.push_str(&line);
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body)?;
    let body = String::from_utf8(body).map_err(io::Error::other)?;
    Ok((head, body))
}

/// Sends one piece of a log and then nothing until the client leaves.
fn stream_log(mut stream: &UnixStream, reader: &mut impl Read) -> io::Result<()> {
    let head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    stream.write_all(head.as_bytes())?;
    stream.write_all(b"b\r\nfrom a log\n\r\n")?;
    reader.read_to_end(&mut Vec::new())?;
    Ok(())
}

fn answer(call: &str, life: &Life) -> String {
    let value = if call.contains("getVersion") {
        "<string>3.0</string>".to_owned()
    } else if call.contains("getAllProcessInfo") {
        let processes = [
            process("cat", "cat", RUNNING),
            process("grp", "one", RUNNING),
        ];
        format!("<array><data>{}</data></array>", processes.concat())
    } else if call.contains("getProcessInfo") {
        return response(&process("cat", "cat", life.state()));
    } else {
        life.end_if(call.contains("sendProcessStdin"));
        "<boolean>1</boolean>".to_owned()
    };
    response(&format!("<value>{value}</value>"))
}

fn response(value: &str) -> String {
    format!(
        "<?xml version='1.0'?><methodResponse><params><param>{value}</param></params>\
         </methodResponse>"
    )
}

fn process(group: &str, name: &str, state: i64) -> String {
    let text = |key, value| member(key, &format!("<string>{value}</string>"));
    let number = |key, value| member(key, &format!("<int>{value}</int>"));
    let members = [
        text("name", name),
        text("group", group),
        number("start", 1),
        number("stop", 0),
        number("now", 2),
        number("state", state),
        text("statename", "RUNNING"),
        text("spawnerr", ""),
        number("exitstatus", 0),
        text("stdout_logfile", ""),
        text("stderr_logfile", ""),
        number("pid", 7),
        text("description", "pid 7, uptime 0:00:01"),
    ];
    format!("<value><struct>{}</struct></value>", members.concat())
}

fn member(name: &str, value: &str) -> String {
    format!("<member><name>{name}</name><value>{value}</value></member>")
}
