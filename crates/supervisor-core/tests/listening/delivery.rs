//! Who gets which event when, and what becomes of events that nobody takes (E-36 to E-58).

use supervisor_api::{EventType, Level, ProcessState};
use supervisor_core::{Input, SendError};

use super::{listening, ready, remote, sent};
use crate::world::{Speech, World, group, groups, pool, program};

#[test]
fn e_32_only_events_that_somebody_wants_are_counted() {
    let mut world = ready();

    world.stop("pool:l");
    world.start("pool:l");
    world.says("pool:l", "READY\n");
    remote(&mut world, "x");

    assert_eq!(world.sent_to("pool:l"), [sent(0, "x")]);
}

#[test]
fn w_36_overlapping_subscriptions_deliver_once() {
    let both = [EventType::Event, EventType::RemoteCommunication];
    let mut world = World::new(groups([pool("pool", both, [program("l")])]));
    world.settle();
    world.says("pool:l", "READY\n");
    for _ in 0..4 {
        world.says("pool:l", "RESULT 2\nOKREADY\n");
    }
    world.said.clear();

    remote(&mut world, "x");
    world.says("pool:l", "RESULT 2\nOKREADY\n");

    assert_eq!(world.sent_to("pool:l"), [sent(4, "x")]);
}

#[test]
fn e_37_nothing_is_sent_before_startsecs_have_passed() {
    let mut listeners = pool("pool", [EventType::RemoteCommunication], [program("l")]);
    let slow = supervisor_api::ProcessConfig {
        startsecs: 5,
        ..program("l")
    };
    listeners.processes = vec![slow.into()];
    let mut world = World::new(groups([listeners]));
    world.settle();
    world.says("pool:l", "READY\n");
    remote(&mut world, "x");

    world.pass(4_999);
    assert_eq!(world.sent_to("pool:l"), Vec::<String>::new());
    world.pass(1);

    assert_eq!(world.sent_to("pool:l"), [sent(0, "x")]);
}

#[test]
fn e_37_the_first_ready_listener_of_the_pool_gets_the_event() {
    let mut world = listening(EventType::RemoteCommunication, &["a", "b", "c"]);
    for name in ["pool:c", "pool:b"] {
        world.says(name, "READY\n");
    }

    for data in ["1", "2", "3"] {
        remote(&mut world, data);
    }

    assert_eq!(world.sent_to("pool:a"), Vec::<String>::new());
    assert_eq!(world.sent_to("pool:b"), [sent(0, "1")]);
    assert_eq!(world.sent_to("pool:c"), [sent(1, "2")]);
}

#[test]
fn w_47_an_event_that_is_always_rejected_goes_out_ever_more_slowly() {
    let mut world = ready();
    remote(&mut world, "x");
    let mut times = Vec::new();
    for seen in 1..=12 {
        world.says("pool:l", "RESULT 4\nFAILREADY\n");
        let begin = world.now.mono;
        while world.sent_to("pool:l").len() == seen {
            world.pass(10);
        }
        times.push(world.now.mono.since(begin).as_millis());
    }

    assert_eq!(
        times,
        [0, 10, 20, 40, 80, 160, 320, 640, 1_000, 1_000, 1_000, 1_000]
    );
    assert!(
        world
            .sent_to("pool:l")
            .iter()
            .all(|text| *text == sent(0, "x"))
    );
}

#[test]
fn w_47_an_event_that_was_processed_ends_the_pauses() {
    let mut world = ready();
    remote(&mut world, "x");
    for _ in 0..3 {
        world.says("pool:l", "RESULT 4\nFAILREADY\n");
        world.pass(1_000);
    }
    world.says("pool:l", "RESULT 2\nOKREADY\n");
    remote(&mut world, "y");
    world.said.clear();

    world.says("pool:l", "RESULT 4\nFAILREADY\n");

    assert_eq!(world.sent_to("pool:l"), [sent(1, "y")]);
}

#[test]
fn e_36_an_event_outlives_the_listener_that_died_of_it() {
    let mut world = ready();
    remote(&mut world, "1");
    remote(&mut world, "2");
    world.says("pool:l", "RESULT 2\nO");

    world.child_exits("pool:l", 1);
    world.pass(1_000);
    world.says("pool:l", "READY\n");
    world.says("pool:l", "RESULT 2\nOKREADY\n");

    assert_eq!(world.sent_to("pool:l"), [sent(0, "1"), sent(1, "2")]);
}

#[test]
fn e_36_the_death_of_a_listener_is_an_event_behind_the_one_it_died_of() {
    let mut world = listening(EventType::ProcessState, &["a", "b"]);
    world.says("pool:a", "READY\n");
    world.said.clear();

    world.child_exits("pool:a", 0);

    let lines = world.lines();
    // STARTING a, RUNNING a, STARTING b, RUNNING b, EXITED a.
    assert_eq!(
        lines.last().map(String::as_str),
        Some("DEBG rebuffering event 0 for pool pool (buf size=4, max=10)")
    );
    world.says("pool:b", "READY\n");
    assert!(world.sent_to("pool:b")[0].contains("serial:0 "));
}

/// As in the original, where every pool gets an event at the moment in which it happens.
#[test]
fn e_56_a_loss_is_logged_before_what_has_caused_it_goes_on() {
    let mut world = listening(EventType::ProcessState, &["l"]);
    for _ in 0..4 {
        world.stop("pool:l");
        world.start("pool:l");
    }
    world.said.clear();

    world.child_exits("pool:l", 1);

    let lines = world.lines_from(Level::Info);
    assert_eq!(
        lines.first_chunk(),
        Some(&[
            String::from("ERRO pool pool event buffer overflowed, discarding event 8"),
            String::from("WARN exited: l (exit status 1; not expected)"),
        ])
    );
}

#[test]
fn w_83_an_event_returns_to_its_own_pool_only() {
    let one = pool("pool", [EventType::RemoteCommunication], [program("l")]);
    let other = pool("other", [EventType::Tick], [program("o")]);
    let mut world = World::new(groups([one, other]));
    world.settle();
    for name in ["pool:l", "other:o"] {
        world.says(name, "READY\n");
    }
    remote(&mut world, "x");

    world.says("pool:l", "RESULT 4\nFAIL");
    world.pass(1_000);

    assert_eq!(world.sent_to("other:o"), Vec::<String>::new());
}

#[test]
fn e_38_events_wait_for_a_listener_and_the_oldest_give_way() {
    let mut world = listening(EventType::RemoteCommunication, &["l"]);

    for n in 0..13 {
        remote(&mut world, &n.to_string());
    }

    let lines = world.lines();
    let lost = |n| format!("ERRO pool pool event buffer overflowed, discarding event {n}");
    assert_eq!(lines, [lost(0), lost(1), lost(2)]);
    let group = world.core.snapshot();
    let group = group.group(&"pool".into()).expect("it is there");
    assert_eq!(group.pool.map(|pool| pool.dropped), Some(3));
    world.says("pool:l", "READY\n");
    assert_eq!(world.sent_to("pool:l"), [sent(3, "3")]);
}

#[test]
fn readers_see_that_an_event_was_lost() {
    let mut world = listening(EventType::RemoteCommunication, &["l"]);
    for n in 0..10 {
        remote(&mut world, &n.to_string());
    }
    let before = world.core.revision();

    remote(&mut world, "one too many");

    assert_ne!(world.core.revision(), before);
}

#[test]
fn e_57_w_18_a_listener_without_standard_input_gets_nothing_more() {
    let mut world = listening(EventType::RemoteCommunication, &["a", "b"]);
    world.says("pool:a", "READY\n");
    world.speaks("pool:a", Speech::Deaf(SendError::Closed));
    world.said.clear();

    remote(&mut world, "x");

    assert_eq!(
        world.lines(),
        [
            "DEBG event 0 sent to listener a",
            "DEBG epipe occurred while sending event 0 to listener a, listener state unchanged",
            "DEBG rebuffering event 0 for pool pool (buf size=0, max=10)",
        ]
    );
    world.pass(10_000);
    assert_eq!(world.lines(), Vec::<String>::new());
    world.says("pool:b", "READY\n");
    assert_eq!(world.sent_to("pool:b"), [sent(0, "x")]);
}

#[test]
fn w_18_a_listener_that_answers_without_reading_is_unknown_in_the_end() {
    let mut world = ready();
    world.speaks("pool:l", Speech::Deaf(SendError::Full));

    remote(&mut world, "x");

    assert_eq!(
        world.lines(),
        [
            "DEBG event 0 sent to listener l",
            "DEBG l: READY -> UNKNOWN",
            "WARN l: has entered the UNKNOWN state and will no longer receive events, this \
             usually indicates the process violated the eventlistener protocol",
            "DEBG rebuffering event 0 for pool pool (buf size=0, max=10)",
        ]
    );
    assert_eq!(world.state("pool:l"), ProcessState::Running);
}

#[test]
fn a_failure_to_send_that_comes_late_changes_nothing() {
    let mut world = ready();
    remote(&mut world, "1");
    world.says("pool:l", "RESULT 2\nOKREADY\n");
    remote(&mut world, "2");
    let child = world.life("pool:l");
    world.said.clear();

    world.feed(Input::EventNotSent {
        child,
        serial: 0,
        error: SendError::Full,
    });

    assert_eq!(world.lines(), Vec::<String>::new());
    world.says("pool:l", "RESULT 2\nOK");
    assert_eq!(world.lines()[0], "DEBG l: event was processed");
}

#[test]
fn e_49_listeners_stop_last_and_hear_of_all_who_stopped_before() {
    let listeners = pool("pool", [EventType::Event], [program("l")]);
    let mut world = World::new(groups([listeners, group("web", 1, [program("web")])]));
    world.pass(2_000);
    world.says("pool:l", "READY\n");
    // Two groups, the daemon, and two states each of two programs.
    for _ in 0..7 {
        world.says("pool:l", "RESULT 2\nOKREADY\n");
    }
    world.said.clear();

    world.feed(Input::Signal(supervisor_core::DaemonSignal::Exit(
        supervisor_api::Signal::TERM,
    )));
    world.says("pool:l", "RESULT 2\nOKREADY\n");
    world.says("pool:l", "RESULT 2\nOKREADY\n");
    world.settle();

    let sent = world.sent_to("pool:l");
    let name = |text: &String| text.split([' ', ':']).nth(11).map(String::from);
    let names: Vec<String> = sent.iter().filter_map(name).collect();
    assert_eq!(
        names,
        [
            "SUPERVISOR_STATE_CHANGE_STOPPING",
            "PROCESS_STATE_STOPPING",
            "PROCESS_STATE_STOPPED",
        ]
    );
    assert!(world.exit.is_some());
}

#[test]
fn x_49b_remote_events_reach_listeners_while_the_daemon_stops() {
    let mut world = listening(EventType::RemoteCommunication, &["l"]);
    world.says("pool:l", "READY\n");
    let child = world.life("pool:l");
    world.kernel.protect(child);
    world.feed(Input::Signal(supervisor_core::DaemonSignal::Exit(
        supervisor_api::Signal::TERM,
    )));

    remote(&mut world, "x");

    // E-37: the listener itself is STOPPING by now, so the event waits.
    assert_eq!(world.sent_to("pool:l"), Vec::<String>::new());
    assert_eq!(world.answer_to(supervisor_core::RequestId(1)), "ok");
}

#[test]
fn c_183_a_pool_with_a_handler_of_its_own_is_fatal_and_the_rest_works() {
    let mut foreign = pool("pool", [EventType::Event], [program("l")]);
    if let Some(pool) = &mut foreign.pool {
        pool.result_handler = "my.own:handler".into();
    }
    let mut world = World::new(groups([foreign, group("web", 1, [program("web")])]));

    world.pass(2_000);
    let request = world.start("pool:l");

    assert_eq!(world.state("pool:l"), ProcessState::Fatal);
    assert_eq!(world.answer_to(request), "SPAWN_ERROR: pool:l");
    assert_eq!(
        world.view("pool:l").spawn_error.as_deref(),
        Some("result_handler my.own:handler is a Python function, which cannot be loaded")
    );
    assert_eq!(world.state("web"), ProcessState::Running);
    assert!(!world.lines().iter().any(|line| line.contains("overflowed")));
}

#[test]
fn e_32_serials_go_on_in_the_next_run() {
    let mut world = ready();
    remote(&mut world, "x");

    let mut serials = world.core.serials();

    assert_eq!(serials.take(), 1);
}
