//! Logs over the JSON API of a real daemon.

use std::fmt::Write as _;

use supervisor_tests::{Daemon, State, WebStream, improves_on};

/// Each line has 16 bytes, so that five of them are too many for the log.
const CAT: &str = "
    [program:cat]
    command = /bin/cat
    startsecs = 0
    stdout_logfile = {dir}/cat.log
    stdout_logfile_maxbytes = 64
    stdout_logfile_backups = 2
";

fn lines(numbers: std::ops::Range<u32>) -> String {
    numbers.fold(String::new(), |mut text, number| {
        writeln!(text, "line number {number:03}").expect("a text takes all");
        text
    })
}

fn follow(daemon: &Daemon, query: &str) -> WebStream {
    let path = "/api/v1/processes/cat/logs/stdout";
    let mut stream = daemon.stream(&format!("GET {path}?{query} HTTP/1.0\r\n\r\n"));
    stream.until("\r\n\r\n");
    stream
}

#[test]
fn a_log_is_followed_over_rotations_without_losing_or_repeating_a_line() {
    improves_on!("no JSON API");
    let daemon = Daemon::start(CAT);
    daemon.wait_running("cat");
    let send = |numbers| {
        daemon
            .send("cat", &lines(numbers))
            .expect("a process that reads")
    };
    let mut stream = follow(&daemon, "follow=true");

    for begin in (0..300).step_by(10) {
        send(begin..begin + 10);
        assert_eq!(
            stream.until(&lines(begin + 9..begin + 10)),
            lines(begin..begin + 10)
        );
    }
    assert!(daemon.sandbox().path("cat.log.2").exists());

    // Now several rotations lie between two reads.
    for begin in (300..400).step_by(10) {
        send(begin..begin + 10);
    }
    assert_eq!(stream.until(&lines(399..400)), lines(300..400));
}

#[test]
fn a_log_is_followed_over_its_clearing_and_into_the_next_life_of_its_program() {
    improves_on!("no JSON API");
    let daemon = Daemon::start(CAT);
    daemon.wait_running("cat");
    let send = |numbers| {
        daemon
            .send("cat", &lines(numbers))
            .expect("a process that reads")
    };
    let mut stream = follow(&daemon, "follow=true&lines=3");
    send(0..2);
    stream.until(&lines(1..2));

    let cleared = daemon.ask("POST /api/v1/processes/cat/clear-logs HTTP/1.0\r\n\r\n");
    assert_eq!(cleared.status, 200, "{cleared:?}");
    send(2..3);
    assert_eq!(stream.until(&lines(2..3)), lines(2..3));

    daemon.stop_process("cat").expect("a process to stop");
    daemon.start_process("cat").expect("a process to start");
    send(3..4);
    assert_eq!(stream.until(&lines(3..4)), lines(3..4));
}

#[test]
fn a_log_that_goes_nowhere_cannot_be_followed() {
    improves_on!("no JSON API");
    let daemon = Daemon::start(
        "
        [program:cat]
        command = /bin/cat
        startsecs = 0
        stdout_logfile = NONE
        ",
    );
    daemon.wait_running("cat");

    for query in ["follow=true", "follow=true&lines=3", "lines=3", ""] {
        let path = format!("/api/v1/processes/cat/logs/stdout?{query}");
        let answer = daemon.ask(&format!("GET {path} HTTP/1.0\r\n\r\n"));
        assert_eq!(answer.status, 404, "{query}");
        assert!(answer.text().contains("NO_FILE"), "{answer:?}");
    }
}

#[test]
fn what_a_program_writes_as_it_is_stopped_with_the_daemon_is_sent_before_the_end() {
    improves_on!("no JSON API");
    let daemon = Daemon::start(
        "
        [program:cat]
        command = /bin/sh -c 'trap \"echo goodbye; exit 0\" TERM; echo hello; while :; do sleep 0.1; done'
        startsecs = 0
        stdout_logfile = {dir}/cat.log
        ",
    );
    daemon.wait_state("cat", State::Running);
    let mut stream = follow(&daemon, "follow=true");
    stream.until("hello\n");

    daemon.signal(nix::sys::signal::Signal::SIGTERM);

    assert_eq!(stream.rest(), b"goodbye\n");
}
