//! Plays a session with one daemon.

use supervisor_tests::{Daemon, Implementation, Proc, Setup, State, Value, wait};

use crate::session::{Session, Step, value};
use crate::settling::settle;
use crate::transcript::{Entry, Transcript};

/// Plays the session and returns everything that could be seen.
pub(crate) fn play(session: &Session, implementation: Implementation) -> Transcript {
    let config = Session::text(&session.config);
    let mut daemon = Setup::of(implementation, &config).start();
    settle(&daemon);
    let mut entries = vec![entry("the start", false, String::new(), &daemon)];
    for step in &session.steps {
        let answer = take(session, step, &daemon);
        settle(&daemon);
        entries.push(entry(
            &step.title(),
            step.has_many_answers(),
            answer,
            &daemon,
        ));
    }
    let code = daemon.shut_down().code();
    Transcript {
        dir: daemon.sandbox().dir().display().to_string(),
        entries,
        code,
        log: daemon.log(),
        events: daemon.sandbox().read("events"),
    }
}

fn entry(title: &str, is_unordered: bool, answer: String, daemon: &Daemon) -> Entry {
    Entry {
        title: title.to_owned(),
        is_unordered,
        answer,
        processes: lines(daemon.call("supervisor.getAllProcessInfo", &[])),
    }
}

fn take(session: &Session, step: &Step, daemon: &Daemon) -> String {
    match step {
        Step::Rpc(words) => call(words, daemon),
        Step::Ctl(words) => {
            let words: Vec<_> = words.iter().map(String::as_str).collect();
            let ran = daemon.run_ctl(&words);
            let end = format!("exit code {:?}, stderr {:?}", ran.code, ran.stderr);
            format!("{}{end}\n", ran.stdout)
        }
        Step::Kill(name, signal, after) => {
            kill(daemon, name, signal, after);
            String::new()
        }
        Step::Signal(signal) => {
            send(daemon, signal);
            String::new()
        }
        Step::Configure(variant) => {
            daemon.configure(&Session::text(&session.variants[variant]));
            String::new()
        }
        Step::Log(name, channel, text) => {
            wait_log(daemon, name, channel, text);
            String::new()
        }
    }
}

fn call(words: &[serde_json::Value], daemon: &Daemon) -> String {
    let (method, parameters) = words.split_first().expect("a method");
    let method = method.as_str().expect("a method has a name");
    let parameters: Vec<_> = parameters.iter().map(value).collect();
    let starts = starts(daemon);
    let answer = lines(daemon.call(method, &parameters));
    if method == "supervisor.restart" {
        wait_restart(daemon, starts);
    }
    answer
}

/// An answer with each element of a list on a line of its own.
fn lines(answer: Result<Value, supervisor_tests::RemoteFault>) -> String {
    match answer {
        Ok(Value::Array(elements)) => elements
            .iter()
            .map(|element| format!("{element:?}\n"))
            .collect(),
        Ok(value) => format!("{value:?}\n"),
        Err(fault) => format!("fault {} {:?}\n", fault.number, fault.text),
    }
}

fn kill(daemon: &Daemon, name: &str, signal: &str, after: &str) {
    let before = Proc::from(&daemon.info(name));
    before.signal(format!("SIG{signal}").parse().expect("a signal"));
    let mut states = State::ALL.into_iter();
    let after = states.find(|state| state.name() == after).expect("a state");
    wait::until_true(&format!("{name} is {after} after SIG{signal}"), || {
        let info = daemon.info(name);
        info.state == after && Proc::from(&info) != before
    });
}

fn send(daemon: &Daemon, signal: &str) {
    let starts = starts(daemon);
    daemon.signal(format!("SIG{signal}").parse().expect("a signal"));
    match signal {
        "HUP" => wait_restart(daemon, starts),
        "USR2" => {
            daemon.wait_log("supervisord logreopen");
        }
        other => panic!("nobody knows when SIG{other} has been heard"),
    }
}

fn starts(daemon: &Daemon) -> usize {
    daemon.count_log("supervisord started with pid")
}

/// Waits until the daemon has started over.
fn wait_restart(daemon: &Daemon, starts_before: usize) {
    wait::until_true("the daemon starts over", || starts(daemon) > starts_before);
    daemon.wait_ready();
}

fn wait_log(daemon: &Daemon, name: &str, channel: &str, text: &str) {
    let method = match channel {
        "stdout" => "supervisor.readProcessStdoutLog",
        _ => "supervisor.readProcessStderrLog",
    };
    wait::until_true(&format!("{name} has written {text:?}"), || {
        let log = daemon.call(method, &[name.into(), 0.into(), 0.into()]);
        log.is_ok_and(|log| log.as_str().is_some_and(|log| log.contains(text)))
    });
}
