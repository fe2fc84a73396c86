//! What is measured of each process.

use std::sync::Arc;

use supervisor_api::course::LastExit;
use supervisor_api::{
    Counters, ExitStatus, LogCounter, ProcessState, ProcessView, Sample, Snapshot, Wall, Wish,
};

use super::exposition::{Exposition, Family, Label, Value};
use super::families as family;
use crate::api::usages::Usages;

/// The processes and what they use.
pub(super) struct Processes {
    pub(super) snapshot: Arc<Snapshot>,
    pub(super) sample: Arc<Sample>,
}

impl Processes {
    /// Writes a family with one value at most for each process.
    pub(super) fn each<V: Into<Value>>(
        &self,
        to: &mut Exposition,
        family: &Family,
        value: impl Fn(&ProcessView) -> Option<V>,
    ) {
        to.family(family, |samples| {
            for process in self.snapshot.processes() {
                if let Some(value) = value(process) {
                    samples.add(&labels(process), value);
                }
            }
        });
    }

    pub(super) fn states(&self, to: &mut Exposition) {
        self.each(to, &family::PROCESS_STATE, |process| {
            Some(process.state.code())
        });
        self.each(to, &family::PROCESS_UP, |process| Some(is_up(process)));
        self.each(to, &family::PROCESS_WANTED, |process| {
            Some(process.course.wish == Wish::Up)
        });
        self.each(to, &family::PROCESS_AS_WANTED, |process| {
            Some(process.course.is_as_wanted(process.state))
        });
        self.each(to, &family::PROCESS_START_TIME, |process| {
            process.pid.map(|_| seconds(process.start))
        });
        self.each(to, &family::PROCESS_LAST_EXIT_CODE, |process| {
            process.course.last_exit.and_then(exit_code)
        });
    }

    pub(super) fn restarts(&self, to: &mut Exposition) {
        to.family(&family::PROCESS_RESTARTS, |samples| {
            for process in self.snapshot.processes() {
                let [group, name] = labels(process);
                let restarts = &process.course.restarts;
                for (reason, count) in [
                    ("expected_exit", restarts.expected),
                    ("unexpected_exit", restarts.unexpected),
                    ("retry", restarts.retries),
                ] {
                    samples.add(&[group, name, ("reason", reason)], count);
                }
            }
        });
    }

    pub(super) fn usages(&self, to: &mut Exposition) {
        let usages = Usages::of(&self.sample);
        self.each(to, &family::PROCESS_CPU, |process| {
            Some(usages.usage(process)?.cpu_seconds)
        });
        self.each(to, &family::PROCESS_MEMORY, |process| {
            Some(usages.usage(process)?.resident_bytes)
        });
        self.each(to, &family::PROCESS_MEMBERS, |process| {
            Some(usages.usage(process)?.processes)
        });
        self.each(to, &family::PROCESS_THREADS, |process| {
            Some(usages.usage(process)?.threads)
        });
    }
}

/// Writes what became of the output.
pub(super) fn logs(counters: &Counters, to: &mut Exposition) {
    let mut each = |family: &Family, value: fn(&LogCounter) -> u64| {
        to.family(family, |samples| {
            for log in &counters.logs {
                let labels = [
                    ("group", log.group.as_str()),
                    ("name", log.process.as_str()),
                    ("channel", log.channel.name()),
                ];
                samples.add(&labels, value(log));
            }
        });
    };
    each(&family::LOG_BYTES, |log| log.bytes);
    each(&family::LOG_DROPPED, |log| log.dropped);
}

pub(super) fn labels(process: &ProcessView) -> [Label<'_>; 2] {
    [
        ("group", process.group.as_str()),
        ("name", process.config.name.as_str()),
    ]
}

pub(super) fn is_up(process: &ProcessView) -> bool {
    process.state == ProcessState::Running
}

/// Returns seconds since the epoch, exact to the millisecond.
#[expect(
    clippy::cast_precision_loss,
    reason = "milliseconds since the epoch fit for longer than anybody will run this"
)]
pub(super) fn seconds(time: Wall) -> f64 {
    time.micros().div_euclid(1_000) as f64 / 1_000.0
}

/// Writes the end of a child as shells do.
fn exit_code(exit: LastExit) -> Option<i32> {
    match exit.status {
        ExitStatus::Exited(code) => Some(code),
        ExitStatus::Signaled { signal, .. } => Some(128 + signal.number()),
        ExitStatus::Unclear(_) => None,
    }
}
