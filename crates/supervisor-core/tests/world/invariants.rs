//! The invariants of the machine as an observer that sees only its border: what goes in, what
//! comes out, and the snapshot. It knows nothing of how the machine works.

mod clock;
mod events;
mod lives;
mod replies;
mod sockets;
mod story;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use supervisor_api::{ProcessConfig, ProcessState, Snapshot};
use supervisor_core::{ChildId, Effect, Input, Mono, ProcessId, RequestId};

use sockets::Sockets;

/// Which invariant was broken (by its number in the architecture), and how.
pub(crate) type Violation = (u8, String);

/// Why the machine was called.
#[derive(Clone, Debug)]
pub(crate) enum Cause {
    Boot,
    Input(Box<Input>),
    Timeout,
}

/// What the observer has seen so far.
#[derive(Debug, Default)]
pub(crate) struct Observer {
    violations: Vec<Violation>,
    processes: BTreeMap<ProcessId, Known>,
    children: BTreeMap<ChildId, KnownChild>,
    open: BTreeSet<RequestId>,
    gone: BTreeSet<RequestId>,
    sockets: Sockets,
    pools: BTreeMap<String, events::KnownPool>,
    next_serial: u64,
    is_stopping: bool,
    has_ended: bool,
    timeouts_now: (Mono, usize),
    pub(crate) lives: usize,
}

/// A process as its events tell of it.
#[derive(Debug)]
struct Known {
    group: String,
    name: String,
    config: Arc<ProcessConfig>,
    state: ProcessState,
    last_spawn: Option<Mono>,
}

/// A child as the facts about it tell.
#[derive(Debug)]
struct KnownChild {
    process: ProcessId,
    /// Known once the machine was told.
    pid: Option<u32>,
    is_over: bool,
}

impl Observer {
    pub(crate) fn report(&mut self, invariant: u8, text: impl Into<String>) {
        self.violations.push((invariant, text.into()));
    }

    /// Takes one call of the machine in: why it was called, what it said, how it looks after.
    pub(crate) fn observe(
        &mut self,
        now: Mono,
        cause: &Cause,
        effects: &[Effect],
        after: &Snapshot,
        next: Option<Mono>,
    ) {
        if self.has_ended {
            self.observe_late(now, cause, effects, next);
            return;
        }
        if let Cause::Input(input) = cause {
            self.take_fact(input);
            self.take_request(input);
            self.take_socket_fact(input);
        }
        for (place, effect) in effects.iter().enumerate() {
            self.take_life(now, cause, effect);
            self.take_socket(effect);
            self.take_event(effects, place);
            self.take_reply(effect);
            self.take_delivery(cause, effect, after);
        }
        self.compare_pools(cause, after);
        self.compare_lives(after);
        self.compare_states(after);
        self.check_sockets();
        self.check_clock(now, cause, next);
    }

    /// After its end the machine takes no facts any more, not even the death of a child that it
    /// was not allowed to signal, and says nothing but refusals.
    fn observe_late(&mut self, now: Mono, cause: &Cause, effects: &[Effect], next: Option<Mono>) {
        if let Cause::Input(input) = cause {
            self.take_request(input);
        }
        for effect in effects {
            self.take_reply(effect);
            if !matches!(effect, Effect::Reply { .. }) {
                self.report(5, format!("{effect:?} after the end"));
            }
        }
        self.check_clock(now, cause, next);
    }

    /// Looks at what must hold when the run is over, and returns everything that was broken.
    pub(crate) fn finish(mut self) -> Vec<Violation> {
        self.check_end();
        self.check_all_answered();
        self.check_all_closed();
        self.violations
    }
}
