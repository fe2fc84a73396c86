//! The streams of one child.

use std::io;
use std::sync::Arc;

use supervisor_api::Channel as Name;
use supervisor_core::{ChildId, Record};

use super::channel::{Channel, Pool};
use super::feed::Feeds;
use super::pipes;
use super::sink::Source;
use super::spec::{AttachError, ChildEnds, ChildSpec, StdinSpec};
use super::stdin::StdinPipe;

/// One child's row in the table.
#[derive(Debug)]
pub(super) struct Child {
    pub(super) stdin: Option<StdinPipe>,
    pub(super) stdout: Channel,
    /// `None` if it goes where stdout goes.
    pub(super) stderr: Option<Channel>,
    /// The child was reaped; the row stays until its logs have taken their last bytes.
    pub(super) reaped: bool,
}

impl Child {
    /// Opens the logs and makes the pipes.
    pub(super) fn open(
        child: ChildId,
        spec: &ChildSpec,
        feeds: &Feeds,
    ) -> Result<(Self, ChildEnds), AttachError> {
        let source = |channel| Source {
            child,
            process: Arc::clone(&spec.process),
            channel,
        };
        let (stdin, child_stdin) = match spec.stdin {
            StdinSpec::Pipe => {
                pipes::to_child().map(|(ours, theirs)| (Some(ours), Some(theirs)))?
            }
            StdinSpec::Other => (None, None),
        };
        let (stdout, child_stdout) = Channel::open(source(Name::Stdout), &spec.stdout, feeds)?;
        let (stderr, child_stderr) = match &spec.stderr {
            Some(spec) => {
                let (stderr, theirs) = Channel::open(source(Name::Stderr), spec, feeds)?;
                (Some(stderr), theirs)
            }
            None => (None, child_stdout.try_clone()?),
        };
        let child = Self {
            stdin: stdin.map(StdinPipe::new),
            stdout,
            stderr,
            reaped: false,
        };
        let ends = ChildEnds {
            stdin: child_stdin,
            stdout: child_stdout,
            stderr: child_stderr,
        };
        Ok((child, ends))
    }

    pub(super) fn channel(&mut self, name: Name) -> Option<&mut Channel> {
        match name {
            Name::Stdout => Some(&mut self.stdout),
            Name::Stderr => self.stderr.as_mut(),
        }
    }

    pub(super) fn channels(&mut self) -> impl Iterator<Item = &mut Channel> {
        std::iter::once(&mut self.stdout).chain(self.stderr.as_mut())
    }

    /// Reads the last words of a reaped child and closes its pipes.
    pub(super) fn drain(&mut self, pool: &mut Pool) {
        self.reaped = true;
        self.stdin = None;
        for channel in self.channels() {
            channel.drain(pool);
        }
    }

    /// Tells whether nothing more can come from this row.
    pub(super) fn is_over(&mut self) -> bool {
        self.reaped && !self.channels().any(|channel| channel.is_stalled())
    }

    pub(super) fn reopen(&mut self, records: &mut Vec<Record>) {
        for channel in self.channels() {
            channel.reopen(records);
        }
    }

    /// Empties both logs; the first error is reported, after both were tried.
    pub(super) fn clear(&mut self) -> io::Result<()> {
        self.channels()
            .map(Channel::clear)
            .fold(Ok(()), io::Result::and)
    }
}
