//! One process of the configuration, active or not.

use alloc::string::String;

use serde::{Deserialize, Serialize};

/// What `supervisorctl avail` tells about a process of the configuration that was read last.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AvailableProcess {
    /// The name that commands take.
    pub id: String,
    pub group: String,
    pub name: String,
    /// Whether its group is active.
    pub in_use: bool,
    pub autostart: bool,
    pub group_priority: i64,
    pub priority: i64,
}
