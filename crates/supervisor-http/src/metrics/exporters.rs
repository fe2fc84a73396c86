//! The same under the names of exporters that people use with Supervisor, so that their dashboards
//! and alerts go on.

use supervisor_api::{ProcessState, Wall};

use super::exposition::Exposition;
use super::families as family;
use super::processes::{Processes, is_up, labels};

impl Processes {
    /// Writes what `supervisord_exporter` reports.
    pub(super) fn supervisord_exporter(&self, now: Wall, to: &mut Exposition) {
        to.family(&family::EXPORTER_UP, |samples| samples.add(&[], true));
        to.family(&family::EXPORTER_INFO, |samples| {
            for process in self.snapshot.processes() {
                let [group, name] = labels(process);
                let status = process.exit_code.unwrap_or(0).to_string();
                let state = ("state", process.state.name());
                samples.add(
                    &[name, group, state, ("exit_status", &status)],
                    is_up(process),
                );
            }
        });
        self.each(to, &family::EXPORTER_UPTIME, |process| {
            let uptime = now.seconds() - process.start.seconds();
            is_up(process).then(|| u64::try_from(uptime).unwrap_or(0))
        });
    }

    /// Writes what the collector of `node_exporter` reports.
    pub(super) fn node_exporter(&self, to: &mut Exposition) {
        self.each(to, &family::NODE_UP, |process| {
            Some(counts_as_up(process.state))
        });
        self.each(to, &family::NODE_STATE, |process| {
            Some(process.state.code())
        });
        self.each(to, &family::NODE_EXIT_STATUS, |process| {
            Some(process.exit_code.unwrap_or(0))
        });
        self.each(to, &family::NODE_START_TIME, |process| {
            let start = u64::try_from(process.start.seconds()).unwrap_or(0);
            counts_as_up(process.state).then_some(start)
        });
    }
}

/// compat: `node_exporter` asks whether there is, or may be, a child.
const fn counts_as_up(state: ProcessState) -> bool {
    matches!(
        state,
        ProcessState::Starting | ProcessState::Running | ProcessState::Stopping
    )
}
