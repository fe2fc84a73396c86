//! One call of the machine: the time it got, what it says, and what has changed on the way.

use alloc::collections::VecDeque;
use alloc::string::String;
use alloc::vec::Vec;

use supervisor_api::event::StateChange;
use supervisor_api::{Event, Fault, Level, Reply};

use crate::effect::{Effect, Effects, Record};
use crate::id::{ProcessId, RequestId};
use crate::time::Now;

/// A state that a process has entered.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Entered {
    pub(crate) process: ProcessId,
    pub(crate) change: StateChange,
}

/// What is needed to act, and collected while acting.
pub(crate) struct Turn<'a> {
    pub(crate) now: Now,
    out: &'a mut Effects,
    /// Entered states that nobody has looked at yet.
    entered: VecDeque<Entered>,
    /// Up to where the pools have got the events among the effects.
    published: usize,
}

impl<'a> Turn<'a> {
    pub(crate) fn new(now: Now, out: &'a mut Effects) -> Self {
        Self {
            now,
            published: out.len(),
            out,
            entered: VecDeque::new(),
        }
    }

    pub(crate) fn effect(&mut self, effect: Effect) {
        self.out.push(effect);
    }

    pub(crate) fn event(&mut self, event: Event) {
        self.effect(Effect::Event(event));
    }

    /// Hands on the events that no pool has got yet. What is to be logged about one follows it at
    /// once, as in the original, where the pools get an event while it happens (E-56).
    pub(crate) fn publish(&mut self, mut accept: impl FnMut(&Event) -> Vec<Record>) {
        for effect in self.out.split_off(self.published) {
            let mut records = Vec::new();
            if let Effect::Event(event) = &effect {
                records = accept(event);
            }
            self.effect(effect);
            self.out.extend(records.into_iter().map(Effect::Log));
        }
        self.published = self.out.len();
    }

    pub(crate) fn record(&mut self, record: Record) {
        self.effect(Effect::Log(record));
    }

    pub(crate) fn log(&mut self, level: Level, text: String) {
        self.record(Record { level, text });
    }

    pub(crate) fn reply(&mut self, request: RequestId, result: Result<Reply, Fault>) {
        self.effect(Effect::Reply { request, result });
    }

    /// Notes a state for those who wait for it.
    pub(crate) fn entered(&mut self, process: ProcessId, change: StateChange) {
        self.entered.push_back(Entered { process, change });
    }

    pub(crate) fn next_entered(&mut self) -> Option<Entered> {
        self.entered.pop_front()
    }
}
