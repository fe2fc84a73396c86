//! Every family of metrics that there is.

use super::exposition::{Family, Kind};

/// One row for each family, and the list of all.
macro_rules! families {
    ($($name:ident = $kind:ident $text:literal $help:literal;)*) => {
        $(pub(super) const $name: Family = Family {
            name: $text,
            kind: Kind::$kind,
            help: $help,
        };)*

        #[cfg(test)]
        const ALL: &[Family] = &[$($name),*];
    };
}

families! {
    PROCESS_STATE = Gauge "supervisor_process_state"
        "State of a process by its number: 0 STOPPED, 10 STARTING, 20 RUNNING, 30 BACKOFF, 40 STOPPING, 100 EXITED, 200 FATAL, 1000 UNKNOWN.";
    PROCESS_UP = Gauge "supervisor_process_up"
        "Whether a process is RUNNING.";
    PROCESS_WANTED = Gauge "supervisor_process_wanted"
        "Whether a process should be up.";
    PROCESS_AS_WANTED = Gauge "supervisor_process_as_wanted"
        "Whether a process is what it should be.";
    PROCESS_START_TIME = Gauge "supervisor_process_start_time_seconds"
        "When the child of a process was started, in seconds since the epoch.";
    PROCESS_RESTARTS = Counter "supervisor_process_restarts"
        "How often a process has started again by itself, by reason: expected exit, unexpected exit, or retry after a failed start.";
    PROCESS_LAST_EXIT_CODE = Gauge "supervisor_process_last_exit_code"
        "Exit code of the last child of a process; 128 and the number of the signal for one that a signal ended.";
    PROCESS_CPU = Counter "supervisor_process_cpu_seconds"
        "Processor time of a child and everything it has started.";
    PROCESS_MEMORY = Gauge "supervisor_process_resident_memory_bytes"
        "Resident memory of a child and everything it has started.";
    PROCESS_MEMBERS = Gauge "supervisor_process_tree_processes"
        "Live processes that a child has started, itself included.";
    PROCESS_THREADS = Gauge "supervisor_process_tree_threads"
        "Threads of a child and everything it has started.";
    LOG_BYTES = Counter "supervisor_process_log_bytes"
        "Output that the log of a process was given.";
    LOG_DROPPED = Counter "supervisor_process_log_dropped_bytes"
        "Output that the log of a process did not take.";
    EVENTS_DROPPED = Counter "supervisor_listener_events_dropped"
        "Events that the full buffer of a listener pool has lost.";
    PROCESSES = Gauge "supervisor_processes"
        "How many processes are in a state.";
    HTTP_REQUESTS = Counter "supervisor_http_requests"
        "Answered HTTP requests, by kind of route and status.";
    LOOP_TURN = Histogram "supervisor_loop_turn_seconds"
        "How long the turns of the daemon's loop took.";
    LOOP_DELAY = Histogram "supervisor_loop_delay_seconds"
        "How late the daemon's loop did what was due.";
    START_TIME = Gauge "supervisor_start_time_seconds"
        "When this run of the daemon began, in seconds since the epoch.";
    BUILD_INFO = Gauge "supervisor_build_info"
        "The version of the daemon, and of the Supervisor that it stands in for; always 1.";
    EXPORTER_INFO = Gauge "supervisor_process_info"
        "Whether a process is RUNNING, with its state as a label; as supervisord_exporter has it.";
    EXPORTER_UPTIME = Gauge "supervisor_process_uptime"
        "Seconds since the start of a RUNNING process; as supervisord_exporter has it.";
    EXPORTER_UP = Gauge "supervisord_up"
        "Always 1; as supervisord_exporter has it.";
    NODE_UP = Gauge "node_supervisord_up"
        "Whether a process is running; as node_exporter has it.";
    NODE_STATE = Gauge "node_supervisord_state"
        "State of a process by its number; as node_exporter has it.";
    NODE_EXIT_STATUS = Gauge "node_supervisord_exit_status"
        "Exit status of the last child of a process; as node_exporter has it.";
    NODE_START_TIME = Gauge "node_supervisord_start_time_seconds"
        "When a process was started, in seconds since the epoch; as node_exporter has it.";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_documentation_has_a_row_for_every_family_and_no_other() {
        let page = include_str!("../../../../docs/metrics.md");
        let mut documented: Vec<_> = page
            .lines()
            .filter_map(|line| line.strip_prefix("| `"))
            .filter_map(|line| line.split_once('`'))
            .map(|(name, _)| name)
            .collect();
        let sample = |family: &Family| match family.kind {
            Kind::Counter => format!("{}_total", family.name),
            Kind::Gauge | Kind::Histogram => family.name.to_owned(),
        };
        let mut families: Vec<_> = ALL.iter().map(sample).collect();
        documented.sort_unstable();
        families.sort_unstable();

        assert_eq!(documented, families);
    }
}
