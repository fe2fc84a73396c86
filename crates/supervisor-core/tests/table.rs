//! The table of the machine: every state with every input, and all that comes of it.
//!
//! `table.txt` is the reviewed table; each row is `state | input | new state | what is said`.

use std::fmt::Write as _;
use std::time::Duration;

use supervisor_api::{ExitStatus, Signal};
use supervisor_core::{
    ChildId, DaemonSignal, Effect, Input, KillError, KillPurpose, LaunchError, RequestId,
};

use crate::world::{World, effect_text, group, groups, program, remove};

const STATES: [&str; 9] = [
    "stopped", "exited", "fatal", "backoff", "spawning", "starting", "running", "stopping",
    "unknown",
];

const INPUTS: [&str; 17] = [
    "start",
    "stop",
    "signal HUP",
    "spawned",
    "spawn failed",
    "exit 0 at once",
    "exit 0 later",
    "exit 1 later",
    "stop signal sent",
    "stop signal too late",
    "stop signal refused",
    "other life spawned",
    "other life exits",
    "its timer",
    "timer too early",
    "terminate",
    "remove",
];

/// Makes a world in which `web` is in this state, by the shortest way there is.
fn in_state(state: &str) -> World {
    let mut web = program("web");
    web.autostart = false;
    web.startretries = if state == "fatal" { 0 } else { 3 };
    let mut world = World::new(groups([group("web", 999, [web])]));
    let way: &[&str] = match state {
        "stopped" => &[],
        "exited" => &["start", "spawned", "exit 0 later"],
        "fatal" | "backoff" => &["start", "spawned", "exit 0 at once"],
        "spawning" => &["start"],
        "starting" => &["start", "spawned"],
        "running" => &["start", "spawned", "its timer"],
        "stopping" => &["start", "spawned", "its timer", "stop"],
        "unknown" => &["start", "spawned", "stop", "stop signal refused"],
        _ => unreachable!("no such state"),
    };
    for input in way {
        give(&mut world, input);
    }
    world.said.clear();
    world
}

/// Gives one input; facts are about the first life.
fn give(world: &mut World, input: &str) {
    let child = ChildId(1);
    let at = world.now;
    let exit = |code| Input::ChildExited {
        child,
        status: ExitStatus::Exited(code),
    };
    match input {
        "start" => {
            let request = world.ask_start("web");
            let process = world.processes["web"];
            world.feed(Input::PreflightDone {
                request,
                process,
                verdict: Ok(()),
            });
        }
        "stop" => drop(world.ask_stop("web")),
        "signal HUP" => drop(world.ask_signal("web", "HUP")),
        "spawned" => world.feed(Input::Spawned {
            child,
            pid: 101,
            at,
        }),
        "spawn failed" => world.feed(Input::SpawnFailed {
            child,
            error: LaunchError::EmptyCommand,
        }),
        "exit 0 at once" => world.feed(exit(0)),
        "exit 0 later" => later(world, exit(0)),
        "exit 1 later" => later(world, exit(1)),
        "stop signal sent" => world.feed(killed(Ok(()))),
        "stop signal too late" => world.feed(killed(Err(KillError::Gone))),
        "stop signal refused" => world.feed(killed(Err(KillError::Refused("EPERM")))),
        "other life spawned" => world.feed(Input::Spawned {
            child: ChildId(99),
            pid: 199,
            at,
        }),
        "other life exits" => world.feed(Input::ChildExited {
            child: ChildId(99),
            status: ExitStatus::Exited(0),
        }),
        "its timer" => {
            if let Some(due) = world.core.poll_timeout() {
                world.now.mono = due;
            }
            world.timeout();
        }
        "timer too early" => world.timeout(),
        "terminate" => world.feed(Input::Signal(DaemonSignal::Exit(Signal::TERM))),
        "remove" => drop(world.ask(remove("web"))),
        _ => unreachable!("no such input"),
    }
}

fn later(world: &mut World, input: Input) {
    world.now.mono = world.now.mono + Duration::from_secs(5);
    world.feed(input);
}

fn killed(result: Result<(), KillError>) -> Input {
    Input::Killed {
        child: ChildId(1),
        purpose: KillPurpose::Stop,
        result,
    }
}

fn row(state: &str, input: &str) -> String {
    let mut world = in_state(state);
    give(&mut world, input);
    let said: Vec<String> = world
        .said
        .iter()
        .map(|(_, effect)| effect_text(effect))
        .filter(|text| !text.starts_with("TRAC") && !text.starts_with("BLAT"))
        .collect();
    let is_known = world.processes.contains_key("web");
    let after = if is_known {
        world.state("web").name()
    } else {
        "-"
    };
    format!("{state} | {input} | {after} | {}", said.join("; "))
}

fn table() -> String {
    let mut table = String::new();
    for state in STATES {
        for input in INPUTS {
            writeln!(table, "{}", row(state, input).trim_end()).expect("a string takes all");
        }
    }
    table
}

#[test]
fn every_state_answers_every_input_as_the_table_says() {
    let table = table();

    let expected = include_str!("table.txt");
    assert_eq!(table.lines().count(), STATES.len() * INPUTS.len());
    for (is, should) in table.lines().zip(expected.lines()) {
        assert_eq!(is, should, "the whole table:\n{table}");
    }
    assert_eq!(table.lines().count(), expected.lines().count(), "{table}");
}

#[test]
fn the_way_into_each_state_leads_there() {
    for state in STATES {
        let world = in_state(state);
        let shown = world.state("web").name();
        let expected = match state {
            "spawning" => "STARTING".to_string(),
            state => state.to_uppercase(),
        };
        assert_eq!(shown, expected);
    }
}

#[test]
fn a_life_that_is_over_is_never_signaled() {
    let mut world = in_state("running");
    give(&mut world, "exit 0 later");
    world.said.clear();

    for input in ["stop", "signal HUP", "terminate", "timer too early"] {
        give(&mut world, input);
    }

    let is_kill = |effect: &Effect| matches!(effect, Effect::Kill { .. });
    assert!(!world.said.iter().any(|(_, effect)| is_kill(effect)));
    assert!(world.replies.contains_key(&RequestId(2)));
}

#[test]
fn a_failure_to_spawn_is_no_death_of_a_child_that_lives() {
    let mut world = in_state("starting");

    give(&mut world, "spawn failed");
    give(&mut world, "exit 0 at once");

    assert_eq!(world.state("web").name(), "BACKOFF");
}

#[test]
fn a_child_that_was_never_made_cannot_end_a_later_life() {
    let mut world = in_state("spawning");
    give(&mut world, "spawn failed");
    give(&mut world, "its timer");
    world.feed(Input::Spawned {
        child: ChildId(2),
        pid: 102,
        at: world.now,
    });

    give(&mut world, "exit 0 at once");

    assert_eq!(world.view("web").pid, Some(102));
}
