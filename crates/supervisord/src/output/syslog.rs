//! Lines to the system's log daemon (C-110, C-155).

use std::io;
use std::os::unix::net::UnixDatagram;
use std::path::Path;

use jiff::Zoned;

const SOCKET: &str = "/dev/log";

/// LOG_USER and LOG_INFO.
const PRIORITY: u8 = 14;

/// A connection to the system's log daemon, made anew when that was restarted.
///
/// compat: a line that cannot be sent at once is lost without a word, as with `syslog(3)`.
#[derive(Debug)]
pub struct Syslog {
    path: &'static Path,
    socket: Option<UnixDatagram>,
}

impl Default for Syslog {
    fn default() -> Self {
        Self {
            path: Path::new(SOCKET),
            socket: None,
        }
    }
}

impl Syslog {
    /// Sends each line of `text`, after `prefix`.
    pub fn send(&mut self, prefix: &str, text: &str) {
        let now = Zoned::now().strftime("%b %e %H:%M:%S").to_string();
        for line in text.trim_end_matches('\n').split('\n') {
            let datagram = format!("<{PRIORITY}>{now} supervisord: {prefix}{line}");
            if self.send_datagram(datagram.as_bytes()).is_err() {
                self.socket = None;
                let _ = self.send_datagram(datagram.as_bytes());
            }
        }
    }

    fn send_datagram(&mut self, datagram: &[u8]) -> io::Result<()> {
        let socket = match self.socket.take() {
            Some(socket) => socket,
            None => connect(self.path)?,
        };
        socket.send(datagram)?;
        self.socket = Some(socket);
        Ok(())
    }
}

fn connect(path: &Path) -> io::Result<UnixDatagram> {
    let socket = UnixDatagram::unbound()?;
    socket.set_nonblocking(true)?;
    socket.connect(path)?;
    Ok(socket)
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use super::*;

    const LIMIT: Duration = Duration::from_secs(10);

    fn bind(path: &Path, patience: Duration) -> UnixDatagram {
        let daemon = UnixDatagram::bind(path).unwrap();
        daemon.set_read_timeout(Some(patience)).unwrap();
        daemon
    }

    fn received(daemon: &UnixDatagram) -> io::Result<String> {
        let mut buffer = [0; 256];
        let count = daemon.recv(&mut buffer)?;
        Ok(String::from_utf8_lossy(&buffer[..count]).into_owned())
    }

    #[test]
    fn c_155_each_line_is_a_message_also_after_a_restart_of_the_log_daemon() {
        let dir = tempfile::tempdir().unwrap();
        let path: &'static Path = Box::leak(dir.path().join("log").into_boxed_path());
        let daemon = bind(path, LIMIT);
        let mut syslog = Syslog { path, socket: None };

        syslog.send("web ", "one\ntwo\n");
        let (one, two) = (received(&daemon).unwrap(), received(&daemon).unwrap());
        drop(daemon);
        std::fs::remove_file(path).unwrap();
        syslog.send("web ", "lost\n");
        let daemon = bind(path, Duration::from_millis(10));
        // A child that another test has just forked may hold the old socket for a moment, and what
        // is sent meanwhile goes there.
        let begin = Instant::now();
        let three = loop {
            syslog.send("web ", "three\n");
            match received(&daemon) {
                Ok(line) => break line,
                Err(error) => assert!(begin.elapsed() < LIMIT, "{error}"),
            }
        };

        assert!(one.starts_with("<14>") && one.ends_with(" supervisord: web one"));
        assert!(two.ends_with(" supervisord: web two"), "{two}");
        assert!(three.ends_with(" supervisord: web three"), "{three}");
    }
}
