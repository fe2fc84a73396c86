//! How a child ended, and the sentence the log has for it (P-72).

use core::fmt;

use serde::{Deserialize, Serialize};

use crate::signal::Signal;

/// What `waitpid` told about a child that ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ExitStatus {
    /// The child called exit with this code.
    Exited(i32),
    /// A signal ended the child.
    Signaled { signal: Signal, core_dumped: bool },
    /// A raw status of neither kind, which the kernel does not produce.
    Unclear(i32),
}

impl ExitStatus {
    /// Returns the number that `getProcessInfo` reports: the code, or -1 for a death by signal
    /// (P-15).
    #[must_use]
    pub const fn code(self) -> i32 {
        match self {
            Self::Exited(code) => code,
            Self::Signaled { .. } | Self::Unclear(_) => -1,
        }
    }
}

impl fmt::Display for ExitStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Exited(code) => write!(f, "exit status {code}"),
            Self::Signaled {
                signal,
                core_dumped,
            } => {
                match signal.name() {
                    Some(name) => write!(f, "terminated by {name}")?,
                    None => write!(f, "terminated by signal {}", signal.number())?,
                }
                f.write_str(if *core_dumped { " (core dumped)" } else { "" })
            }
            Self::Unclear(raw) => write!(f, "unknown termination cause 0x{raw:04x}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use alloc::string::ToString;

    use super::*;

    fn killed_by(number: i32, core_dumped: bool) -> ExitStatus {
        ExitStatus::Signaled {
            signal: Signal::new(number),
            core_dumped,
        }
    }

    #[test]
    fn p_72_texts() {
        assert_eq!(ExitStatus::Exited(3).to_string(), "exit status 3");
        assert_eq!(killed_by(15, false).to_string(), "terminated by SIGTERM");
        assert_eq!(
            killed_by(11, true).to_string(),
            "terminated by SIGSEGV (core dumped)"
        );
        assert_eq!(killed_by(29, false).to_string(), "terminated by SIGPOLL");
        assert_eq!(killed_by(34, false).to_string(), "terminated by SIGRTMIN");
        assert_eq!(killed_by(40, false).to_string(), "terminated by signal 40");
        assert_eq!(
            ExitStatus::Unclear(255).to_string(),
            "unknown termination cause 0x00ff"
        );
    }
}
