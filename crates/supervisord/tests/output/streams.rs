//! Logs that are no regular files, and targets that fail (W-15, W-73).

use std::fs::{File, OpenOptions};
use std::io::Read;
use std::os::fd::OwnedFd;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::time::Instant;

use nix::errno::Errno;
use nix::fcntl::OFlag;
use nix::sys::stat::Mode;
use nix::unistd::mkfifo;
use supervisor_core::{ChildId, Record};
use supervisord::output::{AttachError, LogFile, Progress};

use crate::rig::{NO_ROTATION, Rig, capacity, write};

const CHILD: ChildId = ChildId(1);

/// More than all buffers on the way hold together.
const FLOOD: usize = 8 << 20;

fn make_fifo(path: &Path) {
    mkfifo(path, Mode::S_IRUSR | Mode::S_IWUSR).unwrap();
}

fn open_reader(path: &Path) -> File {
    OpenOptions::new()
        .read(true)
        .custom_flags(OFlag::O_NONBLOCK.bits())
        .open(path)
        .unwrap()
}

fn read_all(mut reader: &File) -> Vec<u8> {
    let mut bytes = Vec::new();
    // Ends with an error when the pipe is empty; what was read is kept.
    let _ = reader.read_to_end(&mut bytes);
    bytes
}

/// Writes like a child whose pipe may hold less than this.
fn write_through(rig: &mut Rig, end: &OwnedFd, bytes: &[u8]) {
    for piece in bytes.chunks(capacity(end)) {
        write(end, piece);
        rig.turn();
    }
}

/// Flushes a log and reads what it writes until it owes nothing any more.
fn collect(log: &mut LogFile, reader: &File, records: &mut Vec<Record>) -> Vec<u8> {
    let mut bytes = read_all(reader);
    while log.flush(records) == Progress::Waiting {
        bytes.extend(read_all(reader));
    }
    bytes.extend(read_all(reader));
    bytes
}

#[test]
fn w_73_a_fifo_without_a_reader_is_a_spawn_error_at_once() {
    let mut rig = Rig::new();
    make_fifo(&rig.path("fifo"));
    let spec = rig.spec("fifo", NO_ROTATION);

    let attached = rig.output.attach(CHILD, &spec);

    assert_eq!(attached.unwrap_err(), AttachError::Other(Errno::ENXIO));
}

#[test]
fn w_15_a_fifo_with_a_reader_gets_everything() {
    let mut rig = Rig::new();
    make_fifo(&rig.path("fifo"));
    let reader = open_reader(&rig.path("fifo"));
    let mut spec = rig.spec("fifo", NO_ROTATION);
    spec.stdout.limits.maxbytes = 1;
    let ends = rig.attach(1, &spec);

    write(&ends.stdout, b"one\n");
    write(&ends.stdout, b"two\n");

    let mut read = Vec::new();
    rig.until("both lines", |_| {
        read.extend(read_all(&reader));
        read == b"one\ntwo\n"
    });
    assert_eq!(rig.texts(), [""; 0]);
}

#[test]
fn a_slow_reader_loses_nothing() {
    let mut rig = Rig::new();
    make_fifo(&rig.path("fifo"));
    let reader = open_reader(&rig.path("fifo"));
    let spec = rig.spec("fifo", NO_ROTATION);
    let ends = rig.attach(1, &spec);
    let flood: Vec<u8> = (0..500_000).flat_map(|n: u32| n.to_le_bytes()).collect();
    let sent = flood.clone();
    let writer = std::thread::spawn(move || write(&ends.stdout, &sent));

    let mut read = Vec::new();
    rig.until("the flood", |_| {
        // Less than the pipe holds at a time, so that the target is full again and again.
        let mut piece = [0; 50_000];
        if let Ok(count) = (&reader).read(&mut piece) {
            read.extend_from_slice(&piece[..count]);
        }
        read.len() == flood.len()
    });

    writer.join().unwrap();
    assert!(read == flood);
    assert_eq!(rig.texts(), [""; 0]);
}

#[test]
fn a_stuck_target_never_stops_the_program_and_is_reported_once() {
    let mut rig = Rig::new();
    make_fifo(&rig.path("fifo"));
    let reader = open_reader(&rig.path("fifo"));
    let spec = rig.spec("fifo", NO_ROTATION);
    let ends = rig.attach(1, &spec);
    let stdout = ends.stdout.try_clone().unwrap();
    let writer = std::thread::spawn(move || write(&stdout, &vec![b'x'; FLOOD]));

    rig.until("the writer is done", |_| writer.is_finished());

    writer.join().unwrap();
    rig.until("the flood is over", |rig| {
        rig.output.next_deadline().is_none()
    });
    let fifo = rig.path("fifo");
    let report = format!(
        "dropping log output path={} error=\"nobody reads it\"",
        fifo.display()
    );
    assert_eq!(rig.texts(), [report.as_str()]);

    // The reader is back: what was lost is counted, to the byte.
    let mut read = read_all(&reader).len();
    rig.until("the target is tried again", |rig| {
        write(&ends.stdout, b"yy");
        rig.turn();
        let new = read_all(&reader);
        read += new.iter().filter(|byte| **byte == b'x').count();
        rig.records.len() > 1
    });
    let dropped: usize = rig.texts()[1]
        .rsplit_once("dropped_bytes=")
        .and_then(|(_, count)| count.parse().ok())
        .unwrap();
    assert!(dropped >= FLOOD - read, "{dropped} of {FLOOD}, read {read}");
}

#[test]
fn a_target_that_lost_its_reader_is_an_error_that_is_reported_once() {
    let mut rig = Rig::new();
    make_fifo(&rig.path("fifo"));
    let reader = open_reader(&rig.path("fifo"));
    let spec = rig.spec("fifo", NO_ROTATION);
    let ends = rig.attach(1, &spec);

    drop(reader);
    for _ in 0..3 {
        write(&ends.stdout, b"lost\n");
        rig.turn();
    }

    rig.until("a report", |rig| !rig.records.is_empty());
    assert_eq!(rig.records.len(), 1);
    assert!(rig.texts()[0].contains("Broken pipe"), "{:?}", rig.texts());
}

#[test]
fn a_full_disk_is_reported_once_and_the_loss_is_counted() {
    let mut rig = Rig::new();
    let mut spec = rig.spec("unused", NO_ROTATION);
    spec.stdout.log = Some("/dev/full".into());
    let ends = rig.attach(1, &spec);

    for _ in 0..5 {
        write(&ends.stdout, b"lost\n");
        rig.turn();
    }

    rig.until("a report", |rig| !rig.records.is_empty());
    assert_eq!(rig.records.len(), 1);
    assert!(
        rig.texts()[0].contains("No space left"),
        "{:?}",
        rig.texts()
    );
}

#[test]
fn last_words_reach_a_target_that_is_full_at_the_moment_of_death() {
    let mut rig = Rig::new();
    make_fifo(&rig.path("fifo"));
    let reader = open_reader(&rig.path("fifo"));
    let spec = rig.spec("fifo", NO_ROTATION);
    let ends = rig.attach(1, &spec);
    let full = capacity(&reader);
    let words: Vec<u8> = (0_u8..=255).cycle().take(full + 1000).collect();
    let (most, last) = words.split_at(full);
    write_through(&mut rig, &ends.stdout, most);
    write(&ends.stdout, last);
    drop(ends);

    rig.output.drain(CHILD);

    let mut read = Vec::new();
    rig.until("the last words", |rig| {
        read.extend(read_all(&reader));
        rig.turn();
        read.len() == words.len()
    });
    assert!(read == words);
    rig.until("the row is gone", |rig| {
        rig.output.next_deadline().is_none()
    });
}

#[test]
fn a_dead_child_with_a_stuck_target_is_given_up() {
    let mut rig = Rig::new();
    make_fifo(&rig.path("fifo"));
    let reader = open_reader(&rig.path("fifo"));
    let spec = rig.spec("fifo", NO_ROTATION);
    let ends = rig.attach(1, &spec);
    write_through(&mut rig, &ends.stdout, &vec![b'x'; capacity(&reader)]);
    write(&ends.stdout, b"never read");

    let begin = Instant::now();
    rig.output.drain(CHILD);
    assert!(begin.elapsed().as_millis() < 1000, "drain does not wait");

    rig.until("it is given up", |rig| rig.output.next_deadline().is_none());
    assert_eq!(rig.records.len(), 1);
}

#[test]
fn a_stream_owes_what_it_did_not_take_and_a_flush_pays() {
    let rig = Rig::new();
    make_fifo(&rig.path("fifo"));
    let reader = open_reader(&rig.path("fifo"));
    let mut records = Vec::new();
    let fifo = rig.path("fifo");
    let mut log = LogFile::open(fifo, NO_ROTATION, None, rig.feeds.clone()).unwrap();

    let progress = log.write(&[b'x'; 100_000], &mut records);
    assert_eq!(progress, Progress::Waiting);

    assert_eq!(collect(&mut log, &reader, &mut records).len(), 100_000);
    assert_eq!(records, []);
}

#[test]
fn c_172_a_reopen_keeps_a_stream_that_has_not_changed_with_what_it_owes() {
    let rig = Rig::new();
    make_fifo(&rig.path("fifo"));
    let reader = open_reader(&rig.path("fifo"));
    let mut records = Vec::new();
    let fifo = rig.path("fifo");
    let mut log = LogFile::open(fifo, NO_ROTATION, None, rig.feeds.clone()).unwrap();
    let _ = log.write(&[b'x'; 100_000], &mut records);

    log.reopen(&mut records);

    assert_eq!(collect(&mut log, &reader, &mut records).len(), 100_000);
}

#[test]
fn c_172_a_reopen_follows_the_name_to_another_target() {
    let mut rig = Rig::new();
    make_fifo(&rig.path("log"));
    let _reader = open_reader(&rig.path("log"));
    let spec = rig.spec("log", NO_ROTATION);
    let ends = rig.attach(1, &spec);

    std::fs::remove_file(rig.path("log")).unwrap();
    rig.output.reopen_all();
    write(&ends.stdout, b"a file now\n");

    rig.until_content("log", b"a file now\n");
}

#[test]
fn a_reopen_ends_the_pause_of_a_target_that_failed() {
    let mut rig = Rig::new();
    std::os::unix::fs::symlink("/dev/full", rig.path("log")).unwrap();
    let spec = rig.spec("log", NO_ROTATION);
    let ends = rig.attach(1, &spec);
    write(&ends.stdout, b"lost\n");
    rig.until("a report", |rig| !rig.records.is_empty());

    std::fs::remove_file(rig.path("log")).unwrap();
    rig.output.reopen_all();
    write(&ends.stdout, b"kept\n");

    rig.until_content("log", b"kept\n");
    let log = rig.path("log");
    let recovered = format!(
        "log is written again path={} dropped_bytes=5",
        log.display()
    );
    assert_eq!(rig.texts()[1], recovered);
}
