//! What processes use, found by their name.

use std::collections::HashMap;

use supervisor_api::{GroupName, ProcessName, ProcessView, Sample, Usage, Wall};

/// A sample in which processes can be found.
pub(crate) struct Usages<'a> {
    at: Wall,
    by_name: HashMap<(&'a GroupName, &'a ProcessName), Usage>,
}

impl<'a> Usages<'a> {
    pub(crate) fn of(sample: &'a Sample) -> Self {
        let programs = sample.programs.iter();
        Self {
            at: sample.at,
            by_name: programs
                .map(|program| ((&program.group, &program.process), program.usage))
                .collect(),
        }
    }

    /// Returns what a process uses, unless the sample is about a child that it had before.
    pub(crate) fn usage(&self, process: &ProcessView) -> Option<Usage> {
        if process.pid.is_none() || process.start > self.at {
            return None;
        }
        let key = (&process.group, &process.config.name);
        self.by_name.get(&key).copied()
    }
}
