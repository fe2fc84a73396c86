//! The queue in front of a child's standard input (X-49, W-44).

use std::fs::File;
use std::io::Read;

use crate::rig::{NO_ROTATION, Rig};
use bytes::Bytes;
use supervisor_core::ChildId;
use supervisord::output::{StdinError, StdinSpec};

const CHILD: ChildId = ChildId(1);

#[test]
fn w_44_what_a_full_pipe_does_not_take_is_queued_and_arrives_once() {
    let mut rig = Rig::new();
    let spec = rig.spec("out.log", NO_ROTATION);
    let ends = rig.attach(1, &spec);
    let message: Vec<u8> = (0..50_000).flat_map(|n: u32| n.to_le_bytes()).collect();
    for _ in 0..3 {
        let bytes = Bytes::from(message.clone());
        rig.output.write_stdin(CHILD, &bytes).unwrap();
    }

    let mut stdin = File::from(ends.stdin.unwrap());
    let reader = std::thread::spawn(move || {
        let mut read = vec![0; 3 * 200_000];
        stdin.read_exact(&mut read).map(|()| read)
    });
    rig.until("everything was read", |_| reader.is_finished());

    assert_eq!(reader.join().unwrap().unwrap(), message.repeat(3));
}

#[test]
fn w_44_the_queue_is_bounded() {
    let mut rig = Rig::new();
    let spec = rig.spec("out.log", NO_ROTATION);
    let _ends = rig.attach(1, &spec);
    let message = Bytes::from(vec![b'x'; 100_000]);

    let accepted = (0..100)
        .take_while(|_| rig.output.write_stdin(CHILD, &message).is_ok())
        .count();
    let refused = rig.output.write_stdin(CHILD, &message);

    assert_eq!(refused, Err(StdinError::Full));
    assert!((10..=12).contains(&accepted), "{accepted}");
}

#[test]
fn a_single_message_may_be_longer_than_the_queue() {
    let mut rig = Rig::new();
    let spec = rig.spec("out.log", NO_ROTATION);
    let _ends = rig.attach(1, &spec);

    let long = Bytes::from(vec![b'x'; 3 << 20]);

    assert_eq!(rig.output.write_stdin(CHILD, &long), Ok(()));
}

#[test]
fn x_49_a_closed_stdin_is_told() {
    let mut rig = Rig::new();
    let spec = rig.spec("out.log", NO_ROTATION);
    let ends = rig.attach(1, &spec);
    drop(ends.stdin);

    let bytes = Bytes::from("x");

    until_closed(&mut rig);
    assert_eq!(
        rig.output.write_stdin(ChildId(9), &bytes),
        Err(StdinError::Closed)
    );
}

#[test]
fn x_49_a_stdin_of_another_kind_counts_as_closed() {
    let mut rig = Rig::new();
    let mut spec = rig.spec("out.log", NO_ROTATION);
    spec.stdin = StdinSpec::Other;
    rig.attach(1, &spec);

    let written = rig.output.write_stdin(CHILD, &Bytes::from("x"));

    assert_eq!(written, Err(StdinError::Closed));
}

#[test]
fn bytes_that_wait_for_a_child_that_has_closed_its_stdin_are_forgotten() {
    let mut rig = Rig::new();
    let spec = rig.spec("out.log", NO_ROTATION);
    let ends = rig.attach(1, &spec);
    let more_than_a_pipe = Bytes::from(vec![b'x'; 200_000]);
    rig.output.write_stdin(CHILD, &more_than_a_pipe).unwrap();

    drop(ends.stdin);

    until_closed(&mut rig);
    assert!(!rig.is_due(), "a dead pipe must not wake the loop");
}

/// Another test may just have forked a process that has not executed yet and holds the end.
fn until_closed(rig: &mut Rig) {
    rig.until("the pipe to be closed", |rig| {
        rig.output.write_stdin(CHILD, &Bytes::from("x")) == Err(StdinError::Closed)
    });
}
