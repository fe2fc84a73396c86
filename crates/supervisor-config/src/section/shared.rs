//! Lists that are kept for as long as the daemon runs.

use std::sync::Arc;

/// Makes each entry one that can be shared.
///
/// Collecting what an iterator over the list gives would reuse the list's memory, which is that of
/// whole entries, for pointers to them.
pub(super) fn shared<T>(entries: Vec<T>) -> Vec<Arc<T>> {
    let mut shared = Vec::with_capacity(entries.len());
    shared.extend(entries.into_iter().map(Arc::new));
    shared
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_of_large_entries_leaves_no_memory_behind() {
        let mut entries = Vec::with_capacity(4);
        entries.push([0_u8; 1024]);

        assert_eq!(shared(entries).capacity(), 1);
    }
}
