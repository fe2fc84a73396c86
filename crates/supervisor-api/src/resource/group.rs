//! A group of processes.

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

use super::action::Outcome;
use super::daemon::Summary;
use super::problem::Problem;
use crate::name::display_name;
use crate::snapshot::GroupView;

/// A group: a `[group:x]`, or a section that forms its own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Group {
    pub name: String,
    /// Lower ones start first and stop last.
    pub priority: i64,
    /// The ids of its processes, in the order in which they start.
    pub processes: Vec<String>,
    pub summary: Summary,
    /// What makes the group a pool of event listeners.
    pub listener_pool: Option<ListenerPool>,
}

/// A pool of event listeners.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ListenerPool {
    /// The event types it has subscribed to.
    pub events: Vec<String>,
    /// How many events may wait.
    pub buffer_size: u32,
    /// How many were lost because too many waited.
    pub dropped: u64,
}

/// What became of an action on a group.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct GroupResult {
    pub group: String,
    pub outcome: Outcome,
}

/// What became of an action on several groups, as `supervisorctl add` tells it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroupResults {
    pub results: Vec<GroupChange>,
}

/// What became of an action on one of several groups.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroupChange {
    pub group: String,
    pub outcome: Outcome,
    /// Why it failed.
    pub problem: Option<Problem>,
}

/// What an update has done, group by group; a group is in at most one of the lists.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct UpdateResult {
    pub added: Vec<String>,
    /// Stopped, and begun anew with another configuration.
    pub changed: Vec<String>,
    pub removed: Vec<String>,
    pub failed: Vec<GroupFailure>,
    /// The update goes on; the time that was given to wait has passed.
    pub pending: bool,
}

/// A group that could not be updated.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct GroupFailure {
    pub group: String,
    pub problem: Problem,
}

impl Group {
    /// Describes an active group.
    #[must_use]
    pub fn of(view: &GroupView) -> Self {
        let id = |name: &str| display_name(view.config.name.as_str(), name);
        let pool = view.config.pool.as_ref();
        Self {
            name: view.config.name.to_string(),
            priority: view.config.priority,
            processes: (view.processes.iter())
                .map(|process| id(process.config.name.as_str()))
                .collect(),
            summary: Summary::of(&view.processes),
            listener_pool: pool.map(|pool| ListenerPool {
                events: pool.events.iter().map(ToString::to_string).collect(),
                buffer_size: pool.buffer_size,
                dropped: view.pool.map_or(0, |pool| pool.dropped),
            }),
        }
    }
}
