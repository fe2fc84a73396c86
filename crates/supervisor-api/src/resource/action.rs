//! What became of an action.

use alloc::string::String;
use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

use super::problem::Problem;
use crate::state::ProcessState;

/// What became of an action, process by process.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ActionResult {
    pub results: Vec<ChangeResult>,
}

/// What became of an action on one process.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ChangeResult {
    pub id: String,
    pub outcome: Outcome,
    /// The state afterwards; `null` only from `supervisorctl`, where it could not be asked for.
    #[cfg_attr(feature = "openapi", schema(value_type = ProcessState, required = true))]
    pub state: Option<ProcessState>,
    /// Why it failed.
    pub problem: Option<Problem>,
}

/// What became of an action on the daemon as a whole, as `supervisorctl` tells it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DaemonResult {
    pub outcome: Outcome,
}

/// Whether an action has changed anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Outcome {
    Changed,
    /// It was so already.
    Unchanged,
    /// It goes on; the time that was given to wait has passed.
    Pending,
    Failed,
}
