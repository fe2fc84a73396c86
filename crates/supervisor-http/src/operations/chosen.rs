//! The processes that an operation is about.

use supervisor_api::name::display_name;
use supervisor_api::{Namespec, ProcessState, ProcessView, Snapshot, Wish};

use super::select::{Selector, Unknown};

/// The processes that a client has chosen, in the order in which they start.
pub(crate) struct Chosen {
    pub(crate) processes: Vec<Picked>,
    /// Whether the client called just this one by its name, and wants to know of its failure as such.
    pub(crate) is_single: bool,
}

/// A process as it was when it was chosen.
#[derive(Clone, Debug)]
pub(crate) struct Picked {
    pub(crate) name: Namespec,
    pub(crate) id: String,
    pub(crate) state: ProcessState,
    pub(super) has_child: bool,
    /// Whether a restart is about it.
    pub(super) restarts: bool,
}

impl Chosen {
    /// Finds what a selector means, and insists that whatever it names exists.
    pub(crate) fn by(selector: &Selector, snapshot: &Snapshot) -> Result<Self, Unknown> {
        let processes = selector.insist(snapshot)?.into_iter();
        Ok(Self {
            processes: processes.map(|it| Picked::of(it, selector)).collect(),
            is_single: selector.only_name().is_some(),
        })
    }
}

impl Picked {
    fn of(process: &ProcessView, selector: &Selector) -> Self {
        let (group, name) = (process.group.as_str(), process.config.name.as_str());
        let is_on = process.state.is_running() || process.state == ProcessState::Stopping;
        let is_up = is_on || process.course.wish == Wish::Up;
        Self {
            name: Namespec::parse(&format!("{group}:{name}")),
            id: display_name(group, name),
            state: process.state,
            has_child: process.pid.is_some(),
            restarts: is_up || selector.names(process),
        }
    }
}
