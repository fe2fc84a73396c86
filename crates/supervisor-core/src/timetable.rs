//! What is due when, in order.

use alloc::collections::{BTreeMap, BTreeSet};

use crate::time::Mono;

/// An ordered set of deadlines, at most one for each key. Equal times come in key order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Timetable<K> {
    by_time: BTreeSet<(Mono, K)>,
    by_key: BTreeMap<K, Mono>,
}

impl<K> Default for Timetable<K> {
    fn default() -> Self {
        Self {
            by_time: BTreeSet::new(),
            by_key: BTreeMap::new(),
        }
    }
}

impl<K: Copy + Ord> Timetable<K> {
    /// Sets, moves or removes the deadline of a key.
    pub(crate) fn set(&mut self, key: K, at: Option<Mono>) {
        let before = match at {
            Some(at) => self.by_key.insert(key, at),
            None => self.by_key.remove(&key),
        };
        if before == at {
            return;
        }
        if let Some(before) = before {
            self.by_time.remove(&(before, key));
        }
        if let Some(at) = at {
            self.by_time.insert((at, key));
        }
    }

    pub(crate) fn contains(&self, key: K) -> bool {
        self.by_key.contains_key(&key)
    }

    /// Goes over the keys and their deadlines.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (K, Mono)> {
        self.by_key.iter().map(|(key, at)| (*key, *at))
    }

    pub(crate) fn first(&self) -> Option<Mono> {
        self.by_time.first().map(|(at, _)| *at)
    }

    /// Takes the first key that is due by now.
    pub(crate) fn pop_due(&mut self, now: Mono) -> Option<K> {
        let (at, key) = *self.by_time.first()?;
        if at > now {
            return None;
        }
        self.set(key, None);
        Some(key)
    }

    pub(crate) fn clear(&mut self) {
        self.by_time.clear();
        self.by_key.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(nanos: u64) -> Mono {
        Mono::from_nanos(nanos)
    }

    #[test]
    fn a_key_has_one_deadline_and_the_last_word_counts() {
        let mut table = Timetable::default();
        table.set('a', Some(at(5)));
        table.set('a', Some(at(3)));
        table.set('b', Some(at(4)));
        table.set('b', None);

        assert_eq!(table.first(), Some(at(3)));
        assert_eq!(table.pop_due(at(2)), None);
        assert_eq!(table.pop_due(at(9)), Some('a'));
        assert_eq!(table.pop_due(at(9)), None);
    }

    #[test]
    fn equal_times_come_in_key_order() {
        let mut table = Timetable::default();
        for key in [3, 1, 2] {
            table.set(key, Some(at(7)));
        }

        assert_eq!(table.pop_due(at(7)), Some(1));
        assert_eq!(table.pop_due(at(7)), Some(2));
        assert_eq!(table.pop_due(at(7)), Some(3));
    }
}
