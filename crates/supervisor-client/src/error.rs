//! Why a call did not give what was asked.

use std::error::Error;
use std::io;

use supervisor_api::FaultCode;
use supervisor_xmlrpc::{DecodeError, RemoteFault};

/// A failed call, apart by what a user can do about it.
#[derive(Debug, thiserror::Error)]
pub enum ClientError {
    #[error("Unknown protocol for serverurl {0}")]
    UnknownProtocol(String),
    #[error("cannot understand the server URL {0}")]
    BadUrl(String),
    /// Nobody listens there.
    #[error("connection refused")]
    Refused,
    /// The Unix socket does not exist.
    #[error("no such file")]
    NoSuchFile,
    #[error("cannot connect")]
    Connect(#[source] io::Error),
    /// The connection broke before the answer was complete.
    #[error("the connection was lost")]
    Lost(#[source] Box<dyn Error + Send + Sync>),
    /// The server asks for other credentials than it got.
    #[error("the server requires authentication (HTTP status 401)")]
    Unauthorized,
    #[error("the server answered with HTTP status {0}")]
    Status(u16),
    /// The daemon refused.
    #[error("the server answered with fault {}: {}", .0.number, .0.text)]
    Fault(RemoteFault),
    #[error("cannot read the answer")]
    Malformed(#[from] DecodeError),
    /// A well-formed answer of another type than the method promises.
    #[error("the answer of {method} lacks {wanted}")]
    Unexpected {
        method: &'static str,
        wanted: &'static str,
    },
}

impl ClientError {
    /// Returns the kind of the fault, if it is one of Supervisor's.
    #[must_use]
    pub fn fault_code(&self) -> Option<FaultCode> {
        match self {
            Self::Fault(fault) => FaultCode::from_number(fault.number.try_into().ok()?),
            _ => None,
        }
    }

    pub(crate) fn connecting(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::ConnectionRefused => Self::Refused,
            io::ErrorKind::NotFound => Self::NoSuchFile,
            _ => Self::Connect(error),
        }
    }
}
