//! Events on their way: from what has happened into the pools, and from these to the listeners.

use bytes::Bytes;
use supervisor_api::event::Written;
use supervisor_api::{Channel, Event};

use super::{Due, Supervisor};
use crate::id::{ChildId, ProcessId};
use crate::input::SendError;
use crate::listeners::Listeners;
use crate::tick;
use crate::turn::Turn;

impl Supervisor {
    /// Puts what has happened in this turn into the pools, before the pools themselves change.
    pub(super) fn publish(&mut self, turn: &mut Turn<'_>) {
        let before = self.pools.dropped();
        turn.publish(|event| self.pools.accept(event));
        self.note_losses(before);
    }

    /// Sends the listeners what waits for them.
    pub(super) fn dispatch(&mut self, turn: &mut Turn<'_>) {
        if self.has_ended {
            return;
        }
        for (id, pool) in self.pools.iter_mut() {
            let is_running = |process| self.registry.is_running(process);
            pool.dispatch(&self.identifier, is_running, turn);
            self.timers.set(Due::Resend(id), pool.pause());
        }
    }

    /// Takes in what a child has written: the words of a listener, or a log event.
    pub(super) fn heard(
        &mut self,
        child: ChildId,
        channel: Channel,
        bytes: Bytes,
        turn: &mut Turn<'_>,
    ) {
        let Some(id) = self.registry.living(child) else {
            return;
        };
        let is_protocol = channel == Channel::Stdout
            && self.in_pool(id, |pool| pool.hear(id, child, &bytes, turn));
        if !is_protocol {
            self.tell_of(id, channel, bytes, Event::ProcessLog, turn);
        }
    }

    /// Takes in what a program has written between its tags.
    pub(super) fn captured(
        &mut self,
        child: ChildId,
        channel: Channel,
        bytes: Bytes,
        turn: &mut Turn<'_>,
    ) {
        if let Some(id) = self.registry.living(child) {
            self.tell_of(id, channel, bytes, Event::ProcessCommunication, turn);
        }
    }

    /// Makes an event of something written, if anybody listens.
    fn tell_of(
        &self,
        id: ProcessId,
        channel: Channel,
        bytes: Bytes,
        event: impl FnOnce(Written) -> Event,
        turn: &mut Turn<'_>,
    ) {
        let Some(process) = self.registry.process(id) else {
            return;
        };
        let event = event(Written {
            group: process.group().clone(),
            process: process.config().name.clone(),
            pid: process.child().map_or(0, |child| child.pid),
            channel,
            bytes,
        });
        if self.pools.want(event.event_type()) {
            turn.event(event);
        }
    }

    pub(super) fn event_not_sent(
        &mut self,
        child: ChildId,
        serial: u64,
        error: SendError,
        turn: &mut Turn<'_>,
    ) {
        if let Some(id) = self.registry.living(child) {
            self.in_pool(id, |pool| pool.not_sent(id, (child, serial, error), turn));
        }
    }

    /// Takes note that the life of a listener has begun.
    pub(super) fn listener_begins(&mut self, id: ProcessId, child: ChildId) {
        self.in_pool(id, |pool| pool.begin(id, child));
    }

    /// Takes note that a listener has ended. Its end is an event before its own one comes back
    /// (E-36).
    pub(super) fn listener_ends(&mut self, id: ProcessId, child: ChildId, turn: &mut Turn<'_>) {
        self.publish(turn);
        self.in_pool(id, |pool| pool.end(id, child, turn));
    }

    /// Lets the pool of a listener act; tells whether the process is one.
    fn in_pool(&mut self, id: ProcessId, act: impl FnOnce(&mut Listeners)) -> bool {
        let before = self.pools.dropped();
        let is_listener = self.pools.of(id).map(act).is_some();
        self.note_losses(before);
        is_listener
    }

    /// Lets readers see that events were lost.
    fn note_losses(&mut self, before: u64) {
        if self.pools.dropped() != before {
            self.touch();
        }
    }

    /// Looks at the wall clock: each new slice is an event, whichever way the clock has gone
    /// (E-29).
    pub(super) fn tick(&mut self, turn: &mut Turn<'_>) {
        let mut has_changed = false;
        for (period, when) in self.ticks.advance(turn.now.wall) {
            has_changed = true;
            if self.pools.want(period.event_type()) {
                turn.event(Event::Tick { period, when });
            }
        }
        if has_changed {
            self.publish(turn);
            self.arm_tick(turn);
        }
    }

    /// Sees that the machine is woken for the next tick, if anybody listens to it.
    pub(super) fn arm_tick(&mut self, turn: &Turn<'_>) {
        let sleep = tick::sleep(self.pools.periods(), turn.now.wall);
        let at = sleep.map(|sleep| turn.now.mono + sleep);
        self.timers.set(Due::Tick, at);
    }
}
