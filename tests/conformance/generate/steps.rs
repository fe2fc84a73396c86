//! Random steps.

use serde_json::{Value, json};

use super::Random;
use super::programs::{Kind, Program};
use crate::session::Step;

/// What comes next: mostly one step, sometimes a few that belong together.
pub(super) fn some(random: &mut Random, first: &[Program], second: &[Program]) -> Vec<Step> {
    match random.below(20) {
        0..8 => vec![control(random, first)],
        8..11 => vec![command(random, first)],
        11..13 => vec![question(random, first)],
        13..15 => vec![log_call(random, first)],
        15 => death(random, first),
        16 => speech(random, first),
        17 => edit(random, second),
        18 => vec![odd_call(random)],
        _ => vec![Step::Signal(
            (*random.one_of(&["USR2", "USR2", "HUP"])).to_owned(),
        )],
    }
}

fn control(random: &mut Random, programs: &[Program]) -> Step {
    let name = name(random, programs);
    let group = random.one_of(programs).group().to_owned();
    // Whether a start that does not wait sees a quick death is a matter of luck (P-70).
    let may_fail = programs.iter().any(|program| program.kind == Kind::Failing);
    let wait = may_fail || !random.once_in(4);
    let call = match random.below(10) {
        0..3 => json!(["supervisor.startProcess", name, wait]),
        3..6 => json!(["supervisor.stopProcess", name, true]),
        6 => json!(["supervisor.startProcessGroup", group, wait]),
        7 => json!(["supervisor.stopProcessGroup", group, true]),
        8 => json!([
            "supervisor.signalProcess",
            name,
            random.one_of(&["WINCH", "SIGCONT", "NIX", "0"])
        ]),
        _ => json!([random.one_of(&[
            "supervisor.startAllProcesses",
            "supervisor.stopAllProcesses"
        ])]),
    };
    rpc(call)
}

fn command(random: &mut Random, programs: &[Program]) -> Step {
    let name = name(random, programs);
    let group = random.one_of(programs).group().to_owned();
    let verb = *random.one_of(&["start", "stop", "restart"]);
    let words = match random.below(10) {
        0..3 => vec![verb.to_owned(), name],
        3 => vec![verb.to_owned(), format!("{group}:*")],
        4 => vec![verb.to_owned(), "all".to_owned()],
        5 => vec!["status".to_owned(), name],
        6 => vec!["pid".to_owned(), name],
        7 => vec!["signal".to_owned(), "WINCH".to_owned(), name],
        8 => vec!["clear".to_owned(), name],
        _ => vec![(*random.one_of(&["status", "avail", "reread", "update", "version"])).to_owned()],
    };
    Step::Ctl(words)
}

fn question(random: &mut Random, programs: &[Program]) -> Step {
    let name = name(random, programs);
    let call = match random.below(5) {
        0 => json!(["supervisor.getProcessInfo", name]),
        1 => json!(["supervisor.getAllConfigInfo"]),
        2 => json!(["supervisor.getState"]),
        3 => json!(["supervisor.reloadConfig"]),
        _ => {
            let info = json!({"methodName": "supervisor.getProcessInfo", "params": [name]});
            json!(["system.multicall", [info, {"methodName": "supervisor.getState"}]])
        }
    };
    rpc(call)
}

fn log_call(random: &mut Random, programs: &[Program]) -> Step {
    let name = name(random, programs);
    let offset = *random.one_of(&[0, 0, 1, 3, 100, -1, -4]);
    let length = *random.one_of(&[0, 0, 2, 50, -1]);
    let call = match random.below(6) {
        0 | 1 => json!(["supervisor.readProcessStdoutLog", name, offset, length]),
        2 => json!(["supervisor.readProcessStderrLog", name, offset, length]),
        3 => json!(["supervisor.tailProcessStdoutLog", name, offset, length]),
        4 => json!(["supervisor.clearProcessLogs", name]),
        _ => json!(["supervisor.clearAllProcessLogs"]),
    };
    rpc(call)
}

/// A process that stays is killed, after it has been started.
fn death(random: &mut Random, programs: &[Program]) -> Vec<Step> {
    let stays = |kind| matches!(kind, Kind::Steady | Kind::Once | Kind::Echo);
    let candidates: Vec<_> = programs
        .iter()
        .filter(|program| stays(program.kind))
        .collect();
    if candidates.is_empty() {
        return Vec::new();
    }
    let program = *random.one_of(&candidates);
    let name = random.one_of(&program.names()).clone();
    let after = match program.kind {
        Kind::Once => "EXITED",
        Kind::Steady | Kind::Echo | Kind::Failing | Kind::Missing => "RUNNING",
    };
    let signal = (*random.one_of(&["KILL", "TERM", "HUP"])).to_owned();
    vec![
        rpc(json!(["supervisor.startProcess", name])),
        Step::Kill(name, signal, after.to_owned()),
    ]
}

/// A program is told something, and repeats it.
fn speech(random: &mut Random, programs: &[Program]) -> Vec<Step> {
    let echoes = programs.iter().filter(|program| program.kind == Kind::Echo);
    let names: Vec<_> = echoes.flat_map(Program::names).collect();
    if names.is_empty() {
        return Vec::new();
    }
    let name = random.one_of(&names).clone();
    let word = format!("word {} <ü>", random.below(1000));
    vec![
        rpc(json!(["supervisor.startProcess", name])),
        rpc(json!([
            "supervisor.sendProcessStdin",
            name,
            format!("{word}\n")
        ])),
        Step::Log(name.clone(), "stdout".to_owned(), format!("heard {word}\n")),
        rpc(json!([
            "supervisor.tailProcessStdoutLog",
            name,
            0,
            word.len() + 2
        ])),
    ]
}

/// The file is edited, its changes are taken over in some way, and back again.
fn edit(random: &mut Random, second: &[Program]) -> Vec<Step> {
    let group = random.one_of(second).group().to_owned();
    let take_over = match random.below(3) {
        0 => vec![Step::Ctl(vec!["update".to_owned()])],
        1 => vec![Step::Ctl(vec!["update".to_owned(), group])],
        _ => vec![
            rpc(json!(["supervisor.reloadConfig"])),
            rpc(json!(["supervisor.addProcessGroup", group])),
            rpc(json!(["supervisor.removeProcessGroup", group])),
        ],
    };
    let mut steps = vec![Step::Configure("second".to_owned())];
    steps.extend(take_over);
    steps.push(Step::Configure("first".to_owned()));
    steps.push(Step::Ctl(vec!["update".to_owned()]));
    steps
}

fn odd_call(random: &mut Random) -> Step {
    rpc(random
        .one_of(&[
            json!(["supervisor.nix"]),
            json!(["getState"]),
            json!(["supervisor.getState", 1]),
            json!(["supervisor.startProcess"]),
            json!(["supervisor.startProcessGroup", 7]),
            json!(["supervisor.readLog", 5, -2]),
            json!(["system.methodSignature", "supervisor.tailProcessLog"]),
            json!(["supervisor.sendRemoteCommEvent", "kind", "data"]),
            json!(["system.multicall", [{"methodName": "nix"}, {}]]),
        ])
        .clone())
}

/// Mostly the name of a process, sometimes one that means many or none.
fn name(random: &mut Random, programs: &[Program]) -> String {
    let program = random.one_of(programs);
    match random.below(12) {
        0 => "nix".to_owned(),
        1 => format!("{}:*", program.group()),
        _ => random.one_of(&program.names()).clone(),
    }
}

fn rpc(call: Value) -> Step {
    match call {
        Value::Array(words) => Step::Rpc(words),
        other => panic!("{other} is no call"),
    }
}
