//! The name of a live or not yet reaped child.

use std::fmt;

/// A process id of a child of ours. It cannot be reused before we have reaped the child.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Pid(u32);

impl Pid {
    /// Wraps a number that the kernel gave; zero and negative ones, which it uses for groups and
    /// errors, are refused.
    #[must_use]
    pub fn from_raw(raw: libc::pid_t) -> Option<Self> {
        u32::try_from(raw).ok().filter(|pid| *pid > 0).map(Self)
    }

    /// Returns the number as the rest of the program knows it.
    #[must_use]
    pub const fn number(self) -> u32 {
        self.0
    }

    /// Returns the number as system calls take it.
    #[must_use]
    pub(crate) const fn raw(self) -> libc::pid_t {
        self.0.cast_signed()
    }
}

impl fmt::Display for Pid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
