//! What the stream of server-sent events carries.

use alloc::string::String;
use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

use super::daemon::{Daemon, Summary};
use super::process::Process;
use crate::sample::Usage;

/// `event: snapshot`. Everything that was asked for, at the beginning and whenever changes were
/// missed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct StreamSnapshot {
    pub daemon: Daemon,
    pub processes: Vec<Process>,
}

/// `event: change`. Processes as they are now that something has happened to them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct StreamChange {
    /// When it happened.
    pub at: String,
    /// What happened, by the name that event listeners know: `PROCESS_STATE_EXITED`.
    pub event: String,
    /// The process it happened to, as it is now; `null` where it is no more, or where it happened to
    /// a group or the daemon.
    pub process: Option<Process>,
    /// The group, if that was added or removed.
    pub group: Option<String>,
    /// Of all processes.
    pub summary: Summary,
}

/// `event: sample`. What the programs use.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct StreamSample {
    pub at: String,
    pub programs: Vec<UsageOf>,
}

/// What one process and everything it has started use.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct UsageOf {
    pub id: String,
    #[serde(flatten)]
    pub usage: Usage,
}
