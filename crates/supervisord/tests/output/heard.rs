//! What the core is told of the children's output.

use crate::rig::{NO_ROTATION, Rig, write};
use supervisor_api::Channel;
use supervisor_core::ChildId;
use supervisord::output::{Heard, HeardKind, Tells};

const CHILD: ChildId = ChildId(1);

const EVENTS: Tells = Tells::Program {
    log_events: true,
    capture_maxbytes: 0,
};
const CAPTURE: Tells = Tells::Program {
    log_events: false,
    capture_maxbytes: 1 << 20,
};
const BOTH: Tells = Tells::Program {
    log_events: true,
    capture_maxbytes: 1 << 20,
};

fn heard(kind: HeardKind, channel: Channel, bytes: &'static [u8]) -> Heard {
    Heard {
        child: CHILD,
        channel,
        kind,
        bytes: bytes.into(),
    }
}

fn output(bytes: &'static [u8]) -> Heard {
    heard(HeardKind::Output, Channel::Stdout, bytes)
}

fn captured(bytes: &'static [u8]) -> Heard {
    heard(HeardKind::Captured, Channel::Stdout, bytes)
}

/// Lets a child whose stdout tells this write, and die; returns what was heard until then.
fn life(rig: &mut Rig, tells: Tells, chunks: &[&[u8]]) -> Vec<Heard> {
    let mut spec = rig.spec("out.log", NO_ROTATION);
    spec.stdout.tells = tells;
    let ends = rig.attach(1, &spec);
    for chunk in chunks {
        write(&ends.stdout, chunk);
        rig.turn();
        if let Some(due) = rig.output.next_deadline() {
            rig.output.handle_deadline(due);
        }
    }
    rig.output.drain(CHILD);
    rig.turn();
    std::mem::take(&mut rig.heard)
}

#[test]
fn a_program_without_events_and_capture_is_not_heard() {
    let mut rig = Rig::new();

    let heard = life(&mut rig, Tells::default(), &[b"x<!--XSUPERVISOR:BEGIN-->"]);

    assert_eq!(heard, []);
    assert_eq!(rig.content("out.log"), b"x<!--XSUPERVISOR:BEGIN-->");
}

#[test]
fn e_28_a_log_event_carries_what_one_read_has_brought() {
    let mut rig = Rig::new();

    let heard = life(&mut rig, EVENTS, &[b"one\ntwo\n", b"thr\xff"]);

    assert_eq!(heard, [output(b"one\ntwo\n"), output(b"thr\xff")]);
    assert_eq!(rig.content("out.log"), b"one\ntwo\nthr\xff");
}

#[test]
fn e_28_a_log_event_carries_at_most_128_kib() {
    let mut rig = Rig::new();
    let mut spec = rig.spec("out.log", NO_ROTATION);
    spec.stdout.tells = EVENTS;
    let ends = rig.attach(1, &spec);
    let words = vec![b'w'; 500_000];
    let sent = words.clone();
    let writer = std::thread::spawn(move || write(&ends.stdout, &sent));

    rig.until("all is heard", |rig| {
        let bytes: usize = rig.heard.iter().map(|heard| heard.bytes.len()).sum();
        bytes == words.len()
    });

    writer.join().unwrap();
    assert!(rig.heard.iter().all(|heard| heard.bytes.len() <= 128 << 10));
}

#[test]
fn e_44_without_capture_tags_are_ordinary_output() {
    let mut rig = Rig::new();
    let tagged = b"<!--XSUPERVISOR:BEGIN-->x<!--XSUPERVISOR:END-->";

    let heard = life(&mut rig, EVENTS, &[tagged]);

    assert_eq!(heard, [output(tagged)]);
    assert_eq!(rig.content("out.log"), tagged);
}

#[test]
fn e_40_captured_bytes_go_to_the_core_and_not_to_the_log() {
    let mut rig = Rig::new();

    let heard = life(
        &mut rig,
        CAPTURE,
        &[
            b"before <!--XSUPERVISOR:BE",
            b"GIN-->told <!--XSUPERVISOR:",
            b"END--> after",
        ],
    );

    assert_eq!(heard, [captured(b"told ")]);
    assert_eq!(rig.content("out.log"), b"before  after");
}

#[test]
fn e_40_an_empty_pair_of_tags_is_told_too() {
    let mut rig = Rig::new();
    let pair = b"<!--XSUPERVISOR:BEGIN--><!--XSUPERVISOR:END-->";

    let heard = life(&mut rig, BOTH, &[pair]);

    assert_eq!(heard, [captured(b"")]);
}

#[test]
fn e_40_a_capture_is_noted_in_the_activity_log() {
    let mut rig = Rig::new();
    let pair = b"<!--XSUPERVISOR:BEGIN-->x<!--XSUPERVISOR:END-->";

    life(&mut rig, CAPTURE, &[pair]);

    assert_eq!(rig.texts(), ["'web' stdout emitted a comm event"]);
}

#[test]
fn w_37_log_events_carry_captured_bytes_but_no_tags() {
    let mut rig = Rig::new();

    let heard = life(
        &mut rig,
        BOTH,
        &[b"a<!--XSUPERVISOR:BEGIN-->b<!--XSUPERVISOR:END-->c"],
    );

    let expected = [output(b"a"), output(b"b"), captured(b"b"), output(b"c")];
    assert_eq!(heard, expected);
}

#[test]
fn w_13_a_short_last_line_and_half_a_tag_are_not_lost() {
    let mut rig = Rig::new();

    let heard = life(&mut rig, BOTH, &[b"bye\n<!--XSUP"]);

    assert_eq!(heard, [output(b"bye\n"), output(b"<!--XSUP")]);
    assert_eq!(rig.content("out.log"), b"bye\n<!--XSUP");
}

#[test]
fn w_13_half_a_tag_is_output_when_the_stream_ends_before_the_child() {
    let mut rig = Rig::new();
    let mut spec = rig.spec("out.log", NO_ROTATION);
    spec.stdout.tells = CAPTURE;
    let ends = rig.attach(1, &spec);

    write(&ends.stdout, b"bye<!--");
    drop(ends);

    rig.until_content("out.log", b"bye<!--");
}

#[test]
fn e_41_a_capture_without_an_end_dies_with_the_child() {
    let mut rig = Rig::new();

    let heard = life(&mut rig, BOTH, &[b"<!--XSUPERVISOR:BEGIN-->x"]);

    assert_eq!(heard, [output(b"x")]);
    assert_eq!(rig.content("out.log"), b"");
}

#[test]
fn e_41_what_is_captured_is_bounded() {
    let mut rig = Rig::new();
    let tells = Tells::Program {
        log_events: false,
        capture_maxbytes: 4,
    };

    let heard = life(
        &mut rig,
        tells,
        &[
            b"<!--XSUPERVISOR:BEGIN-->abc",
            b"de",
            b"<!--XSUPERVISOR:END-->",
        ],
    );

    assert_eq!(heard, [captured(b"cde")]);
}

#[test]
fn c_175_colors_are_removed_from_events_and_captures() {
    let mut rig = Rig::new();
    let mut spec = rig.spec("out.log", NO_ROTATION);
    spec.stdout.tells = BOTH;
    spec.stdout.strip_ansi = true;
    let ends = rig.attach(1, &spec);

    write(
        &ends.stdout,
        b"\x1b[1mred\x1b[0m<!--XSUPERVISOR:BEGIN-->\x1b[1mx<!--XSUPERVISOR:END-->",
    );
    rig.until("the end tag", |rig| rig.heard.len() == 3);

    assert_eq!(rig.heard, [output(b"red"), output(b"x"), captured(b"x")]);
}

#[test]
fn e_45_both_channels_are_heard_each_by_its_own_rule() {
    let mut rig = Rig::new();
    let mut spec = rig.spec("out.log", NO_ROTATION);
    let mut stderr = rig.channel("err.log", NO_ROTATION);
    spec.stdout.tells = Tells::Protocol;
    stderr.tells = BOTH;
    spec.stderr = Some(stderr);
    let ends = rig.attach(1, &spec);

    write(&ends.stdout, b"READY\n");
    rig.until("the answer", |rig| rig.heard.len() == 1);
    write(&ends.stderr, b"note");
    rig.until("the note", |rig| rig.heard.len() == 2);

    let note = heard(HeardKind::Output, Channel::Stderr, b"note");
    assert_eq!(rig.heard, [output(b"READY\n"), note]);
}

#[test]
fn e_46_what_a_listener_answers_is_told_as_it_is_and_logged_without_colors() {
    let mut rig = Rig::new();
    let mut spec = rig.spec("out.log", NO_ROTATION);
    spec.stdout.tells = Tells::Protocol;
    spec.stdout.strip_ansi = true;
    rig.output.copy_to_activity_log(true);
    let ends = rig.attach(1, &spec);
    let answer = b"READY\n\x1b[1m<!--XSUPERVISOR:BEGIN-->";

    write(&ends.stdout, answer);
    rig.until("the answer", |rig| !rig.heard.is_empty());

    assert_eq!(rig.heard, [output(answer)]);
    assert_eq!(rig.content("out.log"), b"READY\n<!--XSUPERVISOR:BEGIN-->");
    let copy = "'web' stdout output:\nb'READY\\n\\x1b[1m<!--XSUPERVISOR:BEGIN-->'";
    assert_eq!(rig.texts(), [copy]);
}

#[test]
fn c_174_last_words_are_heard_when_drain_returns() {
    let mut rig = Rig::new();
    let mut spec = rig.spec("out.log", NO_ROTATION);
    spec.stdout.tells = Tells::Protocol;
    let ends = rig.attach(1, &spec);

    write(&ends.stdout, b"RESULT 2\nOK");
    rig.output.drain(CHILD);

    assert_eq!(rig.output.take_heard(), [output(b"RESULT 2\nOK")]);
}

/// A child that floods must make itself wait, neither the daemon grow nor others starve.
#[test]
fn while_the_core_does_not_listen_a_heard_child_waits_and_others_do_not() {
    let mut rig = Rig::new();
    let (mut loud, quiet) = (
        rig.spec("loud", NO_ROTATION),
        rig.spec("quiet", NO_ROTATION),
    );
    loud.stdout.tells = EVENTS;
    let (loud, quiet) = (rig.attach(1, &loud), rig.attach(2, &quiet));
    let writer = std::thread::spawn(move || write(&loud.stdout, &vec![b'x'; 4 << 20]));
    let begin = std::time::Instant::now();
    let logged = |rig: &Rig| rig.path("loud").metadata().unwrap().len();

    while logged(&rig) < 1 << 20 {
        assert!(begin.elapsed().as_secs() < 30);
        rig.move_bytes();
    }
    write(&quiet.stdout, b"hello");
    while rig.content("quiet").is_empty() {
        assert!(begin.elapsed().as_secs() < 30);
        rig.move_bytes();
    }

    assert!(logged(&rig) < 2 << 20, "{}", logged(&rig));
    rig.until("the child is done", |_| writer.is_finished());
    writer.join().unwrap();
}
