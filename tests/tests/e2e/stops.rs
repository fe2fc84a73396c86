//! Stopping: which signals go where, and when KILL follows.

use std::io::Write;
use std::net::Shutdown;
use std::os::unix::net::UnixStream;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use supervisor_tests::{Daemon, Proc, State, Value, improves_on, wait};

#[test]
fn p_33_kill_follows_after_stopwaitsecs() {
    let daemon = Daemon::start(
        "
        [program:stubborn]
        command = {child} ignore-term sleep
        stopwaitsecs = 1
        ",
    );
    let process = daemon.wait_running("stubborn");
    let begin = Instant::now();

    daemon.stop_process("stubborn").expect("a stop");

    assert!(begin.elapsed() >= Duration::from_millis(990));
    assert!(!process.is_alive());
    daemon.wait_log(&format!("killing 'stubborn' ({}) with SIGKILL", process.0));
    daemon.wait_log("WARN stopped: stubborn (terminated by SIGKILL)");
    assert_eq!(daemon.info("stubborn").state, State::Stopped);
}

/// The loop took requests before everything else, and as long as there were any.
#[test]
fn w_4_requests_without_a_pause_hold_no_deadline_up() {
    improves_on!("W-82: it answers pipelined requests with 400");
    let daemon = Daemon::start(
        "
        [program:stubborn]
        command = {child} ignore-term sleep
        stopwaitsecs = 1
        ",
    );
    daemon.wait_running("stubborn");
    let is_over = AtomicBool::new(false);

    let stopped = thread::scope(|scope| {
        for _ in 0..16 {
            let client = UnixStream::connect(daemon.sandbox().path("supervisor.sock")).unwrap();
            scope.spawn(|| flood(client, &is_over));
        }
        let request = |method: &str| daemon.call(method, &["stubborn".into(), false.into()]);
        request("supervisor.stopProcess").expect("a stop");
        let line = "stopped: stubborn (terminated by SIGKILL)";
        let stopped = wait::within(Duration::from_secs(10), || {
            daemon.log().contains(line).then_some(())
        });
        is_over.store(true, Ordering::Relaxed);
        stopped
    });

    assert!(stopped.is_some(), "the flood has held up SIGKILL");
}

/// Sends requests without waiting for the answers, which it throws away.
fn flood(client: UnixStream, is_over: &AtomicBool) {
    let body = "<methodCall><methodName>supervisor.signalProcess</methodName><params>\
                <param><value>stubborn</value></param><param><value>CONT</value></param>\
                </params></methodCall>";
    let head = format!(
        "POST /RPC2 HTTP/1.1\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    let requests = format!("{head}{body}").repeat(100);
    let mut answers = client.try_clone().unwrap();
    thread::scope(|scope| {
        scope.spawn(move || std::io::copy(&mut answers, &mut std::io::sink()));
        while !is_over.load(Ordering::Relaxed) && (&client).write_all(requests.as_bytes()).is_ok() {
        }
        let _ = client.shutdown(Shutdown::Both);
    });
}

#[test]
fn c_143_stopwaitsecs_0_kills_at_once() {
    let daemon = Daemon::start(
        "
        [program:stubborn]
        command = {child} ignore-term sleep
        stopwaitsecs = 0
        ",
    );
    daemon.wait_running("stubborn");

    daemon.stop_process("stubborn").expect("a stop");

    daemon.wait_log("stopped: stubborn (terminated by SIGKILL)");
}

#[test]
fn c_142_the_stop_signal_is_the_one_configured() {
    let daemon = Daemon::start(
        "
        [program:polite]
        command = {child} exit-on INT 0 out ready sleep
        stopsignal = INT
        stdout_logfile = {dir}/polite.log
        ",
    );
    daemon.wait_line("polite.log", "ready");
    daemon.wait_running("polite");

    daemon.stop_process("polite").expect("a stop");

    daemon.wait_line("polite.log", "got SIGINT");
    daemon.wait_log("INFO stopped: polite (exit status 0)");
}

#[test]
fn x_35_only_what_runs_can_be_stopped() {
    let daemon = Daemon::start(
        "
        [program:idle]
        command = {child} sleep
        autostart = false
        ",
    );

    let fault = daemon.stop_process("idle").expect_err("a fault");

    assert_eq!(
        (fault.number, fault.text.as_str()),
        (70, "NOT_RUNNING: idle")
    );
}

#[test]
fn w_19_a_stop_leaves_grandchildren_alone() {
    let daemon = family("");
    let grandchild = grandchild(&daemon);

    daemon.stop_process("parent").expect("a stop");

    assert!(wait::holds_for(Duration::from_millis(200), || grandchild.is_alive()));
}

#[test]
fn p_40_stopasgroup_reaches_grandchildren() {
    let daemon = family("stopasgroup = true");
    let grandchild = grandchild(&daemon);

    daemon.stop_process("parent").expect("a stop");

    grandchild.wait_gone();
}

#[test]
fn p_40_killasgroup_reaches_grandchildren_that_ignore_the_stop_signal() {
    let daemon = family("killasgroup = true\nstopwaitsecs = 1\nstopsignal = HUP");
    let grandchild = grandchild(&daemon);

    daemon.stop_process("parent").expect("a stop");

    grandchild.wait_gone();
    daemon.wait_log("stopped: parent (terminated by SIGKILL)");
}

/// A program with a grandchild; both ignore SIGHUP.
fn family(keys: &str) -> Daemon {
    let daemon = Daemon::start(&format!(
        "[program:parent]
command = {{child}} ignore HUP spawn-grandchild sleep
stdout_logfile = {{dir}}/parent.log
{keys}
"
    ));
    daemon.wait_running("parent");
    daemon
}

fn grandchild(daemon: &Daemon) -> Proc {
    let line = daemon.wait_line("parent.log", "grandchild ");
    let pid = line.rsplit(' ').next().and_then(|pid| pid.parse().ok());
    Proc(pid.expect("a pid"))
}

#[test]
fn p_33_a_stopped_process_is_killed_too() {
    let daemon = Daemon::start(
        "
        [program:frozen]
        command = {child} stop-self sleep
        stopwaitsecs = 1
        ",
    );
    daemon.wait_running("frozen");

    daemon.stop_process("frozen").expect("a stop");

    daemon.wait_log("stopped: frozen (terminated by SIGKILL)");
}

#[test]
fn p_42_signals_change_no_state() {
    let daemon = Daemon::start(
        "
        [program:ears]
        command = {child} report-signals HUP,USR1 out ready sleep
        stdout_logfile = {dir}/ears.log
        ",
    );
    daemon.wait_line("ears.log", "ready");
    let process = daemon.wait_running("ears");

    for signal in [Value::from("HUP"), Value::from(10)] {
        let sent = daemon.call("supervisor.signalProcess", &["ears".into(), signal]);
        assert_eq!(sent, Ok(Value::Bool(true)));
    }

    daemon.wait_line("ears.log", "got SIGHUP");
    daemon.wait_line("ears.log", "got SIGUSR1");
    assert_eq!(Proc::from(&daemon.info("ears")), process);
    assert_eq!(daemon.info("ears").state, State::Running);
}

#[test]
fn x_38_an_unknown_signal_is_a_fault() {
    let daemon = Daemon::start(
        "
        [program:ears]
        command = {child} sleep
        ",
    );
    daemon.wait_running("ears");

    let fault = daemon
        .call("supervisor.signalProcess", &["ears".into(), "NOPE".into()])
        .expect_err("a fault");

    assert_eq!(
        (fault.number, fault.text.as_str()),
        (11, "BAD_SIGNAL: NOPE")
    );
}
