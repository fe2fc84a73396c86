//! One process: how it starts, dies and comes back.

use std::thread;

use nix::sys::signal::Signal;
use supervisor_tests::{Daemon, Proc, State, improves_on, wait};

#[test]
fn p_22_a_killed_program_comes_back() {
    let daemon = Daemon::start(
        "
        [program:web]
        command = {child} sleep
        autorestart = true
        ",
    );
    let first = daemon.wait_running("web");

    first.signal(Signal::SIGKILL);
    let second = daemon.wait_successor("web", first);

    first.wait_gone();
    assert!(second.is_alive());
    daemon.wait_log("exited: web (terminated by SIGKILL; not expected)");
}

#[test]
fn p_22_autorestart_and_exitcodes_decide_who_comes_back() {
    let daemon = Daemon::start(
        "
        [program:always]
        command = {child} mark {dir}/always up exit 0
        autorestart = true
        startsecs = 0
        [program:unexpected]
        command = {child} mark {dir}/unexpected up exit 3
        autorestart = unexpected
        startsecs = 0
        [program:signaled]
        command = {child} mark {dir}/signaled up crash
        autorestart = unexpected
        startsecs = 0
        [program:expected]
        command = {child} mark {dir}/expected up exit 0
        startsecs = 0
        [program:listed]
        command = {child} mark {dir}/listed up exit 3
        exitcodes = 0,3
        startsecs = 0
        [program:none_is_expected]
        command = {child} mark {dir}/none_is_expected up exit 0
        exitcodes =
        startsecs = 0
        [program:never]
        command = {child} mark {dir}/never up exit 3
        autorestart = false
        startsecs = 0
        ",
    );
    let starts = |name: &str| daemon.sandbox().lines(name).len();

    for name in ["always", "unexpected", "signaled", "none_is_expected"] {
        wait::until_true(&format!("{name} comes back twice"), || starts(name) >= 3);
    }

    for name in ["expected", "listed", "never"] {
        assert_eq!(daemon.info(name).state, State::Exited, "{name}");
        assert_eq!(starts(name), 1, "{name}");
    }
    daemon.wait_log("exited: listed (exit status 3; expected)");
    daemon.wait_log("exited: never (exit status 3; not expected)");
    daemon.wait_log("exited: signaled (terminated by SIGABRT");
}

#[test]
fn p_112_an_exit_that_nobody_expected_is_remembered() {
    let daemon = Daemon::start(
        "
        [program:never]
        command = {child} exit 3
        autorestart = false
        startsecs = 0
        ",
    );

    let info = daemon.wait_state("never", State::Exited);

    assert_eq!((info.exitstatus, info.pid), (3, 0));
    assert_eq!(info.spawnerr, "Bad exit code 3");
}

#[test]
fn w_31_automatic_starts_are_a_second_apart() {
    improves_on!("W-31: no floor while other descriptors are busy");
    let daemon = Daemon::start(
        "
        [program:chatty]
        command = {child} tick 5
        [program:failing]
        command = {child} exit 1
        autorestart = true
        startsecs = 0
        ",
    );

    wait::until_true("four lives", || daemon.count_log("spawned: 'failing'") >= 4);

    let log = daemon.log();
    let times: Vec<_> = log
        .lines()
        .filter(|line| line.contains("spawned: 'failing'"))
        .map(milliseconds_of_day)
        .collect();
    for pair in times.windows(2) {
        // Midnight may pass between two starts. Each line comes a little after its start, later on
        // a busy machine, so that two may be closer than their starts were.
        let apart = (pair[1] - pair[0]).rem_euclid(24 * 60 * 60 * 1000);
        assert!((500..10_000).contains(&apart), "{times:?}");
    }
}

/// Reads the time from a line of the log (P-110).
fn milliseconds_of_day(line: &str) -> i64 {
    let clock = line.split(' ').nth(1).expect("a time of day");
    clock
        .split([':', ','])
        .map(|part| part.parse::<i64>().expect("a number"))
        .zip([3_600_000, 60_000, 1_000, 1])
        .map(|(part, unit)| part * unit)
        .sum()
}

#[test]
fn p_28_a_program_that_never_stays_up_is_given_up() {
    let daemon = Daemon::start(
        "
        [program:bad]
        command = {child} exit 0
        startretries = 1
        ",
    );

    let info = daemon.wait_state("bad", State::Fatal);

    assert_eq!(
        info.spawnerr,
        "Exited too quickly (process log may have details)"
    );
    // W-35: one retry is two attempts. W-32: exit code 0 is no excuse.
    assert_eq!(daemon.count_log("spawned: 'bad'"), 2);
    assert_eq!(
        daemon.count_log("exited: bad (exit status 0; not expected)"),
        2
    );
    let line = daemon.wait_log("gave up: bad");
    assert!(
        line.ends_with(
            " INFO gave up: bad entered FATAL state, too many start retries too quickly"
        ),
        "{line}"
    );
}

#[test]
fn p_23_a_retry_that_stays_up_is_running() {
    let daemon = Daemon::start(
        "
        [program:late]
        command = {child} exit-unless {dir}/ready 1 sleep
        ",
    );
    daemon.wait_state("late", State::Backoff);

    daemon.sandbox().write("ready", "yes");

    daemon.wait_state("late", State::Running);
    daemon.wait_log(
        "success: late entered RUNNING state, process has stayed up for > than 1 seconds (startsecs)",
    );
}

#[test]
fn p_31_stop_during_backoff_goes_to_stopped() {
    let daemon = Daemon::start(
        "
        [program:bad]
        command = {child} exit 1
        startretries = 100
        ",
    );
    daemon.wait_state("bad", State::Backoff);

    daemon.stop_process("bad").expect("a stop");

    assert_eq!(daemon.info("bad").state, State::Stopped);
}

#[test]
fn x_32_a_start_tells_what_is_wrong_with_the_program() {
    let daemon = Daemon::start(
        "
        [program:missing]
        command = {dir}/missing
        autostart = false
        [program:text]
        command = {dir}/text
        autostart = false
        [program:quick]
        command = {child} exit 2
        autostart = false
        startretries = 0
        [program:fine]
        command = {child} sleep
        startsecs = 0
        ",
    );
    daemon.sandbox().write("text", "not a program");
    daemon.wait_running("fine");
    let dir = daemon.sandbox().dir().display().to_string();
    let fault = |name: &str| {
        let fault = daemon.start_process(name).expect_err("a fault");
        (fault.number, fault.text)
    };

    let missing = format!("NO_FILE: can't find command '{dir}/missing'");
    assert_eq!(fault("missing"), (20, missing));
    let text = format!("NOT_EXECUTABLE: command at '{dir}/text' is not executable");
    assert_eq!(fault("text"), (21, text));
    assert_eq!(fault("quick"), (50, "SPAWN_ERROR: quick".to_owned()));
    assert_eq!(fault("fine"), (60, "ALREADY_STARTED: fine".to_owned()));
    assert_eq!(fault("nobody"), (10, "BAD_NAME: nobody".to_owned()));
    assert_eq!(daemon.info("missing").state, State::Stopped);
}

#[test]
fn x_55_a_start_that_is_stopped_meanwhile_ends_abnormally() {
    let daemon = Daemon::start(
        "
        [program:slow]
        command = {child} sleep
        autostart = false
        startsecs = 30
        ",
    );

    let fault = thread::scope(|scope| {
        let waiting = scope.spawn(|| daemon.start_process("slow"));
        daemon.wait_state("slow", State::Starting);
        daemon.stop_process("slow").expect("a stop");
        waiting.join().expect("an answer").expect_err("a fault")
    });

    assert_eq!(
        (fault.number, fault.text.as_str()),
        (40, "ABNORMAL_TERMINATION: slow")
    );
    assert_eq!(daemon.info("slow").state, State::Stopped);
}

#[test]
fn w_30_a_stop_forgets_the_failed_starts() {
    improves_on!("W-30: the count of retries survives a stop");
    let daemon = Daemon::start(
        "
        [program:bad]
        command = {child} exit 1
        startretries = 1
        ",
    );
    daemon.wait_state("bad", State::Backoff);
    daemon.stop_process("bad").expect("a stop");
    let before = daemon.count_log("spawned: 'bad'");

    let _ = daemon.start_process("bad");
    daemon.wait_state("bad", State::Fatal);

    assert_eq!(daemon.count_log("spawned: 'bad'"), before + 2);
}

#[test]
fn p_41_a_program_that_forks_away_is_left_alone() {
    let daemon = Daemon::start(
        "
        [program:old]
        command = {child} fork-away
        autorestart = false
        startsecs = 0
        stdout_logfile = {dir}/old.log
        ",
    );

    daemon.wait_state("old", State::Exited);

    let line = daemon.wait_line("old.log", "went on as ");
    let pid = line.rsplit(' ').next().and_then(|pid| pid.parse().ok());
    assert!(Proc(pid.expect("a pid")).is_alive());
}
