//! Who exists: active groups, their processes, and the lives that are going on.

use alloc::collections::BTreeMap;
use alloc::sync::Arc;
use alloc::vec::Vec;

use supervisor_api::{GroupConfig, GroupName, ProcessState};

use crate::group::{self, Group};
use crate::id::{ChildId, ProcessId, SocketId};
use crate::process::Process;
use crate::time::Now;

/// All groups, processes and lives. Numbers are given in rising order and never twice.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Registry {
    /// By the order in which they became active.
    groups: BTreeMap<u64, Group>,
    names: BTreeMap<GroupName, u64>,
    processes: BTreeMap<ProcessId, Process>,
    lives: BTreeMap<ChildId, ProcessId>,
    last_group: u64,
    last_process: u64,
    last_child: u64,
    last_socket: u64,
}

impl Registry {
    /// Makes a group active; returns its processes, or `None` if the name is taken.
    pub(crate) fn add(&mut self, config: &Arc<GroupConfig>, now: Now) -> Option<Vec<ProcessId>> {
        if self.names.contains_key(&config.name) {
            return None;
        }
        let mut group = Group::new(Arc::clone(config));
        for member in group::members(config) {
            self.last_process += 1;
            let id = ProcessId(self.last_process);
            group.add(&member, id);
            self.processes
                .insert(id, Process::new(id, config, member, now));
        }
        self.last_group += 1;
        self.names.insert(config.name.clone(), self.last_group);
        let ids = group.processes().to_vec();
        self.groups.insert(self.last_group, group);
        Some(ids)
    }

    /// Forgets a group; returns its processes.
    pub(crate) fn remove(&mut self, name: &GroupName) -> Vec<ProcessId> {
        let Some(group) = self
            .names
            .remove(name)
            .and_then(|number| self.groups.remove(&number))
        else {
            return Vec::new();
        };
        for id in group.processes() {
            let life = self.processes.remove(id).and_then(|process| process.life());
            if let Some(life) = life {
                self.lives.remove(&life);
            }
        }
        group.processes().to_vec()
    }

    pub(crate) fn group(&self, name: &GroupName) -> Option<&Group> {
        self.groups.get(self.names.get(name)?)
    }

    pub(crate) fn group_mut(&mut self, name: &GroupName) -> Option<&mut Group> {
        self.groups.get_mut(self.names.get(name)?)
    }

    /// Goes over the groups in the order in which they became active.
    pub(crate) fn groups(&self) -> impl DoubleEndedIterator<Item = &Group> {
        self.groups.values()
    }

    pub(crate) fn groups_mut(&mut self) -> impl Iterator<Item = &mut Group> {
        self.groups.values_mut()
    }

    pub(crate) fn process(&self, id: ProcessId) -> Option<&Process> {
        self.processes.get(&id)
    }

    pub(crate) fn process_mut(&mut self, id: ProcessId) -> Option<&mut Process> {
        self.processes.get_mut(&id)
    }

    /// Goes over the processes, the groups in the order in which they became active.
    pub(crate) fn processes(&self) -> impl Iterator<Item = &Process> {
        self.processes.values()
    }

    /// Tells whether a process is in RUNNING.
    pub(crate) fn is_running(&self, id: ProcessId) -> bool {
        self.process(id)
            .is_some_and(|process| process.state() == ProcessState::Running)
    }

    /// Goes over the processes of a group in the order of its configuration.
    pub(crate) fn members<'a>(&'a self, group: &'a Group) -> impl Iterator<Item = &'a Process> {
        group.processes().iter().filter_map(|id| self.process(*id))
    }

    /// Returns a group's processes by rising priority, equal ones in order (P-62).
    pub(crate) fn by_priority(&self, group: &Group) -> Vec<ProcessId> {
        let mut processes: Vec<&Process> = self.members(group).collect();
        processes.sort_by_key(|process| process.config().priority);
        processes.iter().map(|process| process.id()).collect()
    }

    /// Returns the groups by rising priority, equal ones in the order in which they became active.
    pub(crate) fn groups_by_priority(&self) -> Vec<&Group> {
        let mut groups: Vec<&Group> = self.groups().collect();
        groups.sort_by_key(|group| group.config().priority);
        groups
    }

    /// Numbers a life that is about to begin.
    pub(crate) fn next_child(&mut self) -> ChildId {
        self.last_child += 1;
        ChildId(self.last_child)
    }

    /// Numbers the life of a socket that is about to begin.
    pub(crate) fn next_socket(&mut self) -> SocketId {
        self.last_socket += 1;
        SocketId(self.last_socket)
    }

    pub(crate) fn begin_life(&mut self, child: ChildId, process: ProcessId) {
        self.lives.insert(child, process);
    }

    pub(crate) fn end_life(&mut self, child: ChildId) -> Option<ProcessId> {
        self.lives.remove(&child)
    }

    /// Returns the process whose life this is.
    pub(crate) fn living(&self, child: ChildId) -> Option<ProcessId> {
        self.lives.get(&child).copied()
    }
}
