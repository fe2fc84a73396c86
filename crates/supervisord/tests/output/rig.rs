//! A table of channels with a directory of its own, driven like the runtime drives it.

use std::fs::{self, File};
use std::io::Write;
use std::os::fd::{AsFd, OwnedFd};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use nix::fcntl::{FcntlArg, fcntl};
use nix::poll::{PollFd, PollFlags, PollTimeout, poll};
use supervisor_core::{ChildId, Record};
use supervisord::output::{
    ChannelSpec, ChildEnds, ChildSpec, Feeds, Heard, Limits, Output, StdinSpec, Turn,
};

/// No condition of these tests takes longer on the slowest machine.
const LIMIT: Duration = Duration::from_secs(30);

pub(crate) const NO_ROTATION: Limits = Limits {
    maxbytes: 0,
    backups: 0,
};

pub(crate) struct Rig {
    pub(crate) output: Output,
    pub(crate) feeds: Feeds,
    pub(crate) records: Vec<Record>,
    pub(crate) heard: Vec<Heard>,
    waiter: OwnedFd,
    dir: tempfile::TempDir,
}

impl Rig {
    pub(crate) fn new() -> Self {
        let feeds = Feeds::default();
        let output = Output::new(feeds.clone()).unwrap();
        let waiter = output.waiter().unwrap();
        Self {
            output,
            feeds,
            records: Vec::new(),
            heard: Vec::new(),
            waiter,
            dir: tempfile::tempdir().unwrap(),
        }
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    pub(crate) fn content(&self, name: &str) -> Vec<u8> {
        fs::read(self.path(name)).unwrap()
    }

    /// A child whose two streams go into one log.
    pub(crate) fn spec(&self, log: &str, limits: Limits) -> ChildSpec {
        ChildSpec {
            process: "web".into(),
            stdin: StdinSpec::Pipe,
            stdout: self.channel(log, limits),
            stderr: None,
        }
    }

    pub(crate) fn channel(&self, log: &str, limits: Limits) -> ChannelSpec {
        ChannelSpec {
            log: Some(self.path(log)),
            limits,
            ..ChannelSpec::default()
        }
    }

    pub(crate) fn attach(&mut self, child: u64, spec: &ChildSpec) -> ChildEnds {
        self.output.attach(ChildId(child), spec).unwrap()
    }

    /// Deals with everything that is due now.
    pub(crate) fn turn(&mut self) {
        self.move_bytes();
        self.records.extend(self.output.take_records());
        self.heard.extend(self.output.take_heard());
    }

    /// Deals with what is due, but listens to nothing.
    pub(crate) fn move_bytes(&mut self) {
        while self.output.ready() == Turn::More {}
        self.output.handle_deadline(Instant::now());
    }

    /// Runs the table until the condition holds.
    pub(crate) fn until(&mut self, what: &str, mut condition: impl FnMut(&mut Self) -> bool) {
        let begin = Instant::now();
        loop {
            self.turn();
            if condition(self) {
                return;
            }
            assert!(begin.elapsed() < LIMIT, "waited too long: {what}");
            self.wait();
        }
    }

    fn wait(&self) {
        // A condition may also depend on another thread, so the wait is never long.
        let due = self.output.next_deadline();
        let pause = due.map_or(5, |at| {
            let left = at.saturating_duration_since(Instant::now());
            u8::try_from(left.as_millis() + 1).unwrap_or(5).min(5)
        });
        let mut waiter = [PollFd::new(self.waiter.as_fd(), PollFlags::POLLIN)];
        let _ = poll(&mut waiter, PollTimeout::from(pause));
    }

    /// Tells whether the runtime would be woken at once.
    pub(crate) fn is_due(&self) -> bool {
        let mut waiter = [PollFd::new(self.waiter.as_fd(), PollFlags::POLLIN)];
        poll(&mut waiter, PollTimeout::ZERO).unwrap() > 0
    }

    pub(crate) fn until_content(&mut self, name: &str, content: &[u8]) {
        let path = self.path(name);
        self.until(&format!("content of {name}"), |_| {
            fs::read(&path).is_ok_and(|found| found == content)
        });
    }

    pub(crate) fn texts(&self) -> Vec<&str> {
        self.records
            .iter()
            .map(|record| record.text.as_str())
            .collect()
    }
}

/// Writes like a child does, on one of its ends.
pub(crate) fn write(end: &OwnedFd, bytes: &[u8]) {
    let mut file = File::from(end.try_clone().unwrap());
    file.write_all(bytes).unwrap();
}

/// Returns how much a pipe holds, which is little if its user has too many pipes (pipe(7)).
pub(crate) fn capacity(end: impl AsFd) -> usize {
    let size = fcntl(end, FcntlArg::F_GETPIPE_SZ).unwrap();
    usize::try_from(size).unwrap()
}

pub(crate) fn mode(path: &Path) -> u32 {
    use std::os::unix::fs::PermissionsExt;
    fs::metadata(path).unwrap().permissions().mode() & 0o7777
}

pub(crate) fn inode(path: &Path) -> u64 {
    use std::os::unix::fs::MetadataExt;
    fs::metadata(path).unwrap().ino()
}
