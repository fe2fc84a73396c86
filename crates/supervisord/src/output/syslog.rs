//! Lines to the system's log daemon (C-110, C-155).

use std::io;
use std::os::unix::net::UnixDatagram;

use jiff::Zoned;

const SOCKET: &str = "/dev/log";

/// LOG_USER and LOG_INFO.
const PRIORITY: u8 = 14;

/// A connection to the system's log daemon, made anew when that was restarted.
///
/// compat: a line that cannot be sent at once is lost without a word, as with `syslog(3)`.
#[derive(Debug, Default)]
pub struct Syslog {
    socket: Option<UnixDatagram>,
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
            None => connect()?,
        };
        socket.send(datagram)?;
        self.socket = Some(socket);
        Ok(())
    }
}

fn connect() -> io::Result<UnixDatagram> {
    let socket = UnixDatagram::unbound()?;
    socket.set_nonblocking(true)?;
    socket.connect(SOCKET)?;
    Ok(socket)
}
