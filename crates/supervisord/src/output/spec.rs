//! What the runtime says about a child's three streams, and what it gets back.

use std::os::fd::OwnedFd;
use std::path::PathBuf;
use std::sync::Arc;

use nix::errno::Errno;

use super::capture::Capture;
use super::logfile::Limits;
use super::tally::Tally;

/// The streams that a child is to get.
#[derive(Clone, Debug)]
pub struct ChildSpec {
    /// The process's bare name, for messages.
    pub process: Arc<str>,
    pub stdin: StdinSpec,
    pub stdout: ChannelSpec,
    /// `None` sends stderr where stdout goes (`redirect_stderr`).
    pub stderr: Option<ChannelSpec>,
}

/// Where a child's standard input comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StdinSpec {
    /// A pipe that [`super::Output::write_stdin`] feeds.
    Pipe,
    /// Something that the spawner brings itself, such as a FastCGI socket.
    Other,
}

/// What happens to one output stream.
#[derive(Clone, Debug, Default)]
pub struct ChannelSpec {
    /// The log file; without one the output is read and forgotten (C-165).
    pub log: Option<PathBuf>,
    pub limits: Limits,
    /// The mode of a log that has to be created; automatic logs are private (C-166).
    pub mode: Option<u32>,
    /// Sends each line to the system's log as well (C-155).
    pub syslog: bool,
    pub strip_ansi: bool,
    pub tells: Tells,
    /// Counts what the log is given.
    pub tally: Arc<Tally>,
}

/// What the core is told of an output stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tells {
    /// It is a program's.
    Program {
        /// The output, for log events (E-14).
        log_events: bool,
        /// What stands between the tags of process communication; 0 for nothing (E-40).
        capture_maxbytes: u64,
    },
    /// All of it, unchanged: it is what an event listener answers (E-33).
    Protocol,
}

impl Default for Tells {
    fn default() -> Self {
        Self::Program {
            log_events: false,
            capture_maxbytes: 0,
        }
    }
}

impl Tells {
    pub(super) const fn anything(self) -> bool {
        match self {
            Self::Program {
                log_events,
                capture_maxbytes,
            } => log_events || capture_maxbytes > 0,
            Self::Protocol => true,
        }
    }

    pub(super) const fn log_events(self) -> bool {
        match self {
            Self::Program { log_events, .. } => log_events,
            Self::Protocol => false,
        }
    }

    pub(super) fn capture(self) -> Option<Capture> {
        match self {
            Self::Program {
                capture_maxbytes, ..
            } => Capture::new(capture_maxbytes),
            Self::Protocol => None,
        }
    }
}

/// The child's ends of its pipes, blocking and close-on-exec.
#[derive(Debug)]
pub struct ChildEnds {
    /// `None` for [`StdinSpec::Other`].
    pub stdin: Option<OwnedFd>,
    pub stdout: OwnedFd,
    pub stderr: OwnedFd,
}

/// Why a child's streams could not be made (P-51, C-168).
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AttachError {
    #[error("too many open files")]
    TooManyFiles,
    #[error("{0}")]
    Other(Errno),
}

impl From<Errno> for AttachError {
    fn from(errno: Errno) -> Self {
        match errno {
            Errno::EMFILE => Self::TooManyFiles,
            errno => Self::Other(errno),
        }
    }
}

impl From<std::io::Error> for AttachError {
    fn from(error: std::io::Error) -> Self {
        Errno::from_raw(error.raw_os_error().unwrap_or(Errno::EIO as i32)).into()
    }
}

/// Why bytes for a child's standard input were refused (X-49, W-44).
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StdinError {
    #[error("standard input is closed")]
    Closed,
    #[error("too many bytes wait for standard input")]
    Full,
}

/// Whether [`super::Output::ready`] has handled everything.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use]
pub enum Turn {
    /// Nothing is left: wait until the descriptor is readable again.
    Idle,
    /// There may be more: call again soon, after others had their turn.
    More,
}
