//! `/metrics` as Prometheus reads it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use nix::sys::signal::Signal;
use regex::Regex;
use serde_json::Value;
use supervisor_tests::{Daemon, State, improves_on, oracle, require, run, text_of, wait};

/// Reads both formats as Prometheus's own library does, strictly, and tells the samples as JSON.
const PARSE: &str = "
import json, sys
from prometheus_client import parser
from prometheus_client.openmetrics import parser as open_parser
parse = {'open': open_parser, 'text': parser}[sys.argv[1]].text_string_to_metric_families
families = list(parse(open(sys.argv[2]).read()))
assert all(family.documentation and family.type != 'unknown' for family in families)
print(json.dumps([[s.name, s.labels, s.value] for f in families for s in f.samples]))
";

const PROGRAMS: &str = "
    [program:sleeper]
    command = {child} sleep
    startsecs = 0
    [program:talker]
    command = /bin/sh -c 'echo hello; exec sleep 1000'
    startsecs = 0
    [program:failing]
    command = /bin/sh -c 'exit 3'
    startsecs = 0
    autorestart = false
    [eventlistener:listener]
    command = {child} sleep
    events = TICK_5
";

/// Samples by their name, each with its labels and value.
type Samples = Vec<(String, BTreeMap<String, String>, f64)>;

fn scrape(daemon: &Daemon, accept: &str) -> String {
    let request = format!("GET /metrics HTTP/1.0\r\nAccept: {accept}\r\n\r\n");
    let answer = daemon.ask(&request);
    assert_eq!(answer.status, 200);
    answer.text()
}

fn parse(daemon: &Daemon, python: &Path, format: &str, text: &str) -> Samples {
    let file = daemon.sandbox().write(format, text);
    let script = daemon.sandbox().write("parse.py", PARSE);
    let mut command = daemon.sandbox().command(python);
    let output = run(command.arg(script).arg(format).arg(file)).ok();
    serde_json::from_str(&output).expect("samples")
}

fn value(samples: &Samples, name: &str, labels: &[(&str, &str)]) -> Option<f64> {
    let is_meant = |known: &BTreeMap<String, String>| {
        labels
            .iter()
            .all(|(key, value)| known.get(*key).is_some_and(|known| known == value))
    };
    let mut found = samples.iter().filter(|(known, ..)| known == name);
    found
        .find(|(_, labels, _)| is_meant(labels))
        .map(|(.., value)| *value)
}

#[test]
fn a_scrape_satisfies_the_parser_of_prometheus_in_both_formats() {
    improves_on!("no metrics");
    let python = oracle("python");
    require!(python.is_some(), "needs the Python environment");
    let python = python.unwrap_or_default();
    let daemon = Daemon::start(PROGRAMS);
    let sleeper = daemon.wait_running("sleeper");
    daemon.wait_state("failing", State::Exited);
    sleeper.signal(Signal::SIGKILL);
    daemon.wait_successor("sleeper", sleeper);
    daemon.wait_running("sleeper");
    daemon.wait_running("talker");
    let log = daemon.info("talker").stdout_logfile;
    wait::until_true("it has talked", || text_of(&log) == "hello\n");

    for (format, accept) in [
        ("text", "text/plain"),
        ("open", "application/openmetrics-text"),
    ] {
        let samples = parse(&daemon, &python, format, &scrape(&daemon, accept));
        let of = |name: &str, process: &str, more: &[(&str, &str)]| {
            let labels = [&[("group", process), ("name", process)], more].concat();
            value(&samples, name, &labels)
        };

        assert_eq!(of("supervisor_process_state", "sleeper", &[]), Some(20.0));
        assert_eq!(of("supervisor_process_state", "failing", &[]), Some(100.0));
        assert_eq!(of("supervisor_process_up", "failing", &[]), Some(0.0));
        let exit = "supervisor_process_last_exit_code";
        assert_eq!(of(exit, "failing", &[]), Some(3.0));
        assert_eq!(of(exit, "sleeper", &[]), Some(137.0));
        let restarts = "supervisor_process_restarts_total";
        let unexpected = [("reason", "unexpected_exit")];
        assert_eq!(of(restarts, "sleeper", &unexpected), Some(1.0));
        let memory = of("supervisor_process_resident_memory_bytes", "sleeper", &[]);
        assert!(memory > Some(0.0));
        let bytes = "supervisor_process_log_bytes_total";
        assert_eq!(of(bytes, "talker", &[("channel", "stdout")]), Some(6.0));
        let dropped = "supervisor_listener_events_dropped_total";
        let listener = [("group", "listener")];
        assert_eq!(value(&samples, dropped, &listener), Some(0.0));
        let turns = "supervisor_loop_turn_seconds_count";
        assert!(value(&samples, turns, &[]) > Some(0.0));
        assert_eq!(value(&samples, "supervisord_up", &[]), Some(1.0));
        let info = [("state", "RUNNING"), ("exit_status", "0")];
        assert_eq!(of("supervisor_process_info", "sleeper", &info), Some(1.0));
    }
}

#[test]
fn the_dashboard_asks_for_what_there_is() {
    improves_on!("no metrics");
    let daemon = Daemon::start(PROGRAMS);
    daemon.wait_running("sleeper");
    daemon.wait_state("failing", State::Exited);
    scrape(&daemon, "text/plain");
    let text = scrape(&daemon, "text/plain");
    let name = Regex::new("(?m)^[a-z_]+").expect("a pattern");
    let there: BTreeSet<_> = name.find_iter(&text).map(|name| name.as_str()).collect();

    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../contrib/grafana/supervisor.json");
    let dashboard: Value = serde_json::from_str(&text_of(path)).expect("JSON");
    let queries = dashboard.to_string();
    let metric = Regex::new(r"\b(supervisor|supervisord|node)_[a-z_]+").expect("a pattern");
    let asked: BTreeSet<_> = metric
        .find_iter(&queries)
        .map(|name| name.as_str())
        .collect();

    let missing: Vec<_> = asked.difference(&there).collect();
    assert!(asked.len() > 10 && missing.is_empty(), "{missing:?}");
}
