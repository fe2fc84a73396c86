//! The buffer of one pool of event listeners, and the numbers of the events in it.
//!
//! Whom an event is handed to, and what listeners answer, is decided elsewhere; here is only what
//! invariant 9 is about: serials rise by one, a rejected event returns to the head, and the buffer
//! never holds more than its size.

use alloc::collections::VecDeque;
use alloc::format;

use supervisor_api::config::PoolConfig;
use supervisor_api::{GroupName, Level};

use crate::effect::Record;

/// A counter for the serials of all pools, or of one (E-32).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Serials {
    next: u64,
}

/// An event with the numbers it keeps however often it is sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pooled<E> {
    /// Its number among all events of the daemon.
    pub serial: u64,
    /// Its number among the events of the pool.
    pub pool_serial: u64,
    pub event: E,
}

/// The events that a pool has not handed to a listener yet, in the order of delivery.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pool<E> {
    name: GroupName,
    size: usize,
    serials: Serials,
    buffer: VecDeque<Pooled<E>>,
    dropped: u64,
}

impl Serials {
    /// Gives out the next number; the first one is 0.
    pub fn take(&mut self) -> u64 {
        let serial = self.next;
        self.next += 1;
        serial
    }
}

impl<E> Pool<E> {
    /// Makes the empty pool of a group.
    #[must_use]
    pub fn new(name: GroupName, config: &PoolConfig) -> Self {
        Self {
            name,
            size: usize::try_from(config.buffer_size).unwrap_or(usize::MAX),
            serials: Serials::default(),
            buffer: VecDeque::new(),
            dropped: 0,
        }
    }

    /// Takes a new event in. A full pool drops its oldest one for it (E-38) and says so.
    pub fn accept(&mut self, serial: u64, event: E) -> Option<Record> {
        let dropped = self.make_room();
        let pool_serial = self.serials.take();
        self.buffer.push_back(Pooled {
            serial,
            pool_serial,
            event,
        });
        dropped
    }

    /// Takes out the event that is to be delivered next.
    pub fn take(&mut self) -> Option<Pooled<E>> {
        self.buffer.pop_front()
    }

    /// Puts an event that was not processed back at the head, with its numbers (E-35, E-36).
    /// compat: if new ones have filled the pool meanwhile, it costs the oldest of them (W-48).
    pub fn put_back(&mut self, event: Pooled<E>) -> (Record, Option<Record>) {
        let note = Record {
            level: Level::Debug,
            text: format!(
                "rebuffering event {} for pool {} (buf size={}, max={})",
                event.serial,
                self.name,
                self.buffer.len(),
                self.size
            ),
        };
        let dropped = self.make_room();
        self.buffer.push_front(event);
        (note, dropped)
    }

    /// Returns how many events wait.
    #[must_use]
    pub fn len(&self) -> usize {
        self.buffer.len()
    }

    /// Tells whether no event waits.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.buffer.is_empty()
    }

    /// Returns how many events were dropped so far.
    #[must_use]
    pub fn dropped(&self) -> u64 {
        self.dropped
    }

    /// Returns the name of its group.
    #[must_use]
    pub fn name(&self) -> &GroupName {
        &self.name
    }

    fn make_room(&mut self) -> Option<Record> {
        if self.buffer.len() < self.size {
            return None;
        }
        let dropped = self.buffer.pop_front()?;
        self.dropped += 1;
        Some(Record {
            level: Level::Error,
            text: format!(
                "pool {} event buffer overflowed, discarding event {}",
                self.name, dropped.serial
            ),
        })
    }
}
