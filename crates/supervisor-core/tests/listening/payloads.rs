//! What listeners read: headers and payloads (E-2 to E-30).

use supervisor_api::{Channel, EventType};
use supervisor_core::Input;

use super::{header, listening, ready, remote};
use crate::world::{Life, World, group, groups, pool, program, remove};

#[test]
fn e_30_e_27_a_listener_gets_a_header_and_the_payload() {
    let mut world = ready();

    remote(&mut world, "hello");

    assert_eq!(
        world.sent_to("pool:l"),
        ["ver:3.0 server:supervisor serial:0 pool:pool poolserial:0 \
          eventname:REMOTE_COMMUNICATION len:12\ntype:t\nhello"]
    );
    assert_eq!(world.lines(), ["DEBG event 0 sent to listener l"]);
}

#[test]
fn w_14_the_length_counts_bytes() {
    let mut world = ready();

    remote(&mut world, "grün");

    assert!(world.sent_to("pool:l")[0].contains(" len:12\n"));
}

#[test]
fn e_2_to_e_9_state_changes_have_their_payloads() {
    let mut web = program("web");
    web.autostart = false;
    let listeners = pool("pool", [EventType::ProcessState], [program("l")]);
    let mut world = World::new(groups([listeners, group("grp", 1, [web])])).script(
        "grp:web",
        [Life::exits(2_000, 3), Life::exits(0, 0), Life::long()],
    );
    world.settle();
    world.says("pool:l", "READY\n");
    let answer = "RESULT 2\nOKREADY\n";
    world.says("pool:l", answer);
    world.says("pool:l", answer);
    world.said.clear();

    world.start_without_waiting("grp:web");
    for pause in [1_000, 1_000, 0, 1_000, 1_000] {
        world.says("pool:l", answer);
        world.pass(pause);
    }
    world.says("pool:l", answer);
    world.stop_without_waiting("grp:web");
    world.says("pool:l", answer);
    world.says("pool:l", answer);

    let name = "processname:web groupname:grp from_state";
    let expected = [
        ("STARTING", format!("{name}:STOPPED tries:0")),
        ("RUNNING", format!("{name}:STARTING pid:102")),
        ("EXITED", format!("{name}:RUNNING expected:0 pid:102")),
        ("STARTING", format!("{name}:EXITED tries:0")),
        ("BACKOFF", format!("{name}:STARTING tries:1")),
        ("STARTING", format!("{name}:BACKOFF tries:1")),
        ("RUNNING", format!("{name}:STARTING pid:104")),
        ("STOPPING", format!("{name}:RUNNING pid:104")),
        ("STOPPED", format!("{name}:STOPPING pid:104")),
    ];
    let expected: Vec<String> = (2..)
        .zip(expected)
        .map(|(n, (state, payload))| header(n, &format!("PROCESS_STATE_{state}"), &payload))
        .collect();
    assert_eq!(world.sent_to("pool:l"), expected);
}

#[test]
fn e_23_e_18_a_pool_hears_of_its_own_group_and_of_all_after_it() {
    let before = pool("before", [EventType::ProcessLog], [program("b")]);
    let listeners = pool("pool", [EventType::Event], [program("l")]);
    let mut world = World::new(groups([before, listeners, group("web", 1, [])]));
    world.settle();

    world.says("pool:l", "READY\n");
    for _ in 0..2 {
        world.says("pool:l", "RESULT 2\nOKREADY\n");
    }

    assert_eq!(
        world.sent_to("pool:l"),
        [
            header(0, "PROCESS_GROUP_ADDED", "groupname:pool\n"),
            header(1, "PROCESS_GROUP_ADDED", "groupname:web\n"),
            header(2, "SUPERVISOR_STATE_CHANGE_RUNNING", ""),
        ]
    );
}

#[test]
fn e_23_a_pool_does_not_hear_of_its_own_end() {
    let first = pool("pool", [EventType::ProcessGroup], [program("l")]);
    let other = pool("other", [EventType::ProcessGroup], [program("o")]);
    let mut world = World::new(groups([first, other]));
    world.settle();
    world.stop("pool:l");

    world.act(remove("pool"));
    world.says("other:o", "READY\n");
    world.says("other:o", "RESULT 2\nOKREADY\n");

    let sent = world.sent_to("other:o");
    assert!(sent[1].ends_with("eventname:PROCESS_GROUP_REMOVED len:15\ngroupname:pool\n"));
    // E-32: its own numbers, and those of all.
    assert!(
        sent[1].contains("serial:2 pool:other poolserial:1 "),
        "{sent:?}"
    );
}

#[test]
fn e_15_what_a_program_writes_goes_to_those_who_listen() {
    let listeners = pool("pool", [EventType::ProcessLog], [program("l")]);
    let mut world = World::new(groups([listeners, group("grp", 1, [program("web")])]));
    world.settle();
    world.says("pool:l", "READY\n");

    world.writes("grp:web", Channel::Stderr, b"a\xff");
    world.says("pool:l", "RESULT 2\nOKREADY\n");
    world.writes("grp:web", Channel::Stdout, "grün\n".as_bytes());

    let name = "processname:web groupname:grp pid:102";
    assert_eq!(
        world.sent_to("pool:l"),
        [
            // E-28.
            header(
                0,
                "PROCESS_LOG_STDERR",
                &format!("{name} channel:stderr\nUndecodable: b'a\\xff'")
            ),
            header(
                1,
                "PROCESS_LOG_STDOUT",
                &format!("{name} channel:stdout\ngrün\n")
            ),
        ]
    );
}

#[test]
fn e_12_what_a_program_writes_between_its_tags_goes_to_those_who_listen() {
    let listeners = pool("pool", [EventType::ProcessCommunication], [program("l")]);
    let mut world = World::new(groups([listeners, group("web", 1, [program("web")])]));
    world.settle();
    world.says("pool:l", "READY\n");

    let child = world.life("web");
    world.feed(Input::Captured {
        child,
        channel: Channel::Stdout,
        bytes: "hello".into(),
    });

    assert_eq!(
        world.sent_to("pool:l"),
        [header(
            0,
            "PROCESS_COMMUNICATION_STDOUT",
            "processname:web groupname:web pid:102\nhello"
        )]
    );
}

#[test]
fn e_45_what_a_listener_writes_to_stderr_is_an_event_like_others() {
    let mut world = listening(EventType::ProcessLog, &["l"]);
    world.says("pool:l", "READY\n");

    world.writes("pool:l", Channel::Stderr, b"note");

    let sent = world.sent_to("pool:l");
    assert!(sent[0].ends_with("channel:stderr\nnote"), "{sent:?}");
}
