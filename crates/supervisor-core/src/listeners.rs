//! The listeners of one pool at work: which events they want, who gets the next one, and what
//! becomes of those that come back.

use alloc::collections::BTreeMap;
use alloc::sync::Arc;
use alloc::vec::Vec;

use bytes::Bytes;
use supervisor_api::config::PoolConfig;
use supervisor_api::{Event, EventType, GroupName, ProcessName};

use crate::effect::{Effect, Record};
use crate::envelope::envelope;
use crate::id::{ChildId, ProcessId};
use crate::input::SendError;
use crate::listener::{Delivery, Listener, Outcome};
use crate::policy;
use crate::pool::Pool;
use crate::time::Mono;
use crate::turn::Turn;

/// A pool with its listeners.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Listeners {
    wanted: Vec<EventType>,
    pool: Pool<Arc<Event>>,
    /// In the order of the configuration, which is that of the numbers.
    members: BTreeMap<ProcessId, Listener>,
    /// Rejections since an event was processed.
    rejections: u32,
    /// Until when nothing is sent because of them.
    pause: Option<Mono>,
}

impl Listeners {
    pub(crate) fn new(
        name: &GroupName,
        config: &PoolConfig,
        members: impl IntoIterator<Item = (ProcessId, ProcessName)>,
    ) -> Self {
        let members = members.into_iter();
        Self {
            wanted: config.events.clone(),
            pool: Pool::new(name.clone(), config),
            members: members
                .map(|(id, name)| (id, Listener::new(name)))
                .collect(),
            rejections: 0,
            pause: None,
        }
    }

    pub(crate) fn name(&self) -> &GroupName {
        self.pool.name()
    }

    pub(crate) fn dropped(&self) -> u64 {
        self.pool.dropped()
    }

    /// Returns until when nothing is sent.
    pub(crate) fn pause(&self) -> Option<Mono> {
        self.pause
    }

    /// Tells whether events of this type belong into the pool, however often they were asked for
    /// (W-36).
    pub(crate) fn wants(&self, kind: EventType) -> bool {
        self.wanted.iter().any(|asked| kind.is(*asked))
    }

    pub(crate) fn has(&self, process: ProcessId) -> bool {
        self.members.contains_key(&process)
    }

    /// Takes a new event into the buffer; says what was lost for it.
    pub(crate) fn accept(&mut self, serial: u64, event: &Arc<Event>) -> Option<Record> {
        self.pool.accept(serial, Arc::clone(event))
    }

    pub(crate) fn begin(&mut self, process: ProcessId, child: ChildId) {
        if let Some(listener) = self.members.get_mut(&process) {
            listener.begin(child);
        }
    }

    /// Takes note that a child has ended: what it was busy with goes to somebody else (E-36).
    pub(crate) fn end(&mut self, process: ProcessId, child: ChildId, turn: &mut Turn<'_>) {
        let listener = self.members.get_mut(&process);
        if let Some(event) = listener.and_then(|listener| listener.end(child)) {
            self.put_back(event, turn);
        }
    }

    pub(crate) fn hear(
        &mut self,
        process: ProcessId,
        child: ChildId,
        bytes: &[u8],
        turn: &mut Turn<'_>,
    ) {
        if let Some(listener) = self.members.get_mut(&process) {
            let outcomes = listener.hear(child, bytes);
            self.follow(outcomes, turn);
        }
    }

    pub(crate) fn not_sent(
        &mut self,
        process: ProcessId,
        (child, serial, error): (ChildId, u64, SendError),
        turn: &mut Turn<'_>,
    ) {
        if let Some(listener) = self.members.get_mut(&process) {
            let outcomes = listener.not_sent(child, serial, error);
            self.follow(outcomes, turn);
        }
    }

    fn follow(&mut self, outcomes: Vec<Outcome>, turn: &mut Turn<'_>) {
        for outcome in outcomes {
            match outcome {
                Outcome::Log(record) => turn.record(record),
                Outcome::Processed => {
                    self.rejections = 0;
                    self.pause = None;
                }
                Outcome::Rejected(event) => {
                    self.rejections = self.rejections.saturating_add(1);
                    self.pause = policy::resend_at(self.rejections, turn.now.mono);
                    self.put_back(event, turn);
                }
                Outcome::Returned(event) => self.put_back(event, turn),
            }
        }
    }

    fn put_back(&mut self, event: Delivery, turn: &mut Turn<'_>) {
        let (note, dropped) = self.pool.put_back(event);
        turn.record(note);
        if let Some(record) = dropped {
            turn.record(record);
        }
    }

    /// Sends the waiting events to the listeners that take one, each to the first of them (E-37).
    pub(crate) fn dispatch(
        &mut self,
        identifier: &str,
        is_running: impl Fn(ProcessId) -> bool,
        turn: &mut Turn<'_>,
    ) {
        if self.pause.is_some_and(|until| turn.now.mono < until) {
            return;
        }
        self.pause = None;
        let free = self.members.iter_mut().filter_map(|(id, listener)| {
            (listener.is_ready() && is_running(*id)).then_some(listener)
        });
        let mut is_sent = false;
        for listener in free {
            let Some(event) = self.pool.take() else {
                return;
            };
            let bytes = envelope(identifier, self.pool.name(), &event);
            send(listener, event, bytes, turn);
            is_sent = true;
        }
        if !is_sent {
            return;
        }
        // compat: the original takes the next one out as well, sees nobody, and says so (E-51).
        if let Some(event) = self.pool.take() {
            self.put_back(event, turn);
        }
    }
}

fn send(listener: &mut Listener, event: Delivery, bytes: Bytes, turn: &mut Turn<'_>) {
    let serial = event.serial;
    if let Some(child) = listener.take(event) {
        turn.effect(Effect::SendEvent {
            child,
            serial,
            bytes,
        });
        turn.record(listener.sent(serial));
    }
}
