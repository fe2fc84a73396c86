//! Processes as the kernel shows them.

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

use nix::sys::signal::{self, Signal};

use crate::ctl::Ran;
use crate::wait;

/// A process number.
pub type Pid = i32;

/// A process of the machine, living or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Proc(pub Pid);

impl Proc {
    /// Lists every process.
    #[must_use]
    pub fn all() -> Vec<Self> {
        let Ok(entries) = fs::read_dir("/proc") else {
            return Vec::new();
        };
        entries
            .flatten()
            .filter_map(|entry| entry.file_name().to_str()?.parse().ok().map(Self))
            .collect()
    }

    /// Tells whether the process runs; one that has ended and waits to be reaped does not.
    #[must_use]
    pub fn is_alive(self) -> bool {
        !matches!(self.stat_field(0).as_deref(), None | Some("Z" | "X"))
    }

    /// Returns the parent's number.
    #[must_use]
    pub fn parent(self) -> Option<Pid> {
        self.stat_field(1)?.parse().ok()
    }

    /// Returns the number of the process group.
    #[must_use]
    pub fn group(self) -> Option<Pid> {
        self.stat_field(2)?.parse().ok()
    }

    /// Returns the number of the session.
    #[must_use]
    pub fn session(self) -> Option<Pid> {
        self.stat_field(3)?.parse().ok()
    }

    /// Returns the living children.
    #[must_use]
    pub fn children(self) -> Vec<Self> {
        Self::all()
            .into_iter()
            .filter(|process| process.parent() == Some(self.0) && process.is_alive())
            .collect()
    }

    /// Returns the target of one of its links in `/proc`: `cwd`, `exe`, `fd/1`.
    #[must_use]
    pub fn link(self, name: &str) -> Option<PathBuf> {
        fs::read_link(format!("/proc/{}/{name}", self.0)).ok()
    }

    /// Returns a line of its status without the field's name.
    #[must_use]
    pub fn status(self, field: &str) -> Option<String> {
        let text = fs::read_to_string(format!("/proc/{}/status", self.0)).ok()?;
        let line = text.lines().find_map(|line| line.strip_prefix(field))?;
        let words: Vec<_> = line.trim_start_matches(':').split_whitespace().collect();
        Some(words.join(" "))
    }

    /// Tells whether its environment began with this `NAME=value`.
    #[must_use]
    pub fn has_variable(self, variable: &str) -> bool {
        fs::read(format!("/proc/{}/environ", self.0)).is_ok_and(|bytes| {
            bytes
                .split(|byte| *byte == 0)
                .any(|v| v == variable.as_bytes())
        })
    }

    /// Sends a signal; it does not matter whether the process is still there.
    pub fn signal(self, signal: Signal) {
        let _ = signal::kill(nix::unistd::Pid::from_raw(self.0), signal);
    }

    /// Waits until the process runs no more.
    pub fn wait_gone(self) {
        wait::until_true(&format!("process {} is gone", self.0), || !self.is_alive());
    }

    /// Returns a field after the name in `/proc/<pid>/stat`, which may hold blanks and brackets.
    fn stat_field(self, index: usize) -> Option<String> {
        let text = fs::read_to_string(format!("/proc/{}/stat", self.0)).ok()?;
        let (_, rest) = text.rsplit_once(") ")?;
        rest.split_whitespace().nth(index).map(str::to_owned)
    }
}

/// Runs a command to its end, without a stdin.
///
/// # Panics
/// If it cannot be started.
pub fn run(command: &mut Command) -> Ran {
    let Output {
        status,
        stdout,
        stderr,
    } = command
        .stdin(Stdio::null())
        .output()
        .unwrap_or_else(|error| panic!("{command:?}: {error}"));
    Ran {
        stdout: String::from_utf8_lossy(&stdout).into_owned(),
        stderr: String::from_utf8_lossy(&stderr).into_owned(),
        code: status.code(),
    }
}
