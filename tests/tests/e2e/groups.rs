//! Several processes: groups, numbers, and the order of priorities.

use supervisor_tests::{Daemon, State};

#[test]
fn p_60_lower_priorities_start_first() {
    let daemon = Daemon::start(FOUR);

    daemon.wait_running("last");

    assert_eq!(order(&daemon, "spawned: '"), ["first", "a", "b", "last"]);
}

#[test]
fn p_61_higher_priorities_stop_first() {
    let mut daemon = Daemon::start(FOUR);
    for name in ["first", "a", "b", "last"] {
        daemon.wait_running(name);
    }

    assert_eq!(daemon.shut_down().code(), Some(0));

    let stopped = order(&daemon, "stopped: ");
    assert_eq!(
        stopped.first().map(String::as_str),
        Some("last"),
        "{stopped:?}"
    );
    assert_eq!(
        stopped.last().map(String::as_str),
        Some("first"),
        "{stopped:?}"
    );
    assert_eq!(stopped.len(), 4);
}

const FOUR: &str = "
    [program:last]
    command = {child} sleep
    priority = 1000
    [program:b]
    command = {child} sleep
    [program:a]
    command = {child} sleep
    [program:first]
    command = {child} sleep
    priority = 1
";

/// The names after this text in the log, in the order of the lines.
fn order(daemon: &Daemon, text: &str) -> Vec<String> {
    let log = daemon.log();
    log.lines()
        .filter_map(|line| line.split_once(text))
        .map(|(_, rest)| {
            rest.chars()
                .take_while(char::is_ascii_alphanumeric)
                .collect()
        })
        .collect()
}

#[test]
fn c_134_numprocs_makes_a_group_of_numbered_processes() {
    let daemon = Daemon::start(
        "
        [program:worker]
        command = {child} out 'I am %(process_num)d of %(numprocs)d' sleep
        process_name = %(program_name)s_%(process_num)02d
        numprocs = 3
        numprocs_start = 7
        startsecs = 0
        stdout_logfile = {dir}/%(process_num)d.log
        ",
    );
    daemon.wait_running("worker:worker_09");

    let names: Vec<_> = daemon
        .all()
        .iter()
        .map(|info| info.name.to_string())
        .collect();

    assert_eq!(names, ["worker_07", "worker_08", "worker_09"]);
    daemon.wait_line("9.log", "I am 9 of 3");
}

#[test]
fn t_32_a_group_is_started_and_stopped_as_a_whole() {
    let daemon = Daemon::start(
        "
        [group:site]
        programs = web,worker
        [program:web]
        command = {child} sleep
        startsecs = 0
        [program:worker]
        command = {child} sleep
        startsecs = 0
        [program:other]
        command = {child} sleep
        startsecs = 0
        ",
    );
    let other = daemon.wait_running("other");
    daemon.wait_running("site:web");
    daemon.wait_running("site:worker");

    let stopped = daemon.run_ctl(&["stop", "site:*"]).ok();
    let states: Vec<_> = daemon.all().iter().map(|info| info.state).collect();
    let started = daemon.run_ctl(&["start", "site:*"]).ok();

    assert_eq!(
        sorted(&stopped),
        ["site:web: stopped", "site:worker: stopped"]
    );
    assert_eq!(states, [State::Running, State::Stopped, State::Stopped]);
    assert_eq!(
        sorted(&started),
        ["site:web: started", "site:worker: started"]
    );
    assert_eq!(daemon.wait_running("other"), other);
}

#[test]
fn t_34_restart_all_replaces_every_process() {
    let daemon = Daemon::start(
        "
        [program:a]
        command = {child} sleep
        startsecs = 0
        [program:b]
        command = {child} sleep
        startsecs = 0
        ",
    );
    let (a, b) = (daemon.wait_running("a"), daemon.wait_running("b"));

    let ran = daemon.run_ctl(&["restart", "all"]);

    let expected = ["a: started", "a: stopped", "b: started", "b: stopped"];
    assert_eq!(sorted(&ran.ok()), expected);
    assert_ne!(daemon.wait_running("a"), a);
    assert_ne!(daemon.wait_running("b"), b);
}

fn sorted(text: &str) -> Vec<&str> {
    let mut lines: Vec<_> = text.lines().collect();
    lines.sort_unstable();
    lines
}
