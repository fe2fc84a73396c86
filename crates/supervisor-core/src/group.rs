//! An active group: a name, a priority, and processes in order.

use alloc::collections::BTreeMap;
use alloc::sync::Arc;
use alloc::vec::Vec;

use supervisor_api::{GroupConfig, ProcessConfig, ProcessName};

use crate::id::ProcessId;
use crate::socket::SharedSockets;

/// The processes of a group by name and in the order of its configuration.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Group {
    config: Arc<GroupConfig>,
    order: Vec<ProcessId>,
    by_name: BTreeMap<ProcessName, ProcessId>,
    sockets: SharedSockets,
}

impl Group {
    pub(crate) fn new(config: Arc<GroupConfig>) -> Self {
        Self {
            config,
            order: Vec::new(),
            by_name: BTreeMap::new(),
            sockets: SharedSockets::default(),
        }
    }

    pub(crate) fn add(&mut self, member: &ProcessConfig, process: ProcessId) {
        self.order.push(process);
        self.by_name.insert(member.name.clone(), process);
        if let Some(socket) = &member.socket {
            self.sockets.join(socket, process);
        }
    }

    pub(crate) fn sockets(&self) -> &SharedSockets {
        &self.sockets
    }

    pub(crate) fn sockets_mut(&mut self) -> &mut SharedSockets {
        &mut self.sockets
    }

    pub(crate) fn config(&self) -> &Arc<GroupConfig> {
        &self.config
    }

    /// Returns the processes in the order of the configuration.
    pub(crate) fn processes(&self) -> &[ProcessId] {
        &self.order
    }

    pub(crate) fn find(&self, name: &ProcessName) -> Option<ProcessId> {
        self.by_name.get(name).copied()
    }
}

/// Returns the processes that a group really gets: of several with one name the last one counts,
/// in the place of the first (C-180, W-61).
pub(crate) fn members(config: &GroupConfig) -> Vec<Arc<ProcessConfig>> {
    let mut places: BTreeMap<&ProcessName, usize> = BTreeMap::new();
    let mut members: Vec<Arc<ProcessConfig>> = Vec::with_capacity(config.processes.len());
    for process in &config.processes {
        let place = *places.entry(&process.name).or_insert(members.len());
        match members.get_mut(place) {
            Some(member) => *member = Arc::clone(process),
            None => members.push(Arc::clone(process)),
        }
    }
    members
}
