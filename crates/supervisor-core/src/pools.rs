//! All pools of event listeners.

use alloc::collections::BTreeMap;
use alloc::sync::Arc;
use alloc::vec::Vec;

use supervisor_api::event::Period;
use supervisor_api::{Event, EventType, GroupConfig, GroupName, PoolView, ProcessName};

use crate::effect::Record;
use crate::id::{PoolId, ProcessId};
use crate::listeners::Listeners;
use crate::pool::Serials;

/// The pools, in the order in which they became active, and the numbers of all events.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Pools {
    serials: Serials,
    pools: BTreeMap<PoolId, Listeners>,
    last_pool: u64,
}

impl Pools {
    /// Makes no pool yet; the numbers go on from the run before (E-32).
    pub(crate) const fn new(serials: Serials) -> Self {
        Self {
            serials,
            pools: BTreeMap::new(),
            last_pool: 0,
        }
    }

    pub(crate) fn serials(&self) -> Serials {
        self.serials.clone()
    }

    /// Makes the pool of a group, if it is to have one and somebody could work in it.
    pub(crate) fn add(
        &mut self,
        group: &GroupConfig,
        members: impl IntoIterator<Item = (ProcessId, ProcessName)>,
    ) {
        let pool = group.pool.as_ref();
        let Some(pool) = pool.filter(|pool| pool.has_built_in_handler()) else {
            return;
        };
        self.last_pool += 1;
        let listeners = Listeners::new(&group.name, pool, members);
        self.pools.insert(PoolId(self.last_pool), listeners);
    }

    /// Forgets the pool of a group, with the events in it.
    pub(crate) fn remove(&mut self, group: &GroupName) {
        self.pools.retain(|_, pool| pool.name() != group);
    }

    pub(crate) fn view(&self, group: &GroupName) -> Option<PoolView> {
        let pool = self.pools.values().find(|pool| pool.name() == group)?;
        Some(PoolView {
            dropped: pool.dropped(),
        })
    }

    /// Returns how many events all pools have lost.
    pub(crate) fn dropped(&self) -> u64 {
        self.pools.values().map(Listeners::dropped).sum()
    }

    /// Tells whether anybody listens to events of this type.
    pub(crate) fn want(&self, kind: EventType) -> bool {
        self.pools.values().any(|pool| pool.wants(kind))
    }

    /// Returns the periods whose ticks somebody listens to.
    pub(crate) fn periods(&self) -> impl Iterator<Item = Period> {
        let wanted = |period: &Period| self.want(period.event_type());
        Period::ALL.into_iter().filter(wanted)
    }

    /// Puts an event into every pool that wants it. It has a number only if one does (E-32).
    /// Returns what is to be logged about events that were lost for it.
    pub(crate) fn accept(&mut self, event: &Event) -> Vec<Record> {
        let kind = event.event_type();
        let mut numbered = None;
        let pools = self.pools.values_mut().filter(|pool| pool.wants(kind));
        let accept = |pool: &mut Listeners| {
            let number = || (self.serials.take(), Arc::new(event.clone()));
            let (serial, event) = numbered.get_or_insert_with(number);
            pool.accept(*serial, event)
        };
        pools.filter_map(accept).collect()
    }

    /// Returns the pool in which this process listens.
    pub(crate) fn of(&mut self, process: ProcessId) -> Option<&mut Listeners> {
        self.pools.values_mut().find(|pool| pool.has(process))
    }

    pub(crate) fn iter_mut(&mut self) -> impl Iterator<Item = (PoolId, &mut Listeners)> {
        self.pools.iter_mut().map(|(id, pool)| (*id, pool))
    }
}
