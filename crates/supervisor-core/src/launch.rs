//! Why a program could not be started, in Supervisor's words (P-50..P-52, C-163).

use alloc::string::String;

use supervisor_api::{Fault, FaultCode};

/// A reason found before a child exists. The text is the process's `spawnerr`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LaunchError {
    #[error("command is empty")]
    EmptyCommand,
    #[error("can't parse command {command}: {reason}", command = quoted(.command))]
    Unparsable {
        command: String,
        reason: &'static str,
    },
    #[error("can't find command {command}", command = quoted(.command))]
    NotFound { command: String },
    #[error("command at {path} is a directory", path = quoted(.path))]
    Directory { path: String },
    #[error("command at {path} is not executable", path = quoted(.path))]
    NotExecutable { path: String },
    #[error("no permission to run command {path}", path = quoted(.path))]
    NoPermission { path: String },
    #[error("too many open files to spawn {process}", process = quoted(.process))]
    TooManyFiles { process: String },
    /// `errno` is the symbol, such as `EACCES`.
    #[error("unknown error making dispatchers for {process}: {errno}", process = quoted(.process))]
    Output {
        process: String,
        errno: &'static str,
    },
    #[error("Too many processes in process table to spawn {process}", process = quoted(.process))]
    TooManyProcesses { process: String },
    #[error("unknown error during fork for {process}: {errno}", process = quoted(.process))]
    Fork {
        process: String,
        errno: &'static str,
    },
    /// The socket of a FastCGI program could not be made (H-61); `reason` is the system's.
    #[error("Could not create FastCGI socket {url}: {reason}")]
    Socket { url: String, reason: String },
}

impl LaunchError {
    /// Returns the fault that a start request gets when its preflight finds this (X-32).
    #[must_use]
    pub fn fault(&self) -> Fault {
        let code = match self {
            Self::NotFound { .. } => FaultCode::NoFile,
            _ => FaultCode::NotExecutable,
        };
        Fault::with(code, alloc::format!("{self}"))
    }
}

/// Quotes a text as Python's `repr` does for ordinary ones: clients match the quotes (W-52).
fn quoted(text: &str) -> String {
    let quote = if text.contains('\'') && !text.contains('"') {
        '"'
    } else {
        '\''
    };
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push(quote);
    for c in text.chars() {
        match c {
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            c if c == quote => quoted.extend(['\\', c]),
            c if u32::from(c) < 0x20 || u32::from(c) == 0x7f => {
                quoted.push_str(&alloc::format!("\\x{:02x}", u32::from(c)));
            }
            c => quoted.push(c),
        }
    }
    quoted.push(quote);
    quoted
}

#[cfg(test)]
mod tests {
    use alloc::string::ToString;

    use super::*;

    #[test]
    fn c_163_texts_quote_like_python() {
        let error = LaunchError::NotFound {
            command: "it's".into(),
        };
        assert_eq!(error.to_string(), "can't find command \"it's\"");
        assert_eq!(error.fault().code, FaultCode::NoFile);

        let error = LaunchError::Directory {
            path: "/tmp".into(),
        };
        assert_eq!(error.to_string(), "command at '/tmp' is a directory");
        assert_eq!(error.fault().code, FaultCode::NotExecutable);
    }
}
