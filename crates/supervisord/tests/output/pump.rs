//! From pipes into logs.

use std::fs::File;
use std::io::{Read, Write};
use std::time::{Duration, Instant};

use crate::rig::{NO_ROTATION, Rig, capacity, write};
use nix::errno::Errno;
use nix::fcntl::{FcntlArg, OFlag, fcntl};
use supervisor_api::Level;
use supervisor_core::ChildId;
use supervisord::output::{AttachError, ChannelSpec, StdinSpec};

const CHILD: ChildId = ChildId(1);

/// Whether the kernel enlarges pipes; not those of an ordinary user who has too many of them
/// (`pipe-user-pages-soft`, pipe(7)).
fn pipes_can_grow() -> bool {
    let (_reader, pipe) = nix::unistd::pipe().unwrap();
    fcntl(pipe, FcntlArg::F_SETPIPE_SZ(256 * 1024)).is_ok()
}

#[test]
fn c_169_both_streams_reach_their_own_logs_unmodified() {
    let mut rig = Rig::new();
    let mut spec = rig.spec("out.log", NO_ROTATION);
    spec.stderr = Some(rig.channel("err.log", NO_ROTATION));
    let ends = rig.attach(1, &spec);

    write(&ends.stdout, b"out\x00\xff\r\n");
    write(&ends.stderr, b"err");

    rig.until_content("out.log", b"out\x00\xff\r\n");
    rig.until_content("err.log", b"err");
}

#[test]
fn redirect_stderr_keeps_the_order_of_writes() {
    let mut rig = Rig::new();
    let spec = rig.spec("out.log", NO_ROTATION);
    let ends = rig.attach(1, &spec);

    write(&ends.stdout, b"1\n");
    write(&ends.stderr, b"2\n");
    write(&ends.stdout, b"3\n");

    rig.until_content("out.log", b"1\n2\n3\n");
}

#[test]
fn c_168_a_log_is_opened_for_append_before_the_child_exists() {
    let mut rig = Rig::new();
    std::fs::write(rig.path("out.log"), "before\n").unwrap();
    let spec = rig.spec("out.log", NO_ROTATION);
    let ends = rig.attach(1, &spec);

    write(&ends.stdout, b"after\n");

    rig.until_content("out.log", b"before\nafter\n");
}

#[test]
fn c_168_a_path_that_cannot_be_opened_is_an_error_with_its_errno() {
    let mut rig = Rig::new();
    let mut spec = rig.spec("out.log", NO_ROTATION);
    spec.stderr = Some(rig.channel("missing/err.log", NO_ROTATION));

    let missing = rig.output.attach(CHILD, &spec);
    spec.stderr = Some(rig.channel(".", NO_ROTATION));
    let directory = rig.output.attach(CHILD, &spec);

    assert_eq!(missing.unwrap_err(), AttachError::Other(Errno::ENOENT));
    assert_eq!(directory.unwrap_err(), AttachError::Other(Errno::EISDIR));
}

#[test]
fn output_without_a_log_is_read_and_forgotten() {
    let mut rig = Rig::new();
    let mut spec = rig.spec("out.log", NO_ROTATION);
    spec.stdout = ChannelSpec::default();
    let ends = rig.attach(1, &spec);

    let writer = std::thread::spawn(move || write(&ends.stdout, &vec![b'x'; 1 << 20]));

    rig.until("the writer is done", |_| writer.is_finished());
    writer.join().unwrap();
}

#[test]
fn a_child_gets_blocking_ends_that_close_on_exec() {
    let mut rig = Rig::new();
    let spec = rig.spec("out.log", NO_ROTATION);
    let ends = rig.attach(1, &spec);
    let stdin = ends.stdin.unwrap();

    for end in [&stdin, &ends.stdout, &ends.stderr] {
        let flags = OFlag::from_bits_retain(fcntl(end, FcntlArg::F_GETFL).unwrap());
        assert!(!flags.contains(OFlag::O_NONBLOCK));
        assert_eq!(fcntl(end, FcntlArg::F_GETFD).unwrap(), 1);
    }
}

#[test]
fn a_child_with_a_stdin_of_its_own_gets_no_pipe() {
    let mut rig = Rig::new();
    let mut spec = rig.spec("out.log", NO_ROTATION);
    spec.stdin = StdinSpec::Other;

    assert!(rig.attach(1, &spec).stdin.is_none());
}

#[test]
fn c_174_last_words_are_in_the_log_when_drain_returns() {
    let mut rig = Rig::new();
    let spec = rig.spec("out.log", NO_ROTATION);
    let ends = rig.attach(1, &spec);
    let words = vec![b'w'; capacity(&ends.stdout)];

    write(&ends.stdout, &words);
    drop(ends);
    rig.output.drain(CHILD);

    assert_eq!(rig.content("out.log"), words);
}

#[test]
fn c_174_a_grandchild_loses_its_pipe_when_the_child_is_reaped() {
    let mut rig = Rig::new();
    let spec = rig.spec("out.log", NO_ROTATION);
    let ends = rig.attach(1, &spec);

    write(&ends.stdout, b"in time\n");
    rig.output.drain(CHILD);
    let late = File::from(ends.stdout).write(b"too late\n");

    assert_eq!(late.unwrap_err().raw_os_error(), Some(Errno::EPIPE as i32));
    assert_eq!(rig.content("out.log"), b"in time\n");
}

#[test]
fn drain_ends_although_a_grandchild_goes_on_writing() {
    let mut rig = Rig::new();
    let spec = rig.spec("out.log", NO_ROTATION);
    let ends = rig.attach(1, &spec);
    let flood = std::thread::spawn(move || {
        let mut end = File::from(ends.stdout);
        while end.write(&[b'x'; 4096]).is_ok() {}
    });
    let log = rig.path("out.log");
    rig.until("the flood has begun", |_| {
        log.metadata().is_ok_and(|log| log.len() > 1 << 20)
    });

    rig.output.drain(CHILD);

    flood.join().unwrap();
}

#[test]
fn end_of_stream_before_the_death_keeps_the_log_for_clear_and_drain() {
    let mut rig = Rig::new();
    let spec = rig.spec("out.log", NO_ROTATION);
    let ends = rig.attach(1, &spec);

    write(&ends.stdout, b"bye\n");
    drop(ends);
    rig.until_content("out.log", b"bye\n");
    rig.output.clear(CHILD).unwrap();
    rig.turn();
    rig.output.drain(CHILD);

    assert_eq!(rig.content("out.log"), b"");
    assert_eq!(rig.output.next_deadline(), None);
}

#[test]
fn a_detached_child_has_no_streams_any_more() {
    let mut rig = Rig::new();
    let spec = rig.spec("out.log", NO_ROTATION);
    let ends = rig.attach(1, &spec);

    rig.output.detach(CHILD);

    let error = File::from(ends.stdout).write(b"x").unwrap_err();
    assert_eq!(error.raw_os_error(), Some(Errno::EPIPE as i32));
}

#[test]
fn the_first_bytes_after_silence_are_handled_at_once_and_chatter_waits_a_moment() {
    let mut rig = Rig::new();
    let spec = rig.spec("out.log", NO_ROTATION);
    let ends = rig.attach(1, &spec);

    write(&ends.stdout, b"1");
    rig.turn();
    assert_eq!(rig.content("out.log"), b"1");
    assert_eq!(rig.output.next_deadline(), None);

    write(&ends.stdout, b"2");
    let _ = rig.output.ready();
    assert_eq!(rig.content("out.log"), b"12");
    let due = rig.output.next_deadline().expect("two short reads pause");
    write(&ends.stdout, b"3");
    let _ = rig.output.ready();
    assert_eq!(rig.content("out.log"), b"12");

    rig.output.handle_deadline(due);
    assert_eq!(rig.content("out.log"), b"123");

    let due = rig.output.next_deadline().unwrap_or_else(Instant::now);
    rig.output.handle_deadline(due);
    assert_eq!(rig.output.next_deadline(), None, "silence needs no timer");
}

#[test]
fn only_a_pipe_that_was_filled_is_enlarged() {
    let mut rig = Rig::new();
    let (quiet, loud) = (rig.spec("a", NO_ROTATION), rig.spec("b", NO_ROTATION));
    let (quiet, loud) = (rig.attach(1, &quiet), rig.attach(2, &loud));
    let usual = capacity(&quiet.stdout);
    let full = vec![b'x'; usual];

    write(&quiet.stdout, b"x");
    write(&loud.stdout, &full);
    rig.until_content("b", &full);

    assert_eq!(capacity(&quiet.stdout), usual);
    assert_eq!(capacity(&loud.stdout) > usual, pipes_can_grow());
}

/// A page of a pipe takes only whole small writes, so that a full pipe may hold a good deal less
/// than its size.
#[test]
fn a_pipe_filled_by_small_writes_is_enlarged_too() {
    let mut rig = Rig::new();
    let spec = rig.spec("a", NO_ROTATION);
    let ends = rig.attach(1, &spec);
    let usual = capacity(&ends.stdout);
    let (line, page) = ([b'x'; 200], 4096);
    let lines = usual / page * (page / line.len());

    for _ in 0..lines {
        write(&ends.stdout, &line);
    }
    rig.until_content("a", &line.repeat(lines));

    assert_eq!(capacity(&ends.stdout) > usual, pipes_can_grow());
}

#[test]
fn a_pipe_that_has_fallen_quiet_is_cut_back_so_that_the_user_may_have_others() {
    let mut rig = Rig::new();
    let spec = rig.spec("a", NO_ROTATION);
    let ends = rig.attach(1, &spec);
    let usual = capacity(&ends.stdout);
    let full = vec![b'x'; usual];

    write(&ends.stdout, &full);
    rig.until_content("a", &full);
    let now = Instant::now();
    rig.output.handle_deadline(now + Duration::from_secs(2));
    let was_read = capacity(&ends.stdout) > usual;
    assert_eq!(was_read, pipes_can_grow(), "it was just read");
    rig.output.handle_deadline(now + Duration::from_secs(4));

    assert_eq!(capacity(&ends.stdout), usual);
    assert_eq!(
        rig.output.next_deadline(),
        None,
        "usual pipes need no timer"
    );
}

#[test]
fn c_175_colors_are_removed_if_asked() {
    let mut rig = Rig::new();
    let mut spec = rig.spec("out.log", NO_ROTATION);
    spec.stdout.strip_ansi = true;
    let ends = rig.attach(1, &spec);

    write(&ends.stdout, b"\x1b[1;32mok\x1b[0m\n");

    rig.until_content("out.log", b"ok\n");
}

#[test]
fn p_95_output_is_copied_into_the_activity_log_only_at_level_debug() {
    let mut rig = Rig::new();
    let spec = rig.spec("out.log", NO_ROTATION);
    let ends = rig.attach(1, &spec);

    write(&ends.stdout, b"quiet\n");
    rig.until_content("out.log", b"quiet\n");
    rig.output.copy_to_activity_log(true);
    write(&ends.stdout, b"loud\n");
    rig.until_content("out.log", b"quiet\nloud\n");

    assert_eq!(rig.texts(), ["'web' stdout output:\nloud\n"]);
    assert!(rig.records.iter().all(|copy| copy.level == Level::Debug));
}

/// Not so many that an ordinary user's pipes shrink (`pipe-user-pages-soft`, pipe(7)).
#[test]
fn many_children_share_the_table() {
    let mut rig = Rig::new();
    let children: Vec<_> = (0..40_u64)
        .map(|child| {
            let spec = rig.spec(&format!("{child}.log"), NO_ROTATION);
            rig.attach(child, &spec)
        })
        .collect();

    for (child, ends) in children.iter().enumerate() {
        write(&ends.stdout, format!("child {child}\n").as_bytes());
    }

    for child in 0..40 {
        rig.until_content(
            &format!("{child}.log"),
            format!("child {child}\n").as_bytes(),
        );
    }
}

#[test]
fn what_a_child_reads_is_what_was_sent_to_its_stdin() {
    let mut rig = Rig::new();
    let spec = rig.spec("out.log", NO_ROTATION);
    let mut ends = rig.attach(1, &spec);

    rig.output.write_stdin(CHILD, &"hello\n".into()).unwrap();

    let mut buffer = [0; 16];
    let count = File::from(ends.stdin.take().unwrap())
        .read(&mut buffer)
        .unwrap();
    assert_eq!(&buffer[..count], b"hello\n");
}
