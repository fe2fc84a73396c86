//! Invariant 9: serials rise by one, a rejected event returns to the head, a buffer keeps its size,
//! and nothing is lost in silence.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use supervisor_api::{Event, EventType, GroupConfig, Snapshot};
use supervisor_core::{ChildId, Effect, Input};

use super::{Cause, Observer};

/// A pool as the border tells of it.
#[derive(Debug)]
pub(super) struct KnownPool {
    wanted: Vec<EventType>,
    size: usize,
    waiting: VecDeque<u64>,
    in_hand: BTreeMap<ChildId, u64>,
    ready: BTreeSet<ChildId>,
    /// The numbers of the pool by those of all.
    numbers: BTreeMap<u64, u64>,
    dropped: u64,
    /// Drops whose line is still to come.
    unsaid: VecDeque<u64>,
    /// Rejections in a row, which may cause a pause (W-47).
    rejections: u32,
}

impl KnownPool {
    fn new(config: &GroupConfig) -> Option<Self> {
        let pool = config.pool.as_ref()?;
        Some(Self {
            wanted: pool.events.clone(),
            size: usize::try_from(pool.buffer_size).expect("a size"),
            waiting: VecDeque::new(),
            in_hand: BTreeMap::new(),
            ready: BTreeSet::new(),
            numbers: BTreeMap::new(),
            dropped: 0,
            unsaid: VecDeque::new(),
            rejections: 0,
        })
    }

    fn wants(&self, event: &Event) -> bool {
        self.wanted
            .iter()
            .any(|asked| event.event_type().is(*asked))
    }

    fn accept(&mut self, serial: u64) {
        self.make_room();
        let number = u64::try_from(self.numbers.len()).expect("a number");
        self.numbers.insert(serial, number);
        self.waiting.push_back(serial);
    }

    fn make_room(&mut self) {
        if self.waiting.len() == self.size {
            self.dropped += 1;
            self.unsaid.extend(self.waiting.pop_front());
        }
    }

    /// An event returns, from a listener or from where nobody took it.
    fn put_back(&mut self, serial: u64) -> bool {
        if self.waiting.front() == Some(&serial) {
            return true;
        }
        let holders = self.in_hand.len();
        self.in_hand.retain(|_, held| *held != serial);
        self.make_room();
        self.waiting.push_front(serial);
        self.in_hand.len() + 1 == holders
    }
}

impl Observer {
    /// Takes in what an effect says of events.
    pub(super) fn take_delivery(&mut self, cause: &Cause, effect: &Effect, after: &Snapshot) {
        match effect {
            Effect::Event(event) => self.take_happening(event, after),
            Effect::SendEvent {
                child,
                serial,
                bytes,
            } => self.take_sent(*child, *serial, bytes),
            Effect::Log(record) => self.take_line(speaker(cause), &record.text),
            _ => {}
        }
    }

    fn take_happening(&mut self, event: &Event, after: &Snapshot) {
        if let Event::GroupAdded(name) = event {
            let group = after.group(name);
            let pool = group.and_then(|group| KnownPool::new(&group.config));
            self.pools.extend(pool.map(|pool| (name.to_string(), pool)));
        }
        if let Event::GroupRemoved(name) = event {
            self.pools.remove(name.as_str());
        }
        let mut is_wanted = false;
        for pool in self.pools.values_mut().filter(|pool| pool.wants(event)) {
            is_wanted = true;
            pool.accept(self.next_serial);
        }
        self.next_serial += u64::from(is_wanted);
    }

    fn take_sent(&mut self, child: ChildId, serial: u64, bytes: &[u8]) {
        let process = self.children.get(&child).map(|known| known.process);
        let process = process.and_then(|id| self.processes.get(&id));
        let is_running = process.is_some_and(|known| known.state.name() == "RUNNING");
        let name = process.map(|known| known.group.clone()).unwrap_or_default();
        let Some(pool) = self.pools.get_mut(&name) else {
            self.report(
                9,
                format!("event {serial} is sent to {child:?}, no listener"),
            );
            return;
        };
        let is_next = pool.waiting.pop_front() == Some(serial);
        let is_free = pool.in_hand.insert(child, serial).is_none();
        pool.ready.remove(&child);
        let number = pool.numbers.get(&serial).copied().unwrap_or_default();
        if !is_next || !is_free || !is_running {
            self.report(
                9,
                format!("event {serial} of {name}: {is_next} {is_free} {is_running}"),
            );
        }
        if !is_enveloped(
            bytes,
            &format!("serial:{serial} pool:{name} poolserial:{number} "),
        ) {
            self.report(9, format!("event {serial} of {name} has a bad envelope"));
        }
    }

    fn take_line(&mut self, speaker: Option<ChildId>, text: &str) {
        let number = |text: &str| text.split(' ').next().and_then(|word| word.parse().ok());
        if let Some((serial, pool)) = text
            .strip_prefix("rebuffering event ")
            .and_then(|text| text.split_once(" for pool "))
        {
            self.take_return(pool.split(' ').next(), number(serial));
        } else if let Some((pool, serial)) = text
            .strip_prefix("pool ")
            .and_then(|text| text.split_once(" event buffer overflowed, discarding event "))
        {
            self.take_drop(pool, number(serial));
        } else if let Some((_, what)) = text.split_once(": ") {
            self.take_words(speaker, what);
        }
    }

    fn take_return(&mut self, pool: Option<&str>, serial: Option<u64>) {
        let pool = pool.and_then(|pool| self.pools.get_mut(pool));
        let is_known = match (pool, serial) {
            (Some(pool), Some(serial)) => pool.put_back(serial),
            _ => false,
        };
        if !is_known {
            self.report(9, format!("{serial:?} returns, but nobody had it"));
        }
    }

    fn take_drop(&mut self, pool: &str, serial: Option<u64>) {
        let pool = self.pools.get_mut(pool);
        if pool.is_none_or(|pool| pool.unsaid.pop_front() != serial) {
            self.report(9, format!("{serial:?} is not what was lost"));
        }
    }

    fn take_words(&mut self, speaker: Option<ChildId>, what: &str) {
        let Some((pool, child)) = speaker.and_then(|child| Some((self.pool_of(child)?, child)))
        else {
            return;
        };
        match what {
            "event was processed" => {
                pool.in_hand.remove(&child);
                pool.rejections = 0;
            }
            "event was rejected" => pool.rejections += 1,
            "ACKNOWLEDGED -> READY" => drop(pool.ready.insert(child)),
            "READY -> UNKNOWN" => drop(pool.ready.remove(&child)),
            _ => {}
        }
    }

    fn pool_of(&mut self, child: ChildId) -> Option<&mut KnownPool> {
        let process = self.children.get(&child)?.process;
        self.pools.get_mut(&self.processes.get(&process)?.group)
    }

    /// Looks at the pools after a call of the machine.
    pub(super) fn compare_pools(&mut self, cause: &Cause, after: &Snapshot) {
        let ended = ended(cause);
        let running: BTreeSet<ChildId> = self.running().collect();
        let mut wrong = Vec::new();
        for (name, pool) in &mut self.pools {
            if let Some(child) = ended {
                pool.ready.remove(&child);
            }
            if ended.is_some_and(|child| pool.in_hand.remove(&child).is_some()) {
                wrong.push(format!("{name} has lost the event of a dead listener"));
            }
            if !std::mem::take(&mut pool.unsaid).is_empty() {
                wrong.push(format!("{name} has lost an event in silence"));
            }
            let view = after
                .group(&name.as_str().into())
                .and_then(|group| group.pool);
            if view.map(|view| view.dropped) != Some(pool.dropped) {
                wrong.push(format!("{name} shows {view:?}, lost {}", pool.dropped));
            }
            let is_idle = !pool.waiting.is_empty() && !pool.ready.is_disjoint(&running);
            if is_idle && pool.rejections < 2 {
                wrong.push(format!("{name} is idle"));
            }
        }
        for text in wrong {
            self.report(9, text);
        }
    }

    fn running(&self) -> impl Iterator<Item = ChildId> {
        let children = self.children.iter().filter(|(_, known)| !known.is_over);
        children.filter_map(|(child, known)| {
            let process = self.processes.get(&known.process)?;
            (process.state.name() == "RUNNING").then_some(*child)
        })
    }
}

/// Returns the child whose words the machine was told.
fn speaker(cause: &Cause) -> Option<ChildId> {
    let Cause::Input(input) = cause else {
        return None;
    };
    match **input {
        Input::Output { child, .. } | Input::EventNotSent { child, .. } => Some(child),
        _ => None,
    }
}

/// Returns the child that no event can be with any more.
fn ended(cause: &Cause) -> Option<ChildId> {
    let Cause::Input(input) = cause else {
        return None;
    };
    match **input {
        Input::ChildExited { child, .. } | Input::EventNotSent { child, .. } => Some(child),
        _ => None,
    }
}

fn is_enveloped(bytes: &[u8], numbers: &str) -> bool {
    let text = String::from_utf8_lossy(bytes);
    let Some((header, payload)) = text.split_once('\n') else {
        return false;
    };
    header.contains(numbers) && header.ends_with(&format!(" len:{}", payload.len()))
}
