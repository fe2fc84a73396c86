//! Where the configuration stands in its files.
//!
//! It lies beside the typed configuration, whose equality decides whether a group has changed:
//! moving lines is no change.

use alloc::collections::BTreeMap;
use alloc::sync::Arc;
use alloc::vec::Vec;

use crate::config::{DaemonConfig, ServerConfig};
use crate::name::{GroupName, ProcessName};

/// What the daemon was configured with, apart from its groups, which the snapshot has.
#[derive(Clone, Debug)]
pub struct Configured {
    pub daemon: DaemonConfig,
    pub servers: Vec<ServerConfig>,
    /// Of the last reading of the files: what `reread` has found may not be active yet.
    pub origins: Arc<Origins>,
}

/// The places of the keys that the files set, and the sections that processes come from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Origins {
    keys: BTreeMap<Arc<str>, Vec<KeyOrigin>>,
    processes: BTreeMap<(GroupName, ProcessName), Arc<str>>,
}

/// Where a key of a section stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyOrigin {
    pub key: &'static str,
    pub file: Arc<str>,
    pub line: u32,
}

impl Origins {
    /// Notes where the keys of a section stand.
    pub fn add_section(&mut self, name: &str, keys: Vec<KeyOrigin>) {
        self.keys.insert(name.into(), keys);
    }

    /// Notes the section that makes a process.
    pub fn add_process(&mut self, group: GroupName, process: ProcessName, section: &str) {
        // Sections are known before processes, so that all share one text.
        let known = self.keys.get_key_value(section);
        let section = known.map_or_else(|| section.into(), |(name, _)| Arc::clone(name));
        self.processes.insert((group, process), section);
    }

    /// Finds the place of a key; `None` if no file sets it.
    #[must_use]
    pub fn key(&self, section: &str, key: &str) -> Option<&KeyOrigin> {
        self.keys
            .get(section)?
            .iter()
            .find(|origin| origin.key == key)
    }

    /// Finds the section that a process comes from.
    #[must_use]
    pub fn section_of(&self, group: &GroupName, process: &ProcessName) -> Option<&str> {
        let key = (group.clone(), process.clone());
        self.processes.get(&key).map(|section| &**section)
    }
}
