//! What is measured of the daemon itself.

use supervisor_api::{Counters, ProcessState, SUPERVISOR_VERSION, Snapshot, Wall};

use super::exposition::Exposition;
use super::families as family;
use super::processes::seconds;
use super::requests::RequestCounts;
use crate::api::daemon_view::VERSION;

/// Writes what there is once.
pub(super) fn about(started: Wall, to: &mut Exposition) {
    to.family(&family::START_TIME, |samples| {
        samples.add(&[], seconds(started));
    });
    to.family(&family::BUILD_INFO, |samples| {
        let labels = [
            ("version", VERSION),
            ("supervisor_version", SUPERVISOR_VERSION),
        ];
        samples.add(&labels, true);
    });
}

/// Writes how many processes are in each state.
pub(super) fn processes(snapshot: &Snapshot, to: &mut Exposition) {
    to.family(&family::PROCESSES, |samples| {
        for state in ProcessState::ALL {
            let in_state = snapshot
                .processes()
                .filter(|process| process.state == state);
            let count = u64::try_from(in_state.count()).unwrap_or(u64::MAX);
            samples.add(&[("state", state.name())], count);
        }
    });
}

/// Writes what event listeners have missed.
pub(super) fn listeners(snapshot: &Snapshot, to: &mut Exposition) {
    to.family(&family::EVENTS_DROPPED, |samples| {
        for group in &snapshot.groups {
            if let Some(pool) = &group.pool {
                let labels = [("group", group.config.name.as_str())];
                samples.add(&labels, pool.dropped);
            }
        }
    });
}

pub(super) fn requests(counts: &RequestCounts, to: &mut Exposition) {
    to.family(&family::HTTP_REQUESTS, |samples| {
        for (route, status, count) in counts.all() {
            let status = status.to_string();
            samples.add(&[("route", route.name()), ("status", &status)], count);
        }
    });
}

/// Writes how the loop keeps its time.
pub(super) fn times(counters: &Counters, to: &mut Exposition) {
    to.family(&family::LOOP_TURN, |samples| {
        samples.add_durations(&counters.turns);
    });
    to.family(&family::LOOP_DELAY, |samples| {
        samples.add_durations(&counters.delays);
    });
}
