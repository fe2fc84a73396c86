//! Logs on the daemon's own standard output (W-15, P-110): a pipe, a file, a socket.
//!
//! Each test runs one of the ignored ones in a process of its own, whose standard output it made.

use std::fs::{self, File};
use std::io::{Read, Write};
use std::os::fd::{AsRawFd, OwnedFd};
use std::os::unix::net::UnixStream;
use std::path::Path;
#[expect(
    clippy::disallowed_types,
    reason = "the daemon's rule; this is its test"
)]
use std::process::{Command, Stdio};

use nix::fcntl::{FcntlArg, OFlag, fcntl};
use supervisor_api::Level;
use supervisor_api::config::MainLog;
use supervisord::logging::{ActivityLog, LogSettings, log};
use supervisord::output::{Feeds, LogFile, Progress};

use crate::rig::NO_ROTATION;

const LOG: &str = "SUPERVISORD_TEST_LOG";

#[expect(
    clippy::disallowed_types,
    reason = "the daemon's rule; this is its test"
)]
fn run(inner: &str, stdout: impl Into<Stdio>, log: &str) {
    let status = Command::new(std::env::current_exe().unwrap())
        .args([
            "--ignored",
            "--exact",
            "--nocapture",
            &format!("stdout::{inner}"),
        ])
        .env(LOG, log)
        .stdout(stdout)
        .status()
        .unwrap();
    assert!(status.success());
}

fn open_log() -> LogFile {
    LogFile::open("/dev/stdout", NO_ROTATION, None, Feeds::default()).unwrap()
}

fn say(text: &str) {
    let mut stdout = std::io::stdout().lock();
    stdout.write_all(text.as_bytes()).unwrap();
    stdout.flush().unwrap();
}

#[test]
#[ignore = "part of others"]
fn write_in_turns() {
    let mut log = open_log();
    for number in 0..3 {
        say(&format!("directly {number}\n"));
        let line = format!("by log {number}\n");
        assert_eq!(log.write(line.as_bytes(), &mut Vec::new()), Progress::Done);
    }
}

#[test]
#[ignore = "part of others"]
fn write_more_than_anybody_takes() {
    let mut log = open_log();
    let flood = vec![b'x'; 1 << 20];
    let progress = log.write(&flood, &mut Vec::new());
    // The harness would say how it went on the standard output, which nobody reads.
    std::process::exit(i32::from(progress != Progress::Waiting));
}

#[test]
#[ignore = "part of others"]
fn write_and_look_at_the_flags() {
    let mut log = open_log();
    let _ = log.write(b"x\n", &mut Vec::new());
    let flags = fcntl(std::io::stdout(), FcntlArg::F_GETFL).unwrap();
    assert!(!OFlag::from_bits_retain(flags).contains(OFlag::O_NONBLOCK));
}

#[test]
#[ignore = "part of others"]
fn log_with_an_echo() {
    let activity = ActivityLog::new(Feeds::default());
    let settings = LogSettings {
        target: MainLog::File(std::env::var(LOG).unwrap()),
        limits: NO_ROTATION,
        level: Level::Info,
        echo: true,
    };
    activity.open(&settings).unwrap();
    tracing::subscriber::with_default(activity.subscriber(), || log(Level::Info, "twice"));
}

const TURNS: &str = "directly 0\nby log 0\ndirectly 1\nby log 1\ndirectly 2\nby log 2\n";

fn content(path: &Path) -> String {
    fs::read_to_string(path).unwrap()
}

#[test]
fn w_15_a_redirected_standard_output_is_not_overwritten() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("redirected");

    run("write_in_turns", File::create(&path).unwrap(), "");

    assert!(content(&path).contains(TURNS), "{}", content(&path));
}

#[test]
fn a_socket_as_standard_output_cannot_be_opened_anew_but_is_written() {
    let (mut ours, theirs) = UnixStream::pair().unwrap();

    run("write_in_turns", OwnedFd::from(theirs), "");

    let mut read = String::new();
    ours.read_to_string(&mut read).unwrap();
    assert!(read.contains(TURNS), "{read}");
}

#[test]
fn a_full_socket_or_pipe_as_standard_output_blocks_nobody() {
    let (_ours, socket) = UnixStream::pair().unwrap();
    let (_reader, pipe) = std::io::pipe().unwrap();

    run("write_more_than_anybody_takes", OwnedFd::from(socket), "");
    run("write_more_than_anybody_takes", OwnedFd::from(pipe), "");
}

#[test]
fn a_pipe_that_others_share_keeps_its_flags() {
    let (_reader, pipe) = std::io::pipe().unwrap();

    run("write_and_look_at_the_flags", OwnedFd::from(pipe), "");
}

#[test]
fn p_110_in_the_foreground_each_line_goes_to_standard_output_as_well() {
    let dir = tempfile::tempdir().unwrap();
    let (log, echo) = (dir.path().join("log"), dir.path().join("echo"));

    run(
        "log_with_an_echo",
        File::create(&echo).unwrap(),
        log.to_str().unwrap(),
    );

    assert!(content(&log).ends_with(" INFO twice\n"));
    assert!(content(&echo).contains(&content(&log)));
}

#[test]
fn w_15_a_socket_of_any_number_is_written_through_a_duplicate() {
    let (ours, mut theirs) = UnixStream::pair().unwrap();
    let path = format!("/dev/fd/{}", ours.as_raw_fd());
    let mut log = LogFile::open(&path, NO_ROTATION, None, Feeds::default()).unwrap();

    assert_eq!(log.write(b"through\n", &mut Vec::new()), Progress::Done);
    drop((log, ours));

    let mut text = String::new();
    theirs.read_to_string(&mut text).unwrap();
    assert_eq!(text, "through\n");
}

#[test]
fn c_168_a_descriptor_that_is_not_open_is_an_error() {
    let opened = LogFile::open("/dev/fd/9999", NO_ROTATION, None, Feeds::default());

    assert!(opened.is_err());
}
