//! The daemon as readers see it: a consistent picture at one revision.

use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

use crate::config::{GroupConfig, ProcessConfig};
use crate::course::Course;
use crate::log::Channel;
use crate::name::{GroupName, Namespec};
use crate::state::{Mood, ProcessState};
use crate::time::Wall;

/// The number of the last change; two snapshots with the same number are equal.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Revision(pub u64);

/// Everything a reader can ask about, taken at one moment.
#[derive(Clone, Debug)]
pub struct Snapshot {
    pub revision: Revision,
    pub mood: Mood,
    /// The daemon's own process id.
    pub pid: u32,
    /// `[supervisord] identifier`.
    pub identifier: String,
    /// The active groups, in the order of the configuration.
    pub groups: Vec<GroupView>,
    /// The groups of the last parsed configuration, hidden doubles included.
    pub configured: Vec<Arc<GroupConfig>>,
}

/// One active group.
#[derive(Clone, Debug)]
pub struct GroupView {
    pub config: Arc<GroupConfig>,
    /// In the order of the group's configuration.
    pub processes: Vec<ProcessView>,
    /// What the group is besides, if event listeners work in it.
    pub pool: Option<PoolView>,
}

/// A pool of event listeners that is at work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PoolView {
    /// How many events its full buffer has lost so far (E-38).
    pub dropped: u64,
}

/// One process of an active group.
#[derive(Clone, Debug)]
pub struct ProcessView {
    pub group: GroupName,
    pub config: Arc<ProcessConfig>,
    pub state: ProcessState,
    /// When the last spawn was tried; the epoch if never.
    pub start: Wall,
    /// When the last child was reaped; the epoch if never.
    pub stop: Wall,
    pub pid: Option<u32>,
    /// The code of the last exit, -1 for a death by signal; forgotten by the next spawn.
    pub exit_code: Option<i32>,
    pub spawn_error: Option<Arc<str>>,
    /// The log of standard output, once an automatic one has its name.
    pub stdout_logfile: Option<Arc<str>>,
    /// The log of standard error, likewise.
    pub stderr_logfile: Option<Arc<str>>,
    pub course: Course,
}

impl ProcessView {
    /// Returns the path of a stream's log, if it has one.
    #[must_use]
    pub fn logfile(&self, channel: Channel) -> Option<&str> {
        match channel {
            Channel::Stdout => self.stdout_logfile.as_deref(),
            Channel::Stderr => self.stderr_logfile.as_deref(),
        }
    }
}

impl Snapshot {
    /// Finds an active group by its name.
    #[must_use]
    pub fn group(&self, name: &GroupName) -> Option<&GroupView> {
        self.groups.iter().find(|group| group.config.name == *name)
    }

    /// Finds the process that a name means; `None` also if it means a whole group.
    #[must_use]
    pub fn process(&self, name: &Namespec) -> Option<&ProcessView> {
        let wanted = name.process()?;
        self.group(name.group())?
            .processes
            .iter()
            .find(|process| process.config.name == *wanted)
    }

    /// Goes over the processes of all groups.
    pub fn processes(&self) -> impl Iterator<Item = &ProcessView> {
        self.groups.iter().flat_map(|group| &group.processes)
    }
}
