//! A piece of a log, and where it is from.

use alloc::string::String;

use serde::{Deserialize, Serialize};

use crate::log::{Channel, LogState};

/// Where in a log the bytes of an answer are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LogPosition {
    /// The offset of the first byte in the file.
    pub offset: u64,
    pub length: u64,
    /// The size of the file.
    pub size: u64,
}

/// A log of a process, and how much of it is of the present life.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ProcessLog {
    pub channel: Channel,
    /// `null` for a stream that is not kept, or that goes where the other one goes.
    pub path: Option<String>,
    /// The size of the file; `null` for what is no regular file.
    pub size: Option<u64>,
    /// How many bytes the daemon has written to it, over all starts of the process; `null` where
    /// others write to the same file.
    pub written: Option<u64>,
    /// How many of them since the last start was tried; `null` before the first one. If they are
    /// more than `size`, the log has been rotated or emptied since.
    pub since_start: Option<u64>,
}

impl ProcessLog {
    /// Describes a log of the daemon.
    #[must_use]
    pub fn of(channel: Channel, state: LogState) -> Self {
        Self {
            channel,
            path: state.path,
            size: state.size,
            written: state.written.map(|written| written.bytes),
            since_start: state.written.and_then(|written| written.since_start),
        }
    }
}

/// The end of a log, as `supervisorctl tail` shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogText {
    /// The process; `null` for the daemon's own log.
    pub id: Option<String>,
    pub channel: Option<Channel>,
    pub text: String,
}
