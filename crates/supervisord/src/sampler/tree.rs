//! Which processes of the system belong to which program.

use std::collections::HashMap;

use super::proc::Entry;

/// What a tree adds up to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Sum {
    pub(super) ticks: u64,
    pub(super) resident_pages: u64,
    pub(super) processes: u32,
    pub(super) threads: u32,
    /// When the root began, which tells one life from the next.
    pub(super) started: u64,
}

/// Adds up the trees below each of the roots.
///
/// A process belongs to the nearest root among its ancestors. One that has lost its parents, and
/// so hangs below the daemon, still belongs to the root whose process group it is in.
pub(super) fn sums(table: &[Entry], roots: &[u32]) -> HashMap<u32, Sum> {
    let parents: HashMap<u32, &Entry> = table.iter().map(|entry| (entry.pid, entry)).collect();
    let mut sums: HashMap<u32, Sum> = roots.iter().map(|root| (*root, Sum::default())).collect();
    for entry in table {
        let root = ancestor(entry, &parents, &sums).unwrap_or(entry.group);
        if let Some(sum) = sums.get_mut(&root) {
            sum.add(entry, root);
        }
    }
    // A root that has ended has no tree, whatever was in its process group.
    sums.retain(|_, sum| sum.started != 0);
    sums
}

fn ancestor(
    entry: &Entry,
    parents: &HashMap<u32, &Entry>,
    roots: &HashMap<u32, Sum>,
) -> Option<u32> {
    let mut at = entry;
    // No honest chain is longer than the table; one read while processes came and went might be
    // a ring.
    for _ in 0..=parents.len() {
        if roots.contains_key(&at.pid) {
            return Some(at.pid);
        }
        at = parents.get(&at.parent)?;
    }
    None
}

impl Sum {
    fn add(&mut self, entry: &Entry, root: u32) {
        self.ticks += entry.ticks;
        self.resident_pages += entry.resident_pages;
        if !entry.is_zombie {
            self.processes += 1;
            self.threads += entry.threads;
        }
        if entry.pid == root {
            self.started = entry.started.max(1);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(pid: u32, parent: u32, group: u32) -> Entry {
        Entry {
            pid,
            parent,
            group,
            is_zombie: false,
            ticks: 10,
            threads: 2,
            started: u64::from(pid),
            resident_pages: 100,
        }
    }

    #[test]
    fn a_tree_has_children_of_children_and_orphans_of_its_process_group() {
        let table = [
            entry(1, 0, 1),
            entry(10, 1, 10),
            entry(11, 10, 10),
            entry(12, 11, 99),
            entry(13, 1, 10),
            entry(20, 1, 20),
            entry(30, 1, 30),
        ];

        let sums = sums(&table, &[10, 20]);

        assert_eq!(sums[&10].processes, 4);
        assert_eq!(sums[&10].resident_pages, 400);
        assert_eq!((sums[&10].ticks, sums[&10].threads), (40, 8));
        assert_eq!(sums[&20].processes, 1);
        assert_eq!(sums.len(), 2);
    }

    #[test]
    fn what_a_zombie_has_used_counts_but_it_is_no_live_member() {
        let zombie = Entry {
            is_zombie: true,
            ..entry(11, 10, 10)
        };
        let sum = sums(&[entry(10, 1, 10), zombie], &[10])[&10];
        assert_eq!((sum.ticks, sum.processes, sum.threads), (20, 1, 2));
    }

    #[test]
    fn a_root_below_another_is_its_own() {
        let table = [entry(10, 1, 10), entry(20, 10, 20), entry(21, 20, 20)];
        let sums = sums(&table, &[10, 20]);
        assert_eq!((sums[&10].processes, sums[&20].processes), (1, 2));
    }

    #[test]
    fn a_root_that_has_ended_has_no_tree() {
        assert_eq!(sums(&[entry(11, 1, 10)], &[10]).len(), 0);
    }

    #[test]
    fn a_ring_of_parents_ends() {
        let table = [entry(5, 6, 5), entry(6, 5, 6), entry(10, 1, 10)];
        assert_eq!(sums(&table, &[10])[&10].processes, 1);
    }
}
