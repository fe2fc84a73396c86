//! The stream of events over HTTP: no gap and no repeat, whatever happens in between.

use std::collections::BTreeMap;

use nix::sys::signal::Signal;
use serde_json::Value;
use supervisor_tests::{Daemon, State, WebStream, improves_on};

const PAIR: &str = "
    [program:sleeper]
    command = {child} sleep
    startsecs = 0
    [program:other]
    command = {child} sleep
    startsecs = 0
    autostart = false
";

/// One client, and what it knows.
struct Client {
    stream: WebStream,
    last: u64,
    /// The state of each process, as it would be shown.
    states: BTreeMap<String, String>,
}

impl Client {
    /// Connects anew and takes the snapshot.
    fn new(daemon: &Daemon) -> Self {
        let mut client = Self::open(daemon, "?samples=false", "", 0);
        let (kind, number, data) = client.event();
        assert_eq!(kind, "snapshot");
        client.take_snapshot(number, &data);
        client
    }

    /// Connects again after the last number, as a browser does.
    fn again(self, daemon: &Daemon) -> Self {
        let header = format!("Last-Event-ID: {}\r\n", self.last);
        let client = Self::open(daemon, "?samples=false", &header, self.last);
        Self {
            states: self.states,
            ..client
        }
    }

    fn open(daemon: &Daemon, query: &str, headers: &str, last: u64) -> Self {
        let request = format!("GET /api/v1/events{query} HTTP/1.0\r\n{headers}\r\n");
        let mut stream = daemon.stream(&request);
        stream.until("retry: 1000\n\n");
        Self {
            stream,
            last,
            states: BTreeMap::new(),
        }
    }

    fn event(&mut self) -> (String, Option<u64>, Value) {
        let text = self.stream.until("\n\n");
        let field = |name: &str| text.lines().find_map(|line| line.strip_prefix(name));
        let data = field("data: ").map(|data| serde_json::from_str(data).expect("JSON"));
        (
            field("event: ").unwrap_or_default().to_owned(),
            field("id: ").map(|number| number.parse().expect("a number")),
            data.unwrap_or_default(),
        )
    }

    fn take_snapshot(&mut self, number: Option<u64>, data: &Value) {
        self.last = number.expect("a snapshot has a number");
        self.states.clear();
        for process in data["processes"].as_array().expect("processes") {
            self.take_process(process);
        }
    }

    fn take_process(&mut self, process: &Value) {
        let text = |key: &str| process[key].as_str().expect("text").to_owned();
        self.states.insert(text("id"), text("state"));
    }

    /// Takes changes, each with the next number, until a process is shown in a state.
    fn until(&mut self, id: &str, state: State) {
        while self.states.get(id).map(String::as_str) != Some(state.name()) {
            let (kind, number, data) = self.event();
            self.take_change(&kind, number, &data);
        }
    }

    /// Takes changes, each with the next number, until a snapshot comes.
    fn until_snapshot(&mut self) -> (u64, Value) {
        loop {
            let (kind, number, data) = self.event();
            if kind == "snapshot" {
                return (number.expect("a snapshot has a number"), data);
            }
            self.take_change(&kind, number, &data);
        }
    }

    fn take_change(&mut self, kind: &str, number: Option<u64>, data: &Value) {
        if kind.is_empty() {
            return;
        }
        assert_eq!((kind, number), ("change", Some(self.last + 1)));
        self.last += 1;
        if !data["process"].is_null() {
            self.take_process(&data["process"]);
        }
    }
}

#[test]
fn a_client_that_comes_and_goes_sees_every_change_once() {
    improves_on!("no stream of events");
    let daemon = Daemon::start(PAIR);
    let sleeper = daemon.wait_running("sleeper");
    let mut client = Client::new(&daemon);
    assert_eq!(client.states["sleeper"], "RUNNING");
    assert_eq!(client.states["other"], "STOPPED");

    sleeper.signal(Signal::SIGKILL);
    client.until("sleeper", State::Exited);
    client.until("sleeper", State::Running);

    for _ in 0..5 {
        daemon.start_process("other").expect("a process to start");
        daemon.stop_process("other").expect("a process to stop");
        client = client.again(&daemon);
        daemon.start_process("other").expect("a process to start");
        client.until("other", State::Running);
        daemon.stop_process("other").expect("a process to stop");
        client.until("other", State::Stopped);
    }
}

#[test]
fn a_number_of_the_run_before_gets_a_snapshot() {
    improves_on!("no stream of events");
    let daemon = Daemon::start(PAIR);
    daemon.wait_running("sleeper");
    let client = Client::new(&daemon);
    let before = client.last;

    daemon.signal(Signal::SIGHUP);
    // The old stream ends with its run.
    assert!(!client.stream.rest().is_empty());
    daemon.wait_ready_again();
    daemon.wait_running("sleeper");

    let header = format!("Last-Event-ID: {before}\r\n");
    let mut client = Client::open(&daemon, "", &header, before);
    let (kind, number, data) = client.event();
    assert_eq!(kind, "snapshot");
    assert!(number.is_some_and(|number| number > before));
    assert_eq!(data["daemon"]["pid"], daemon.process().0);
}

#[test]
fn a_stream_tells_the_last_change_of_its_run_before_it_ends() {
    improves_on!("no stream of events");
    let daemon = Daemon::start(PAIR);
    daemon.wait_running("sleeper");
    let client = Client::new(&daemon);

    daemon.signal(Signal::SIGTERM);

    let rest = String::from_utf8(client.stream.rest()).expect("text");
    assert!(rest.contains("PROCESS_STATE_STOPPED"), "{rest}");
}

#[test]
fn who_does_not_read_for_too_many_changes_gets_a_snapshot_in_the_midst_and_goes_on() {
    improves_on!("no stream of events");
    let daemon = Daemon::start(
        "
        [program:many]
        command = {child} sleep
        startsecs = 0
        autostart = false
        numprocs = 40
        process_name = %(process_num)d
        ",
    );
    let mut client = Client::new(&daemon);

    // Four changes each time for each of them; what the sockets take is far less than a thousand.
    for _ in 0..32 {
        for method in [
            "supervisor.startAllProcesses",
            "supervisor.stopAllProcesses",
        ] {
            daemon.call(method, &[]).expect("all of them");
        }
    }

    let before = client.last;
    let (number, data) = client.until_snapshot();
    assert!(client.last > before, "it had got some");
    assert!(number > client.last + 1, "it has lost some");
    client.take_snapshot(Some(number), &data);
    assert!(client.states.values().all(|state| state == "STOPPED"));
    daemon.start_process("many:7").expect("a process to start");
    client.until("many:7", State::Running);
}

#[test]
fn who_watches_is_told_what_programs_use() {
    improves_on!("no stream of events");
    let daemon = Daemon::start(PAIR);
    daemon.wait_running("sleeper");
    let mut client = Client::open(&daemon, "", "", 0);

    let sample = loop {
        let (kind, number, data) = client.event();
        if kind == "sample" {
            assert_eq!(number, None);
            break data;
        }
    };

    let programs = sample["programs"].as_array().expect("programs");
    assert_eq!(programs.len(), 1);
    assert_eq!(programs[0]["id"], "sleeper");
    assert!(programs[0]["resident_bytes"].as_u64() > Some(0));
}
