//! From the machine to its handover, and back.

use alloc::vec::Vec;

use super::{Due, Start, Supervisor};
use crate::handover::Handover;
use crate::id::RequestId;
use crate::process::Process;
use crate::time::{Mono, Now};
use crate::timetable::Timetable;

impl Supervisor {
    /// Returns everything the machine knows. The machine can go on, should the handover fail.
    #[must_use]
    pub fn freeze(&self) -> Handover {
        Handover {
            pid: self.pid,
            identifier: self.identifier.clone(),
            mood: self.mood,
            registry: self.registry.clone(),
            pools: self.pools.clone(),
            ticks: self.ticks,
            reports: self.timers.iter().filter(is_report).collect(),
            queues: self.starts.iter().filter_map(request_of).collect(),
            start_budget: self.start_budget,
            waiters: self.waiters.clone(),
            reload: self.reload.clone(),
            shutdown: self.shutdown.clone(),
            revision: self.revision,
            clock: self.clock,
            has_ended: self.has_ended,
        }
    }

    /// Makes a machine that behaves from `now` on as the frozen one would (invariant 8).
    #[must_use]
    pub fn thaw(handover: Handover, now: Now) -> Self {
        let mut clock = handover.clock;
        clock.advance(now);
        let mut supervisor = Self {
            pid: handover.pid,
            identifier: handover.identifier,
            mood: handover.mood,
            registry: handover.registry,
            pools: handover.pools,
            ticks: handover.ticks,
            timers: Timetable::default(),
            starts: Timetable::default(),
            start_budget: handover.start_budget,
            waiters: handover.waiters,
            reload: handover.reload,
            shutdown: handover.shutdown,
            revision: handover.revision,
            clock,
            has_ended: handover.has_ended,
        };
        if supervisor.has_ended {
            return supervisor;
        }
        let processes: Vec<_> = supervisor.registry.processes().map(Process::id).collect();
        for id in processes {
            supervisor.arm(id);
        }
        for (due, at) in handover.reports {
            supervisor.timers.set(due, Some(at));
        }
        for (request, at) in handover.queues {
            supervisor.starts.set(Start::Request(request), Some(at));
        }
        supervisor
    }
}

fn is_report(entry: &(Due, Mono)) -> bool {
    match entry.0 {
        Due::Process(_) => false,
        Due::StopReport(_) | Due::DieReport | Due::Resend(_) | Due::Tick => true,
    }
}

fn request_of((start, at): (Start, Mono)) -> Option<(RequestId, Mono)> {
    match start {
        Start::Process(_) => None,
        Start::Request(request) => Some((request, at)),
    }
}
