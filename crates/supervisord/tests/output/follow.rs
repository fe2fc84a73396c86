//! Followers: `tail -f` (H-51, H-52, W-38).

use std::fs::{self, OpenOptions};
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll, Wake, Waker};

use futures_core::Stream;
use proptest::prelude::*;
use supervisor_api::Begin;
use supervisord::output::{Feeds, Follower, Limits, LogFile, follow};

use crate::rig::{NO_ROTATION, Rig, write};

const TRUNCATED: &[u8] = b"==> File truncated <==\n";

struct Log {
    log: LogFile,
    feeds: Feeds,
    path: PathBuf,
    _dir: tempfile::TempDir,
}

impl Log {
    fn new(maxbytes: u64, backups: u32) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("x.log");
        let feeds = Feeds::default();
        let limits = Limits { maxbytes, backups };
        Self {
            log: LogFile::open(&path, limits, None, feeds.clone()).unwrap(),
            feeds,
            path,
            _dir: dir,
        }
    }

    fn write(&mut self, bytes: &[u8]) {
        let _ = self.log.write(bytes, &mut Vec::new());
    }

    fn follow(&self, backlog: u64) -> Follower {
        self.follow_from(Begin::Back(backlog))
    }

    fn follow_from(&self, begin: Begin) -> Follower {
        Follower::new(self.feeds.clone(), &self.path, begin).unwrap()
    }

    fn truncate(&self) {
        let file = OpenOptions::new().write(true).open(&self.path).unwrap();
        file.set_len(0).unwrap();
    }
}

/// Counts how often it was woken.
#[derive(Default)]
struct Bell(AtomicUsize);

impl Wake for Bell {
    fn wake(self: Arc<Self>) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }
}

fn next(follower: &mut Follower, waker: &Waker) -> Poll<Option<bytes::Bytes>> {
    Pin::new(follower).poll_next(&mut Context::from_waker(waker))
}

/// Everything that the follower has to say now.
pub(crate) fn take(follower: &mut Follower) -> Vec<u8> {
    let mut taken = Vec::new();
    while let Poll::Ready(Some(bytes)) = next(follower, Waker::noop()) {
        taken.extend_from_slice(&bytes);
    }
    taken
}

#[test]
fn h_51_a_follower_begins_with_the_last_bytes() {
    let mut log = Log::new(0, 0);
    log.write(b"0123456789");

    assert_eq!(take(&mut log.follow(4)), b"6789");
    assert_eq!(take(&mut log.follow(0)), b"");
    assert_eq!(take(&mut log.follow(1024)), b"0123456789");
    assert_eq!(take(&mut log.follow_from(Begin::At(7))), b"789");
    assert_eq!(take(&mut log.follow_from(Begin::At(10))), b"");
    assert_eq!(take(&mut log.follow_from(Begin::At(11))), b"0123456789");
}

#[test]
fn h_51_a_write_wakes_a_waiting_follower_once() {
    let mut log = Log::new(0, 0);
    let mut follower = log.follow(0);
    let bell = Arc::new(Bell::default());
    let waker = Waker::from(Arc::clone(&bell));
    assert!(next(&mut follower, &waker).is_pending());

    log.write(b"a");
    log.write(b"b");

    assert_eq!(bell.0.load(Ordering::Relaxed), 1);
    assert_eq!(take(&mut follower), b"ab");
}

#[test]
fn w_38_rotation_loses_nothing_and_repeats_nothing() {
    for backups in [0, 1, 3] {
        let mut log = Log::new(10, backups);
        let mut follower = log.follow(0);

        for piece in ["aaaa", "bbbbbbbb", "c", "dddddddddddd", "e"] {
            log.write(piece.as_bytes());
        }

        assert_eq!(take(&mut follower), b"aaaabbbbbbbbcdddddddddddde");
    }
}

#[test]
fn clearing_goes_on_with_the_new_file() {
    let mut log = Log::new(0, 0);
    let mut follower = log.follow(0);

    log.write(b"before\n");
    log.log.clear().unwrap();
    log.write(b"after\n");

    assert_eq!(take(&mut follower), b"before\nafter\n");
}

#[test]
fn h_52_a_rename_and_a_reopen_go_on_with_the_new_file() {
    let mut log = Log::new(0, 0);
    let mut follower = log.follow(0);

    log.write(b"1\n");
    fs::rename(&log.path, log.path.with_extension("old")).unwrap();
    log.write(b"2\n");
    log.log.reopen(&mut Vec::new());
    log.write(b"3\n");

    assert_eq!(take(&mut follower), b"1\n2\n3\n");
}

#[test]
fn w_38_truncation_is_said_and_the_stream_goes_on() {
    let mut log = Log::new(0, 0);
    let mut follower = log.follow(0);
    log.write(b"before\n");
    assert_eq!(take(&mut follower), b"before\n");

    log.truncate();
    log.write(b"after, and longer than before\n");

    let expected = [TRUNCATED, b"after, and longer than before\n"].concat();
    assert_eq!(take(&mut follower), expected);
}

#[test]
fn w_38_truncation_that_the_follower_sees_first_is_said_once() {
    let mut log = Log::new(0, 0);
    let mut follower = log.follow(0);
    log.write(b"before\n");
    assert_eq!(take(&mut follower), b"before\n");

    log.truncate();
    assert_eq!(take(&mut follower), TRUNCATED);
    log.write(b"after\n");

    assert_eq!(take(&mut follower), b"after\n");
}

#[test]
fn a_follower_that_lags_too_far_is_told_that_bytes_are_gone() {
    let mut log = Log::new(1, 1);
    let mut follower = log.follow(0);

    for letter in b'a'..=b'z' {
        log.write(&[letter]);
    }

    let taken = take(&mut follower);
    let (first, rest) = taken.split_first().unwrap();
    assert_eq!(*first, b'a', "its own file was kept for it");
    let rest = rest.strip_prefix(TRUNCATED).unwrap();
    assert!(b"abcdefghijklmnopqrstuvwxyz".ends_with(rest));
    assert!(!rest.is_empty());
    log.write(b"!");
    assert_eq!(take(&mut follower), b"!");
}

#[test]
fn followers_of_one_log_do_not_disturb_each_other() {
    let mut log = Log::new(4, 2);
    let mut first = log.follow(0);
    log.write(b"aaaaa");
    let mut second = log.follow(0);

    log.write(b"b");
    drop(first_words(&mut first, b"aaaaab"));
    log.write(b"c");

    assert_eq!(take(&mut second), b"bc");
}

fn first_words(follower: &mut Follower, expected: &[u8]) -> Vec<u8> {
    let taken = take(follower);
    assert_eq!(taken, expected);
    taken
}

#[test]
fn files_that_every_follower_has_read_are_closed() {
    let open = || fs::read_dir("/proc/self/fd").unwrap();
    let links = |name: &Path| {
        let name = name.to_str().unwrap().to_owned();
        open()
            .filter_map(|fd| fs::read_link(fd.unwrap().path()).ok())
            .filter(|target| target.to_string_lossy().starts_with(&name))
            .count()
    };
    let mut log = Log::new(1, 1);
    let mut follower = log.follow(0);

    for _ in 0..20 {
        log.write(b"a");
        take(&mut follower);
    }
    let following = links(&log.path);
    drop(follower);
    let alone = links(&log.path);

    // The writer's and one reader's; a file that has just become old may still be held.
    assert!(following <= 3, "{following}");
    assert_eq!(alone, 1);
}

#[test]
fn a_log_can_be_followed_before_its_program_runs() {
    let mut rig = Rig::new();
    fs::write(rig.path("out.log"), "earlier\n").unwrap();
    let path = rig.path("out.log");
    let mut follower = Follower::new(rig.feeds.clone(), &path, Begin::Back(1024)).unwrap();
    assert_eq!(take(&mut follower), b"earlier\n");

    for child in [1, 2] {
        let spec = rig.spec("out.log", NO_ROTATION);
        let ends = rig.attach(child, &spec);
        write(&ends.stdout, format!("child {child}\n").as_bytes());
        rig.output.drain(supervisor_core::ChildId(child));
    }

    assert_eq!(take(&mut follower), b"child 1\nchild 2\n");
}

#[test]
fn a_log_that_is_made_anew_for_the_next_child_is_followed_on() {
    let mut rig = Rig::new();
    fs::write(rig.path("out.log"), "earlier\n").unwrap();
    let path = rig.path("out.log");
    let mut follower = Follower::new(rig.feeds.clone(), &path, Begin::Back(1024)).unwrap();

    fs::remove_file(&path).unwrap();
    let spec = rig.spec("out.log", NO_ROTATION);
    let ends = rig.attach(1, &spec);
    write(&ends.stdout, b"new file\n");

    rig.until_content("out.log", b"new file\n");
    assert_eq!(take(&mut follower), b"earlier\nnew file\n");
}

#[test]
fn only_a_regular_file_that_exists_can_be_followed() {
    let feeds = Feeds::default();
    for (path, fault) in [
        (None, "NO_FILE"),
        (Some("/nowhere/x.log"), "NO_FILE: /nowhere/x.log"),
        (Some("/dev/null"), "FAILED"),
        (Some("/tmp"), "FAILED"),
    ] {
        let followed = follow(&feeds, path.map(Path::new), Begin::Back(0));
        assert_eq!(followed.unwrap_err().to_string(), fault);
    }
}

#[derive(Clone, Debug)]
enum Step {
    Write(usize),
    Take,
    Clear,
    MoveAndReopen,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        6 => (1_usize..5000).prop_map(Step::Write),
        4 => Just(Step::Take),
        1 => Just(Step::Clear),
        1 => Just(Step::MoveAndReopen),
    ]
}

proptest! {
    /// Whatever happens to the log, a follower that keeps up sees exactly the written bytes.
    #[test]
    fn a_follower_sees_exactly_what_was_written(
        maxbytes in 0_u64..9000,
        backups in 0_u32..3,
        steps in prop::collection::vec(step(), 1..60),
    ) {
        let mut log = Log::new(maxbytes, backups);
        let mut follower = log.follow(0);
        let (mut written, mut seen) = (Vec::new(), Vec::new());
        let mut files = 0;

        for (number, step) in steps.into_iter().enumerate() {
            match step {
                Step::Write(size) => {
                    let piece = vec![u8::try_from(number).unwrap(); size];
                    log.write(&piece);
                    written.extend(piece);
                    files += 1;
                }
                Step::Take => {}
                Step::Clear => log.log.clear().unwrap(),
                Step::MoveAndReopen => {
                    let _ = fs::rename(&log.path, log.path.with_extension("old"));
                    log.log.reopen(&mut Vec::new());
                }
            }
            // Each write may end one file; more than are kept for it, a follower cannot lag.
            if matches!(step, Step::Take) || files == 7 {
                seen.extend(take(&mut follower));
                files = 0;
            }
        }

        seen.extend(take(&mut follower));
        prop_assert!(seen == written, "seen {}, written {}", seen.len(), written.len());
    }
}
