//! Where the present life of a program begins in its log.

use serde_json::Value;
use supervisor_tests::{Daemon, State, improves_on, wait};

const CAT: &str = "
    [program:cat]
    command = /bin/cat
    startsecs = 0
    stdout_logfile = {dir}/cat.log
    stdout_logfile_maxbytes = 40
    stdout_logfile_backups = 2
    redirect_stderr = true
";

/// What the API tells of one log.
#[derive(Debug, PartialEq, Eq)]
struct Log {
    size: Option<u64>,
    written: Option<u64>,
    since_start: Option<u64>,
}

const fn log(size: u64, written: u64, since_start: u64) -> Log {
    Log {
        size: Some(size),
        written: Some(written),
        since_start: Some(since_start),
    }
}

fn logs(daemon: &Daemon, id: &str) -> [Log; 2] {
    let answer = daemon.page(&format!("/api/v1/processes/{id}/logs"));
    assert_eq!(answer.status, 200, "{answer:?}");
    let logs: Value = serde_json::from_slice(&answer.body).expect("a document");
    ["stdout", "stderr"].map(|channel| {
        let all = logs.as_array().expect("a list");
        let found = all.iter().find(|log| log["channel"] == channel);
        let number = |name| found.expect("both logs")[name].as_u64();
        Log {
            size: number("size"),
            written: number("written"),
            since_start: number("since_start"),
        }
    })
}

fn stdout(daemon: &Daemon) -> Log {
    let [stdout, _] = logs(daemon, "cat");
    stdout
}

/// Has the program write a text, and waits until so much is written.
fn write(daemon: &Daemon, text: &str, total: u64) {
    daemon.send("cat", text).expect("a process that reads");
    wait::until_true("it is written", || stdout(daemon).written == Some(total));
}

fn restart(daemon: &Daemon) {
    daemon.stop_process("cat").expect("a stop");
    daemon.start_process("cat").expect("a start");
    daemon.wait_running("cat");
}

#[test]
fn the_present_life_begins_where_the_last_start_found_the_end_of_the_log() {
    improves_on!("no API, and no way to know");
    let daemon = Daemon::start(CAT);
    daemon.wait_running("cat");
    assert_eq!(stdout(&daemon), log(0, 0, 0));

    write(&daemon, "0123456\n", 8);
    assert_eq!(stdout(&daemon), log(8, 8, 8));
    restart(&daemon);
    assert_eq!(stdout(&daemon), log(8, 8, 0));
    write(&daemon, "89\n", 11);

    assert_eq!(stdout(&daemon), log(11, 11, 3));
}

#[test]
fn a_life_that_began_before_a_rotation_or_a_clear_is_longer_than_the_file() {
    improves_on!("no API, and no way to know");
    let daemon = Daemon::start(CAT);
    daemon.wait_running("cat");
    write(&daemon, &("x".repeat(29) + "\n"), 30);
    restart(&daemon);

    write(&daemon, &("y".repeat(19) + "\n"), 50);
    assert_eq!(stdout(&daemon), log(0, 50, 20), "it was rotated");
    write(&daemon, "new\n", 54);
    assert_eq!(stdout(&daemon), log(4, 54, 24));
    daemon
        .call("supervisor.clearProcessLogs", &["cat".into()])
        .expect("a clear");

    assert_eq!(stdout(&daemon), log(0, 54, 24));
}

#[test]
fn a_followed_log_says_which_of_its_bytes_comes_first() {
    improves_on!("no API");
    let daemon = Daemon::start(CAT);
    daemon.wait_running("cat");
    write(&daemon, "one\ntwo\nthree\n", 14);

    let path = "/api/v1/processes/cat/logs/stdout?follow=true&lines=2";
    let mut stream = daemon.stream(&format!("GET {path} HTTP/1.0\r\n\r\n"));
    let head = stream.until("\r\n\r\n").to_lowercase();

    assert!(head.contains("\r\nlog-begin: 4\r\n"), "{head}");
    assert_eq!(stream.until("three\n"), "two\nthree\n");
}

#[test]
fn of_a_log_that_several_write_to_nothing_is_told_but_its_size() {
    improves_on!("no API");
    let daemon = Daemon::start(
        "
        [program:a]
        command = /bin/cat
        startsecs = 0
        stdout_logfile = {dir}/both.log
        [program:b]
        command = /bin/cat
        startsecs = 0
        stdout_logfile = {dir}/both.log
        stderr_logfile = /dev/null
        [program:off]
        command = /bin/cat
        autostart = false
        stdout_logfile = {dir}/off.log
        ",
    );
    daemon.wait_running("a");
    daemon.wait_running("b");
    daemon.wait_state("off", State::Stopped);
    let nothing = |size| Log {
        size,
        written: None,
        since_start: None,
    };

    assert_eq!(logs(&daemon, "a"), [nothing(Some(0)), log(0, 0, 0)]);
    assert_eq!(logs(&daemon, "b"), [nothing(Some(0)), nothing(None)]);
    let [stdout, _] = logs(&daemon, "off");
    assert_eq!(stdout, nothing(None), "there is no file yet");
}
