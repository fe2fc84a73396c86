//! What differs between the active groups and a configuration that was read later.

use alloc::collections::{BTreeMap, BTreeSet};
use alloc::sync::Arc;

use supervisor_api::{ConfigDiff, GroupConfig, GroupName};

/// Compares by name (C-196). Of several new groups with one name only the first counts: it is the
/// one that would become active (C-180).
pub(crate) fn between(active: &[&GroupConfig], new: &[Arc<GroupConfig>]) -> ConfigDiff {
    let known: BTreeMap<&GroupName, &GroupConfig> =
        active.iter().map(|group| (&group.name, *group)).collect();
    let mut seen = BTreeSet::new();
    let mut diff = ConfigDiff::default();
    for group in new {
        if !seen.insert(&group.name) {
            continue;
        }
        match known.get(&group.name) {
            None => diff.added.push(group.name.clone()),
            Some(active) if **active != **group => diff.changed.push(group.name.clone()),
            Some(_) => {}
        }
    }
    diff.removed = active
        .iter()
        .map(|group| &group.name)
        .filter(|name| !seen.contains(name))
        .cloned()
        .collect();
    diff
}
