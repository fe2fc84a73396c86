//! Lines to a stand-in for the system's log daemon.

use std::os::unix::net::UnixDatagram;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use crate::rig::{NO_ROTATION, Rig, write};
use supervisor_core::{ChildId, Record};
use supervisord::output::{ChildSpec, Frame, Progress, Syslog, Tells};

const LIMIT: Duration = Duration::from_secs(10);

const WEB: Frame<'_> = Frame {
    before: "web ",
    after: "",
};

/// A place where a log daemon may listen.
struct Stage {
    dir: tempfile::TempDir,
    syslog: Syslog,
    records: Vec<Record>,
}

impl Stage {
    fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        Self {
            syslog: Syslog::at(dir.path().join("log")),
            dir,
            records: Vec::new(),
        }
    }

    fn path(&self) -> PathBuf {
        self.dir.path().join("log")
    }

    fn daemon(&self) -> UnixDatagram {
        let daemon = UnixDatagram::bind(self.path()).unwrap();
        daemon.set_nonblocking(true).unwrap();
        daemon
    }

    fn say(&mut self, text: &str) {
        self.syslog.send(WEB, text, &mut self.records);
    }

    fn texts(&self) -> Vec<&str> {
        self.records
            .iter()
            .map(|record| record.text.as_str())
            .collect()
    }
}

/// A table of channels, and a program whose output goes to the log daemon as well.
struct Logged {
    daemon: UnixDatagram,
    rig: Rig,
    spec: ChildSpec,
    /// Where the daemon listens.
    _dir: tempfile::TempDir,
}

impl Logged {
    fn new() -> Self {
        let stage = Stage::new();
        let daemon = stage.daemon();
        let mut rig = Rig::new();
        rig.output.set_syslog(stage.syslog);
        let mut spec = rig.spec("out.log", NO_ROTATION);
        spec.stdout.syslog = true;
        Self {
            daemon,
            rig,
            spec,
            _dir: stage.dir,
        }
    }
}

/// Takes what has come, each message from after its time.
fn received(daemon: &UnixDatagram) -> Vec<String> {
    let header = "<14>Nov 25 17:43:14 ".len();
    let mut buffer = [0; 4096];
    let mut messages = Vec::new();
    while let Ok(count) = daemon.recv(&mut buffer) {
        assert_eq!(&buffer[..4], b"<14>");
        messages.push(String::from_utf8(buffer[header..count].to_vec()).unwrap());
    }
    messages
}

#[test]
fn c_155_each_line_is_a_message_with_the_name_of_the_process() {
    let mut stage = Stage::new();
    let daemon = stage.daemon();

    stage.say("one\n\ntwo\twords\r\n\n\n");
    stage.say("\n");

    let expected = [
        "supervisord: web one",
        "supervisord: web ",
        "supervisord: web two\twords\r",
        "supervisord: web ",
    ];
    assert_eq!(received(&daemon), expected);
    assert!(stage.texts().is_empty());
}

#[test]
fn c_155_a_line_ends_at_a_nul_as_with_syslog_3() {
    let mut stage = Stage::new();
    let daemon = stage.daemon();

    stage.say("seen\0unseen\nnext\n");

    let expected = ["supervisord: web seen", "supervisord: web next"];
    assert_eq!(received(&daemon), expected);
}

#[test]
fn a_restarted_log_daemon_gets_the_next_line() {
    let mut stage = Stage::new();
    let daemon = stage.daemon();
    stage.say("before\n");
    assert_eq!(received(&daemon), ["supervisord: web before"]);

    drop(daemon);
    std::fs::remove_file(stage.path()).unwrap();
    let daemon = stage.daemon();

    // A child that another test has just forked may hold the old socket for a moment, and what is
    // sent meanwhile goes there.
    let begin = Instant::now();
    loop {
        stage.say("after\n");
        match received(&daemon).first() {
            Some(line) => break assert_eq!(line, "supervisord: web after"),
            None => assert!(begin.elapsed() < LIMIT),
        }
    }
    assert!(stage.texts().is_empty());
}

#[test]
fn a_missing_log_daemon_is_told_once_and_what_it_missed_when_it_is_back() {
    let mut stage = Stage::new();

    stage.say("lost\nlost too\n");
    stage.say("lost as well\n");
    let daemon = stage.daemon();
    let begin = Instant::now();
    while stage.records.len() < 2 {
        assert!(begin.elapsed() < LIMIT);
        stage.say("got\n");
        received(&daemon);
    }

    let path = stage.path().display().to_string();
    let [lost, found] = stage.texts()[..] else {
        panic!("{:?}", stage.records);
    };
    assert!(lost.starts_with(&format!("dropping log output path={path} error=")));
    assert!(found.starts_with(&format!("log is written again path={path} dropped_bytes=")));
}

#[test]
fn a_full_socket_makes_lines_wait_and_loses_none() {
    let mut stage = Stage::new();
    let daemon = stage.daemon();
    let lines: String = (0..5000).map(|number| format!("{number}\n")).collect();

    stage.say(&lines);
    assert!(stage.syslog.due().is_some(), "no socket takes that much");
    let mut all = Vec::new();
    let begin = Instant::now();
    loop {
        all.extend(received(&daemon));
        if stage.syslog.flush(&mut stage.records) == Progress::Done {
            break;
        }
        assert!(begin.elapsed() < LIMIT);
    }
    all.extend(received(&daemon));

    let expected: Vec<_> = (0..5000)
        .map(|number| format!("supervisord: web {number}"))
        .collect();
    assert_eq!(all, expected);
    assert!(stage.texts().is_empty());
}

#[test]
fn a_log_daemon_that_hangs_costs_bounded_memory_and_what_it_misses_is_told() {
    let mut stage = Stage::new();
    let _hangs = stage.daemon();
    let line = "x".repeat(1000);

    for _ in 0..10_000 {
        stage.say(&line);
    }

    let [told] = stage.texts()[..] else {
        panic!("{:?}", stage.records);
    };
    assert!(told.ends_with("error=\"nobody reads it\""), "{told}");
}

#[test]
fn c_155_what_a_program_writes_goes_to_its_file_and_to_the_log_daemon() {
    let mut logged = Logged::new();
    let Logged {
        daemon, rig, spec, ..
    } = &mut logged;
    let ends = rig.attach(1, spec);

    write(&ends.stdout, b"gr\xfcn\nlast");
    rig.output.drain(ChildId(1));

    assert_eq!(rig.content("out.log"), b"gr\xfcn\nlast");
    let expected = ["supervisord: web gr\u{fffd}n", "supervisord: web last"];
    assert_eq!(received(daemon), expected);
}

#[test]
fn e_40_e_46_what_is_captured_or_answered_is_not_for_the_log_daemon() {
    let mut logged = Logged::new();
    let Logged {
        daemon, rig, spec, ..
    } = &mut logged;
    let mut program = spec.clone();
    program.stdout.tells = Tells::Program {
        log_events: true,
        capture_maxbytes: 100,
    };
    let mut listener = program.clone();
    listener.stdout.tells = Tells::Protocol;
    let (program, listener) = (rig.attach(1, &program), rig.attach(2, &listener));

    write(
        &program.stdout,
        b"<!--XSUPERVISOR:BEGIN-->secret<!--XSUPERVISOR:END-->told",
    );
    write(&listener.stdout, b"READY\n");
    rig.output.drain(ChildId(1));
    rig.output.drain(ChildId(2));

    assert_eq!(received(daemon), ["supervisord: web told"]);
}

#[test]
fn lines_that_wait_for_the_log_daemon_are_sent_by_the_table_when_it_is_time() {
    let mut logged = Logged::new();
    let Logged {
        daemon, rig, spec, ..
    } = &mut logged;
    let ends = rig.attach(1, spec);
    let lines = "x\n".repeat(1500);
    let mut count = 0;

    write(&ends.stdout, lines.as_bytes());
    rig.until("all lines are there", |_| {
        count += received(daemon).len();
        count == 1500
    });

    assert_eq!(rig.content("out.log"), lines.as_bytes());
}
