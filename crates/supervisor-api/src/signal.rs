//! Signal numbers and the names Supervisor reads and shows (C-94, P-72).

use alloc::string::String;
use core::fmt;

use serde::{Deserialize, Serialize};

/// A signal number of this platform.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Signal(i32);

/// Names and numbers on Linux (signal(7)); where one number has several names, the first is shown.
const NAMES: [(&str, i32); 36] = [
    ("SIGHUP", 1),
    ("SIGINT", 2),
    ("SIGQUIT", 3),
    ("SIGILL", 4),
    ("SIGTRAP", 5),
    ("SIGABRT", 6),
    ("SIGIOT", 6),
    ("SIGBUS", 7),
    ("SIGFPE", 8),
    ("SIGKILL", 9),
    ("SIGUSR1", 10),
    ("SIGSEGV", 11),
    ("SIGUSR2", 12),
    ("SIGPIPE", 13),
    ("SIGALRM", 14),
    ("SIGTERM", 15),
    ("SIGSTKFLT", 16),
    ("SIGCHLD", 17),
    ("SIGCLD", 17),
    ("SIGCONT", 18),
    ("SIGSTOP", 19),
    ("SIGTSTP", 20),
    ("SIGTTIN", 21),
    ("SIGTTOU", 22),
    ("SIGURG", 23),
    ("SIGXCPU", 24),
    ("SIGXFSZ", 25),
    ("SIGVTALRM", 26),
    ("SIGPROF", 27),
    ("SIGWINCH", 28),
    ("SIGPOLL", 29),
    ("SIGIO", 29),
    ("SIGPWR", 30),
    ("SIGSYS", 31),
    ("SIGRTMIN", 34),
    ("SIGRTMAX", 64),
];

// compat: constants of Python's signal module that Supervisor takes for signals (C-94).
const ACCIDENTAL_NAMES: [(&str, i32); 5] = [
    ("SIG_DFL", 0),
    ("SIG_BLOCK", 0),
    ("SIG_IGN", 1),
    ("SIG_UNBLOCK", 1),
    ("SIG_SETMASK", 2),
];

/// The text is not a signal that Supervisor knows.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SignalError {
    #[error("value '{0}' is not a valid signal name")]
    Name(String),
    #[error("value '{0}' is not a valid signal number")]
    Number(String),
}

impl Signal {
    pub const HUP: Self = Self(1);
    pub const INT: Self = Self(2);
    pub const KILL: Self = Self(9);
    pub const TERM: Self = Self(15);

    /// Wraps a number without a check.
    #[must_use]
    pub const fn new(number: i32) -> Self {
        Self(number)
    }

    /// Returns the number.
    #[must_use]
    pub const fn number(self) -> i32 {
        self.0
    }

    /// Returns the name with its prefix, such as `SIGTERM`; real-time signals between the first
    /// and the last have none.
    #[must_use]
    pub fn name(self) -> Option<&'static str> {
        NAMES
            .iter()
            .find(|(_, number)| *number == self.0)
            .map(|(name, _)| *name)
    }

    /// Reads a number or a name, in any case and with or without `SIG` (C-94).
    ///
    /// # Errors
    /// The text is neither; the error has Supervisor's words.
    pub fn parse(text: &str) -> Result<Self, SignalError> {
        let trimmed = text.trim();
        if let Ok(number) = trimmed.parse::<i32>() {
            return match number {
                0..=31 | 34 | 64 => Ok(Self(number)),
                _ => Err(SignalError::Number(text.into())),
            };
        }
        let upper = trimmed.to_uppercase();
        NAMES
            .iter()
            .chain(&ACCIDENTAL_NAMES)
            .find(|(name, _)| *name == upper || name.strip_prefix("SIG") == Some(&upper))
            .map(|(_, number)| Self(*number))
            .ok_or_else(|| SignalError::Name(text.into()))
    }
}

impl fmt::Display for Signal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.name() {
            Some(name) => f.write_str(name),
            None => write!(f, "signal {}", self.0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn c_94_names_in_any_case_with_or_without_prefix() {
        for text in ["TERM", "term", "SIGTERM", "sigTerm", " 15 ", "15"] {
            assert_eq!(Signal::parse(text), Ok(Signal::TERM), "{text}");
        }
        assert_eq!(Signal::parse("cld").map(Signal::number), Ok(17));
        assert_eq!(Signal::parse("RTMAX").map(Signal::number), Ok(64));
        assert_eq!(Signal::parse("SIG_IGN").map(Signal::number), Ok(1));
    }

    #[test]
    fn c_94_refusals_keep_the_words_of_the_original() {
        assert_eq!(
            Signal::parse("RTMIN+1").map_err(|e| alloc::format!("{e}")),
            Err("value 'RTMIN+1' is not a valid signal name".into())
        );
        assert_eq!(
            Signal::parse("32").map_err(|e| alloc::format!("{e}")),
            Err("value '32' is not a valid signal number".into())
        );
    }

    #[test]
    fn c_94_zero_is_a_signal() {
        assert_eq!(Signal::parse("0").map(Signal::number), Ok(0));
    }
}
