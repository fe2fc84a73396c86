//! A piece of a log, and where it is from.

use alloc::string::String;

use serde::{Deserialize, Serialize};

use crate::log::Channel;

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

/// The end of a log, as `supervisorctl tail` shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogText {
    /// The process; `null` for the daemon's own log.
    pub id: Option<String>,
    pub channel: Option<Channel>,
    pub text: String,
}
