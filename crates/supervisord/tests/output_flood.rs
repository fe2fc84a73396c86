//! Memory stays bounded however much a program writes. In a process of its own, since it looks at
//! the memory of the whole process.
#![expect(clippy::unwrap_used, reason = "a helper of a test fails the test")]

use std::fs::{self, File, OpenOptions};
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::time::{Duration, Instant};

use nix::fcntl::OFlag;
use nix::sys::stat::Mode;
use nix::unistd::mkfifo;
use supervisor_core::ChildId;
use supervisord::output::{ChannelSpec, ChildSpec, Feeds, Limits, Output, StdinSpec, Turn};

const FLOOD: usize = 100 << 20;
const BOUND: u64 = 8 << 20;

fn memory(line: &str) -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let line = status
        .lines()
        .find_map(|found| found.strip_prefix(line))
        .unwrap();
    let kibibytes: u64 = line.split_whitespace().next().unwrap().parse().unwrap();
    kibibytes << 10
}

/// Writes one endless line into the log at `path` and returns how much memory that took.
fn flood(path: &Path, limits: Limits) -> u64 {
    let mut output = Output::new(Feeds::default()).unwrap();
    let stdout = ChannelSpec {
        log: Some(path.into()),
        limits,
        ..ChannelSpec::default()
    };
    let spec = ChildSpec {
        process: "flood".into(),
        stdin: StdinSpec::Other,
        stdout,
        stderr: None,
    };
    let ends = output.attach(ChildId(1), &spec).unwrap();
    let before = memory("VmRSS:");
    let writer = std::thread::spawn(move || {
        let mut stdout = File::from(ends.stdout);
        let piece = [b'x'; 64 * 1024];
        (0..FLOOD / piece.len()).for_each(|_| stdout.write_all(&piece).unwrap());
    });
    let begin = Instant::now();
    while !writer.is_finished() {
        assert!(begin.elapsed() < Duration::from_secs(120));
        while output.ready() == Turn::More {}
        output.handle_deadline(Instant::now());
        std::thread::yield_now();
    }
    output.drain(ChildId(1));
    memory("VmHWM:").saturating_sub(before)
}

#[test]
fn a_flood_takes_no_memory_whatever_its_log_is() {
    let dir = tempfile::tempdir().unwrap();
    let log = dir.path().join("x.log");
    let limits = Limits {
        maxbytes: 10 << 20,
        backups: 20,
    };
    let fifo = dir.path().join("fifo");
    mkfifo(&fifo, Mode::S_IRUSR | Mode::S_IWUSR).unwrap();
    let _never_reads = OpenOptions::new()
        .read(true)
        .custom_flags(OFlag::O_NONBLOCK.bits())
        .open(&fifo)
        .unwrap();

    let file = flood(&log, limits);
    let stuck = flood(&fifo, limits);

    assert!(file < BOUND, "{file}");
    assert!(stuck < BOUND, "{stuck}");
    let logged: u64 = fs::read_dir(dir.path())
        .unwrap()
        .map(|entry| entry.unwrap().metadata().unwrap().len())
        .sum();
    assert_eq!(logged, u64::try_from(FLOOD).unwrap());
}
