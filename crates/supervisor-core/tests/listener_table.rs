//! The table of a listener: every state of it with everything that can happen to it.
//!
//! `listener_table.txt` is the reviewed table; each row is `state | input | what is said`. The
//! listener is `l`, alone in its pool; event 0 is the first one, and there are two at most.

use std::fmt::Write as _;

use supervisor_api::{Action, EventType, ExitStatus};
use supervisor_core::{Input, SendError};

use crate::world::{World, effect_text, groups, pool, program};

const STATES: [&str; 7] = [
    "acknowledged",
    "half ready",
    "ready",
    "deaf",
    "busy",
    "half answered",
    "unknown",
];

const INPUTS: [&str; 14] = [
    "event",
    "says READ",
    "says READY\\n",
    "says XXXXXX",
    "says RESULT 2\\nOK",
    "says RESULT 4\\nFAIL",
    "says RESULT 0\\n",
    "says RESULT x\\n",
    "says RESULT 2\\nOKREADY\\n",
    "says RESULT 2\\nOK\\nREADY\\n",
    "not sent: closed",
    "not sent: full",
    "exits",
    "stops",
];

/// What every entry into UNKNOWN says (E-54).
const UNKNOWN: &str = "has entered the UNKNOWN state and will no longer receive events, this \
    usually indicates the process violated the eventlistener protocol";

/// Makes a world in which the listener is in this state, by the shortest way there is.
fn in_state(state: &str) -> World {
    let kind = EventType::RemoteCommunication;
    let mut world = World::new(groups([pool("pool", [kind], [program("l")])]));
    world.settle();
    let way: &[&str] = match state {
        "acknowledged" => &[],
        "half ready" => &["says REA"],
        "ready" => &["says READY\\n"],
        "deaf" => &["says READY\\n", "event", "not sent: closed"],
        "busy" => &["says READY\\n", "event"],
        "half answered" => &["says READY\\n", "event", "says RESULT 2\\nO"],
        "unknown" => &["says XXXXXX"],
        _ => unreachable!("no such state"),
    };
    for input in way {
        give(&mut world, input);
    }
    world.said.clear();
    world
}

fn give(world: &mut World, input: &str) {
    let child = world.life("pool:l");
    let not_sent = |error| Input::EventNotSent {
        child,
        serial: 0,
        error,
    };
    match input {
        "event" => {
            let (kind, data) = ("t".into(), "x".into());
            world.ask(Action::SendRemoteEvent { kind, data });
        }
        "not sent: closed" => world.feed(not_sent(SendError::Closed)),
        "not sent: full" => world.feed(not_sent(SendError::Full)),
        "exits" => world.feed(Input::ChildExited {
            child,
            status: ExitStatus::Exited(0),
        }),
        "stops" => drop(world.ask_stop("pool:l")),
        words => {
            let words = words.strip_prefix("says ").expect("no such input");
            world.says("pool:l", &words.replace("\\n", "\n"));
        }
    }
}

fn row(state: &str, input: &str) -> String {
    let mut world = in_state(state);
    give(&mut world, input);
    let texts = world.said.iter().map(|(_, effect)| effect_text(effect));
    let texts = texts.filter(|text| is_of_interest(text));
    let said: Vec<String> = texts
        .map(|text| text.replace(UNKNOWN, "(unknown)"))
        .collect();
    format!("{state} | {input} | {}", said.join("; "))
}

/// What processes do is in the other table.
fn is_of_interest(text: &str) -> bool {
    let is_of_events = ["send ", "DEBG ", "WARN ", "ERRO "];
    is_of_events.iter().any(|start| text.starts_with(start)) && !text.contains("killing l ")
}

#[test]
fn every_listener_answers_every_input_as_the_table_says() {
    let mut table = String::new();
    for state in STATES {
        for input in INPUTS {
            writeln!(table, "{}", row(state, input).trim_end()).expect("a string takes all");
        }
    }

    assert_eq!(table, include_str!("listener_table.txt"), "{table}");
}
