//! A daemon for the cases of a scenario, and what is to be done before each.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::os::unix::net::UnixListener;

use supervisor_tests::{Daemon, Implementation, Setup, State, Value, wait};

use crate::cases::{Case, Cases, Scenario, Step};
use crate::client::{Outcome, run};

/// What the two clients had to say about one case, with the same daemon.
pub(crate) struct Pair {
    pub(crate) by_original: Outcome,
    pub(crate) by_ours: Outcome,
}

/// Plays the cases on a daemon of this implementation, with both clients.
pub(crate) fn play(
    cases: &Cases,
    name: &str,
    played: &[&Case],
    implementation: Implementation,
) -> Vec<Pair> {
    let mut stage = Stage {
        cases,
        scenario: &cases.scenarios[name],
        implementation,
        daemon: None,
    };
    let mut pair = |case: &&Case| Pair {
        by_original: stage.perform(case, Implementation::Original),
        by_ours: stage.perform(case, Implementation::Ours),
    };
    played.iter().map(&mut pair).collect()
}

struct Stage<'a> {
    cases: &'a Cases,
    scenario: &'a Scenario,
    implementation: Implementation,
    daemon: Option<Daemon>,
}

impl Stage<'_> {
    fn perform(&mut self, case: &Case, client: Implementation) -> Outcome {
        let daemon = match self.daemon.take() {
            Some(daemon) => daemon,
            None => self.start(),
        };
        for step in &case.setup {
            self.take_step(&daemon, step);
        }
        let outcome = run(case, &daemon, client);
        if !case.fresh {
            self.daemon = Some(daemon);
        }
        outcome
    }

    fn start(&self) -> Daemon {
        let setup = Setup::with_whole(self.implementation, &text(&self.scenario.config));
        for (name, text) in &self.cases.files {
            setup.sandbox().write(name, text);
        }
        fs::create_dir(setup.sandbox().path("elsewhere")).expect("a directory");
        let noexec = setup.sandbox().path("noexec");
        fs::set_permissions(noexec, Permissions::from_mode(0o644)).expect("its mode");
        drop(UnixListener::bind(setup.sandbox().path("stale.sock")).expect("a socket"));
        let daemon = setup.credentials("user", "pass").start();
        for (process, state) in &self.scenario.wait {
            daemon.wait_state(process, state_named(state));
        }
        if self.scenario.shut_down {
            daemon.call("supervisor.shutdown", &[]).expect("a shutdown");
            wait::until_true("it shuts down", || {
                daemon.call("supervisor.getState", &[]).is_err()
            });
        }
        daemon
    }

    fn take_step(&self, daemon: &Daemon, step: &Step) {
        match step {
            Step::Rpc(method, parameters) => {
                let parameters: Vec<_> = parameters.iter().map(value).collect();
                // Whether there was something to do depends on the case before.
                let _ = daemon.call(method, &parameters);
            }
            Step::Wait(process, state) => {
                daemon.wait_state(process, state_named(state));
            }
            Step::Log(process, channel, text) => wait_log(daemon, process, channel, text),
            Step::Configure(variant) if variant == "original" => {
                write(daemon, &self.scenario.config);
            }
            Step::Configure(variant) => write(daemon, &self.scenario.variants[variant]),
            Step::Update(false) => {}
            Step::Update(true) => {
                let ctl = daemon.ctl_of(Implementation::Original);
                let ran = ctl.run(daemon.sandbox(), &["update"]);
                assert_eq!(ran.code, Some(0), "{ran:?}");
                daemon
                    .call("supervisor.startAllProcesses", &[true.into()])
                    .expect("a start");
            }
        }
    }
}

fn wait_log(daemon: &Daemon, process: &str, channel: &str, text: &str) {
    let method = match channel {
        "stdout" => "supervisor.readProcessStdoutLog",
        _ => "supervisor.readProcessStderrLog",
    };
    wait::until_true(&format!("{process} has written {text:?}"), || {
        let log = daemon.call(method, &[process.into(), 0.into(), 0.into()]);
        log == Ok(Value::from(text))
    });
}

fn write(daemon: &Daemon, lines: &[String]) {
    daemon.sandbox().write("supervisord.conf", &text(lines));
}

fn text(lines: &[String]) -> String {
    lines.join("\n").replace("{id}", "differential")
}

fn state_named(name: &str) -> State {
    let mut states = State::ALL.into_iter();
    states.find(|state| state.name() == name).expect("a state")
}

fn value(json: &serde_json::Value) -> Value {
    match json {
        serde_json::Value::Bool(truth) => Value::from(*truth),
        serde_json::Value::Number(number) => Value::from(number.as_i64().expect("an integer")),
        serde_json::Value::String(text) => Value::from(text.as_str()),
        other => panic!("no step sends {other}"),
    }
}
