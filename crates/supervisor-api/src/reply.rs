//! What the daemon answers to an action.

use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

use crate::fault::Fault;
use crate::name::{GroupName, ProcessName};

/// The answer to an [`crate::Action`] that was not refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reply {
    /// What was asked has happened.
    Done,
    /// An action on several processes: the outcome of each.
    Outcomes(Vec<Outcome>),
    /// The configuration was parsed: this is what differs.
    Diff(ConfigDiff),
}

/// What became of one process in an action on several.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    pub group: GroupName,
    pub process: ProcessName,
    pub result: Result<(), Fault>,
}

/// The groups that differ between the active and the newly parsed configuration.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ConfigDiff {
    #[cfg_attr(feature = "openapi", schema(value_type = Vec<String>))]
    pub added: Vec<GroupName>,
    #[cfg_attr(feature = "openapi", schema(value_type = Vec<String>))]
    pub changed: Vec<GroupName>,
    #[cfg_attr(feature = "openapi", schema(value_type = Vec<String>))]
    pub removed: Vec<GroupName>,
}
