//! Lines to the system's log daemon (C-110, C-155).

use std::collections::VecDeque;
use std::io;
use std::os::unix::net::UnixDatagram;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use jiff::Zoned;
use nix::errno::Errno;
use supervisor_core::Record;

use super::health::Health;
use super::logfile::Progress;

const SOCKET: &str = "/dev/log";

/// LOG_USER and LOG_INFO.
const PRIORITY: u8 = 14;

/// What may wait for the log daemon: its socket takes but few messages at once.
const WAITING_MAX: usize = 1024 * 1024;

/// How long to wait before a full socket is tried again, at first and at most.
const PAUSE: Duration = Duration::from_millis(1);
const PAUSE_MAX: Duration = Duration::from_secs(1);

/// A connection to the system's log daemon, made anew when that was restarted.
///
/// It never makes anybody wait: what the daemon does not take at once waits here, within a bound,
/// and what is lost is counted and reported.
#[derive(Debug)]
pub struct Syslog {
    path: PathBuf,
    socket: Option<UnixDatagram>,
    waiting: VecDeque<Vec<u8>>,
    waiting_bytes: usize,
    pause: Duration,
    due: Option<Instant>,
    health: Health,
}

/// What stands around each line of a text.
#[derive(Clone, Copy, Debug, Default)]
pub struct Frame<'a> {
    pub before: &'a str,
    pub after: &'a str,
}

impl Default for Syslog {
    fn default() -> Self {
        Self::at(SOCKET)
    }
}

impl Syslog {
    /// Sends to the socket at `path`; it does not have to exist yet.
    #[must_use]
    pub fn at(path: impl Into<PathBuf>) -> Self {
        Self {
            path: path.into(),
            socket: None,
            waiting: VecDeque::new(),
            waiting_bytes: 0,
            pause: PAUSE,
            due: None,
            health: Health::default(),
        }
    }

    /// Sends each line of `text` as a message of its own.
    pub fn send(&mut self, frame: Frame<'_>, text: &str, records: &mut Vec<Record>) {
        let now = Zoned::now().strftime("%b %e %H:%M:%S").to_string();
        let Frame { before, after } = frame;
        for line in text.trim_end_matches('\n').split('\n') {
            let message = format!("<{PRIORITY}>{now} supervisord: {before}{line}{after}");
            // compat: `syslog(3)` takes a string of C, which a NUL ends.
            let message = message.split('\0').next().unwrap_or_default();
            self.push(message.as_bytes(), records);
        }
        if self.due.is_none() {
            let _ = self.flush(records);
        }
    }

    /// Sends what waits, as far as the log daemon takes it.
    pub fn flush(&mut self, records: &mut Vec<Record>) -> Progress {
        while let Some(message) = self.waiting.pop_front() {
            match self.try_send(&message) {
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                    self.waiting.push_front(message);
                    self.wait();
                    return Progress::Waiting;
                }
                Err(error) => self.lose(message.len(), Some(error), records),
                Ok(()) => self.note_success(records),
            }
            self.waiting_bytes -= message.len();
            self.pause = PAUSE;
        }
        self.due = None;
        Progress::Done
    }

    /// Tells when [`Self::flush`] is worth a try, if something waits.
    #[must_use]
    pub const fn due(&self) -> Option<Instant> {
        self.due
    }

    fn push(&mut self, message: &[u8], records: &mut Vec<Record>) {
        if self.waiting_bytes + message.len() > WAITING_MAX {
            return self.lose(message.len(), None, records);
        }
        self.waiting_bytes += message.len();
        self.waiting.push_back(message.to_vec());
    }

    fn wait(&mut self) {
        self.due = Some(Instant::now() + self.pause);
        self.pause = (self.pause * 2).min(PAUSE_MAX);
    }

    fn lose(&mut self, bytes: usize, error: Option<io::Error>, records: &mut Vec<Record>) {
        self.health.dropped(&self.path, bytes, error, records);
    }

    /// A daemon that now and then takes something has not recovered yet.
    fn note_success(&mut self, records: &mut Vec<Record>) {
        if !self.health.is_paused() {
            self.health.recovered(&self.path, records);
        }
    }

    fn try_send(&mut self, message: &[u8]) -> io::Result<()> {
        if let Some(socket) = &self.socket {
            match socket.send(message) {
                Err(error) if is_lasting(&error) => self.socket = None,
                sent => return sent.map(drop),
            }
        }
        let socket = connect(&self.path)?;
        let sent = socket.send(message);
        self.socket = Some(socket);
        sent.map(drop)
    }
}

/// Tells whether the connection is of no more use.
fn is_lasting(error: &io::Error) -> bool {
    let too_long = error.raw_os_error() == Some(Errno::EMSGSIZE as i32);
    error.kind() != io::ErrorKind::WouldBlock && !too_long
}

fn connect(path: &Path) -> io::Result<UnixDatagram> {
    let socket = UnixDatagram::unbound()?;
    socket.set_nonblocking(true)?;
    socket.connect(path)?;
    Ok(socket)
}
