//! What listeners say, and what it means (E-33 to E-35).

use supervisor_api::{Channel, EventType};

use super::{listening, ready, remote, sent};

#[test]
fn e_34_tokens_may_come_in_pieces_or_all_at_once() {
    let mut world = listening(EventType::RemoteCommunication, &["l"]);
    for data in ["1", "2", "3"] {
        remote(&mut world, data);
    }

    for piece in ["REA", "DY\n", "RES", "ULT ", " 2", " \nO"] {
        world.says("pool:l", piece);
    }
    world.says("pool:l", "KREADY\nRESULT 2\nOKREADY\n");

    let expected = [sent(0, "1"), sent(1, "2"), sent(2, "3")];
    // The answer to the second event came before the event: that is no answer.
    assert_eq!(world.sent_to("pool:l"), expected[..1]);
    assert_eq!(
        world.lines().last().map(String::as_str),
        Some(
            "WARN l: has entered the UNKNOWN state and will no longer receive events, this \
             usually indicates the process violated the eventlistener protocol"
        )
    );
}

#[test]
fn e_52_e_53_an_answer_is_logged() {
    let mut world = ready();
    remote(&mut world, "x");
    world.said.clear();

    world.says("pool:l", "RESULT 2\nOKREADY\n");

    assert_eq!(
        world.lines(),
        [
            "DEBG l: event was processed",
            "DEBG l: BUSY -> ACKNOWLEDGED",
            "DEBG l: ACKNOWLEDGED -> READY",
        ]
    );
}

#[test]
fn e_34_six_bytes_decide_whether_a_listener_is_ready() {
    let mut world = listening(EventType::RemoteCommunication, &["l"]);

    world.says("pool:l", "READX");
    assert_eq!(world.lines(), Vec::<String>::new());
    world.says("pool:l", "\n");

    assert_eq!(
        world.lines(),
        [
            "DEBG l: ACKNOWLEDGED -> UNKNOWN",
            "WARN l: has entered the UNKNOWN state and will no longer receive events, this \
             usually indicates the process violated the eventlistener protocol",
        ]
    );
    // E-33: until it starts anew.
    world.says("pool:l", "READY\n");
    remote(&mut world, "x");
    assert_eq!(world.sent_to("pool:l"), Vec::<String>::new());
    world.child_exits("pool:l", 1);
    world.pass(1_000);
    world.says("pool:l", "READY\n");
    assert_eq!(world.sent_to("pool:l"), [sent(0, "x")]);
}

#[test]
fn e_34_a_ready_listener_has_nothing_to_say() {
    let mut world = ready();

    world.says("pool:l", "\n");

    assert_eq!(world.lines()[0], "DEBG l: READY -> UNKNOWN");
}

#[test]
fn e_34_extra_bytes_after_an_answer_end_in_unknown() {
    let mut world = ready();
    remote(&mut world, "x");
    world.said.clear();

    world.says("pool:l", "RESULT 2\nOK\n");
    world.says("pool:l", "READY\n");

    let lines = world.lines();
    assert_eq!(lines[0], "DEBG l: event was processed");
    assert_eq!(lines[2], "DEBG l: ACKNOWLEDGED -> UNKNOWN");
}

#[test]
fn e_55_a_bad_line_costs_the_listener_but_not_the_event() {
    for (line, shown) in [
        ("RESULT x\n", "RESULT x"),
        ("RESULT -1\n", "RESULT -1"),
        ("OK\n", "OK"),
    ] {
        let mut world = listening(EventType::RemoteCommunication, &["a", "b"]);
        world.says("pool:a", "READY\n");
        remote(&mut world, "x");
        world.said.clear();

        world.says("pool:a", line);

        assert_eq!(
            world.lines(),
            [
                format!("WARN a: bad result line: '{shown}'"),
                "DEBG a: BUSY -> UNKNOWN".into(),
                "WARN a: has entered the UNKNOWN state and will no longer receive events, this \
                 usually indicates the process violated the eventlistener protocol"
                    .into(),
                "DEBG rebuffering event 0 for pool pool (buf size=0, max=10)".into(),
            ]
        );
        world.says("pool:b", "READY\n");
        assert_eq!(world.sent_to("pool:b"), [sent(0, "x")]);
    }
}

#[test]
fn e_55_a_bad_line_that_is_no_text_is_described() {
    let mut world = ready();
    remote(&mut world, "x");
    world.said.clear();

    world.writes("pool:l", Channel::Stdout, b"\xff\n");

    assert_eq!(
        world.lines()[0],
        "WARN l: bad result line: 'Undecodable: b'\\xff''"
    );
}

#[test]
fn e_35_a_rejected_event_goes_out_again_before_the_others() {
    let mut world = ready();
    for data in ["1", "2"] {
        remote(&mut world, data);
    }
    world.said.clear();

    world.says("pool:l", "RESULT 4\nFAILREADY\n");

    assert_eq!(world.sent_to("pool:l"), [sent(0, "1")]);
    assert_eq!(
        world.lines(),
        [
            "WARN l: event was rejected",
            "DEBG l: BUSY -> ACKNOWLEDGED",
            "DEBG rebuffering event 0 for pool pool (buf size=1, max=10)",
            "DEBG l: ACKNOWLEDGED -> READY",
            "DEBG event 0 sent to listener l",
            "DEBG rebuffering event 1 for pool pool (buf size=0, max=10)",
        ]
    );
}
