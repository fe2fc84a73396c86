//! What a child tells about its last steps before it executes its program.

use std::fmt;
use std::fs::File;
use std::io::{self, Read};
use std::os::fd::{AsFd, AsRawFd, BorrowedFd, OwnedFd, RawFd};

use super::errno;

/// What the child was about when it failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Putting its standard descriptors into place.
    Descriptors,
    /// The user was refused before the child existed (P-53).
    Identity,
    SetGroups,
    SetGroup,
    SetUser,
    Directory,
    Execute,
}

/// Why a child ended with code 127 instead of executing its program (P-53..P-56).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LaunchFailure {
    pub step: Step,
    pub errno: i32,
}

/// The end of a pipe on which a forked child tells how far it came.
///
/// Readable when the child has executed its program, failed, or died before either.
#[derive(Debug)]
pub struct LaunchReport(File);

/// A failure as it goes through the pipe: the step and the error number.
pub(crate) type Message = [u8; 5];

impl Step {
    const ALL: [Self; 7] = [
        Self::Descriptors,
        Self::Identity,
        Self::SetGroups,
        Self::SetGroup,
        Self::SetUser,
        Self::Directory,
        Self::Execute,
    ];

    const fn name(self) -> &'static str {
        match self {
            Self::Descriptors => "dup",
            Self::Identity => "user",
            Self::SetGroups => "setgroups",
            Self::SetGroup => "setgid",
            Self::SetUser => "setuid",
            Self::Directory => "chdir",
            Self::Execute => "exec",
        }
    }
}

impl LaunchFailure {
    pub(crate) const fn encode(self) -> Message {
        let [a, b, c, d] = self.errno.to_le_bytes();
        [self.step as u8, a, b, c, d]
    }

    fn decode([step, a, b, c, d]: Message) -> Option<Self> {
        let step = Step::ALL.into_iter().find(|known| *known as u8 == step)?;
        let errno = i32::from_le_bytes([a, b, c, d]);
        Some(Self { step, errno })
    }
}

impl fmt::Display for LaunchFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "step={} errno={}",
            self.step.name(),
            errno::symbol(self.errno)
        )
    }
}

impl LaunchReport {
    pub(crate) fn new(pipe: OwnedFd) -> Self {
        Self(pipe.into())
    }

    /// Reads the outcome: `None` if the child left without a word, which is what a successful
    /// execution looks like.
    ///
    /// # Errors
    /// `WouldBlock` as long as the child is still on its way.
    pub fn read(&mut self) -> io::Result<Option<LaunchFailure>> {
        let mut message = Message::default();
        match self.0.read(&mut message)? {
            0 => Ok(None),
            // A message this short is written at once or not at all (pipe(7)).
            _ => Ok(LaunchFailure::decode(message)),
        }
    }
}

impl From<LaunchReport> for OwnedFd {
    fn from(report: LaunchReport) -> Self {
        report.0.into()
    }
}

impl AsFd for LaunchReport {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.0.as_fd()
    }
}

impl AsRawFd for LaunchReport {
    fn as_raw_fd(&self) -> RawFd {
        self.0.as_raw_fd()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_step_survives_the_pipe() {
        for step in Step::ALL {
            let failure = LaunchFailure { step, errno: 1234 };
            assert_eq!(LaunchFailure::decode(failure.encode()), Some(failure));
        }
        assert_eq!(LaunchFailure::decode([7, 0, 0, 0, 0]), None);
    }

    #[test]
    fn a_failure_names_step_and_symbol() {
        let failure = LaunchFailure {
            step: Step::Execute,
            errno: libc::ENOEXEC,
        };

        assert_eq!(failure.to_string(), "step=exec errno=ENOEXEC");
    }
}
