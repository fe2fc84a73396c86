//! Streams of logs over HTTP (H-50..H-54).

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::time::SystemTime;

use nix::sys::signal::Signal;
use supervisor_tests::{Daemon, State, improves_on, wait};

const CAT: &str = "
    [program:cat]
    command = /bin/cat
    startsecs = 0
    stdout_logfile = {dir}/cat.log
";

/// Clients that are not sent chunks.
const OLD: [&str; 2] = [
    "GET /logtail/cat HTTP/1.0\r\n\r\n",
    "GET /logtail/cat HTTP/1.1\r\nConnection: close\r\n\r\n",
];

fn cat() -> Daemon {
    let daemon = Daemon::start(CAT);
    daemon.wait_running("cat");
    daemon
}

/// Has the program write a text, and waits until that is in its log.
fn write(daemon: &Daemon, text: &str) {
    let before = daemon.sandbox().read("cat.log").len();
    daemon.send("cat", text).expect("a process that reads");
    wait::until_true("it is written", || {
        daemon.sandbox().read("cat.log").len() == before + text.len()
    });
}

#[test]
fn h_51_a_stream_begins_1024_bytes_before_the_end_and_goes_on() {
    let daemon = cat();
    write(&daemon, &("x".repeat(2_000) + "\n"));

    let mut stream = daemon.stream("GET /logtail/cat HTTP/1.1\r\n\r\n");
    let head = stream.until("\r\n\r\n");
    let first = stream.until("x\n\r\n");
    daemon.send("cat", "more\n").expect("a process that reads");

    assert!(head.starts_with("HTTP/1.1 200 OK\r\n"), "{head}");
    assert_eq!(first, format!("400\r\n{}\n\r\n", "x".repeat(1_023)));
    assert_eq!(stream.until("more\n\r\n"), "5\r\nmore\n\r\n");
}

#[test]
fn h_50_a_stream_says_when_its_log_was_written_last() {
    let daemon = cat();
    write(&daemon, "one\n");
    let log = OpenOptions::new()
        .append(true)
        .open(daemon.sandbox().path("cat.log"))
        .expect("the log");
    log.set_modified(SystemTime::UNIX_EPOCH).expect("an age");

    let mut stream = daemon.stream("GET /logtail/cat HTTP/1.1\r\n\r\n");

    stream.until("\r\nLast-Modified: Thu, 01 Jan 1970 00:00:00 GMT\r\n");
}

#[test]
fn h_53_the_main_log_is_streamed_as_it_grows() {
    let daemon = cat();

    let mut stream = daemon.stream("GET /mainlogtail HTTP/1.1\r\n\r\n");
    stream.until("\r\n\r\n");
    daemon.stop_process("cat").expect("a process to stop");

    stream.until("stopped: cat");
}

#[test]
fn w_39_old_clients_get_what_is_written_at_once() {
    improves_on!("W-39: old clients wait for 64 KiB");
    let daemon = cat();
    write(&daemon, "there\n");

    for request in OLD {
        let mut stream = daemon.stream(request);
        stream.until("\r\n\r\n");
        stream.until("there\n");
        write(&daemon, "now\nthere\n");
        assert_eq!(stream.until("now\nthere\n"), "now\nthere\n");
    }
}

#[test]
fn w_38_a_log_that_is_truncated_in_place_is_told_and_goes_on() {
    improves_on!("W-38: a log that shrinks ends its stream");
    let daemon = cat();
    write(&daemon, "one\n");
    let mut stream = daemon.stream(OLD[0]);
    stream.until("one\n");

    let log = OpenOptions::new()
        .write(true)
        .open(daemon.sandbox().path("cat.log"))
        .expect("the log");
    log.set_len(0).expect("a shorter log");
    write(&daemon, "two\n");

    assert_eq!(stream.until("two\n"), "==> File truncated <==\ntwo\n");
}

#[test]
fn h_52_a_log_that_was_moved_away_is_followed_by_its_successor() {
    improves_on!("W-38: the last bytes before a rotation are lost");
    let daemon = cat();
    write(&daemon, "one\n");
    let mut stream = daemon.stream(OLD[0]);
    stream.until("one\n");

    let log = daemon.sandbox().path("cat.log");
    let moved = daemon.sandbox().path("cat.log.moved");
    fs::rename(&log, &moved).expect("another name");
    daemon.send("cat", "late\n").expect("a process that reads");
    wait::until_true("the old file gets it", || {
        daemon.sandbox().read("cat.log.moved") == "one\nlate\n"
    });
    daemon.signal(Signal::SIGUSR2);
    wait::until_true("there is a new file", || log.exists());
    write(&daemon, "new\n");

    assert_eq!(stream.until("new\n"), "late\nnew\n");
}

#[test]
fn what_others_append_to_a_log_is_sent_with_the_next_line() {
    let daemon = cat();
    write(&daemon, "one\n");
    let mut stream = daemon.stream("GET /logtail/cat HTTP/1.1\r\n\r\n");
    stream.until("one\n");

    let mut log = OpenOptions::new()
        .append(true)
        .open(daemon.sandbox().path("cat.log"))
        .expect("the log");
    log.write_all(b"stranger\n").expect("a line");
    write(&daemon, "two\n");

    stream.until("stranger\n");
    stream.until("two\n");
}

#[test]
fn w_39_a_client_that_does_not_read_keeps_nobody_waiting_and_loses_nothing() {
    improves_on!("W-39: old clients wait for 64 KiB");
    let daemon = Daemon::start(
        "
        [program:flood]
        command = /bin/sh -c 'read go; head -c 4000000 /dev/zero | tr \"\\0\" x; echo end'
        autorestart = false
        startsecs = 0
        stdout_logfile_maxbytes = 0
        ",
    );
    daemon.wait_running("flood");
    let mut slow = daemon.stream("GET /logtail/flood HTTP/1.0\r\n\r\n");
    slow.until("\r\n\r\n");

    daemon.send("flood", "go\n").expect("a process that reads");
    daemon.wait_state("flood", State::Exited);
    assert_eq!(daemon.page("/ok.html").status, 200);

    let text = slow.until("end\n");
    assert_eq!(text.len(), 4_000_000 + "end\n".len());
    assert!(text.starts_with("xxx"));
}
