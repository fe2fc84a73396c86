//! The table of channels, on one epoll instance.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, VecDeque};
use std::fs::File;
use std::io;
use std::os::fd::OwnedFd;
use std::time::{Duration, Instant};

use bytes::Bytes;
use nix::errno::Errno;
use nix::sys::epoll::{Epoll, EpollCreateFlags, EpollEvent, EpollFlags, EpollTimeout};
use supervisor_api::Channel as Name;
use supervisor_core::{ChildId, Record};

use super::channel::{After, Pool};
use super::child::Child;
use super::feed::Feeds;
use super::heard::Heard;
use super::sink::Facts;
use super::spec::{AttachError, ChildEnds, ChildSpec, StdinError, Turn};
use super::syslog::Syslog;
use super::token::{End, Token};

/// How long a channel stays unarmed after two short reads, or while its log takes nothing.
const PAUSE: Duration = Duration::from_millis(1);

/// The most events of one turn.
const EVENTS: usize = 64;

/// The streams of all children.
///
/// Each descriptor is armed for one event at a time and armed again when that was dealt with.
#[derive(Debug)]
pub struct Output {
    epoll: Epoll,
    /// Boxed: a row is large, and up to half of a table is empty.
    children: HashMap<ChildId, Box<Child>>,
    feeds: Feeds,
    pool: Pool,
    /// Channels to look at again, in the order of time.
    pauses: VecDeque<(Instant, Token)>,
}

impl Output {
    /// Makes an empty table; followers of its logs use the same `feeds`.
    ///
    /// # Errors
    /// The kernel gave no epoll instance.
    pub fn new(feeds: Feeds) -> io::Result<Self> {
        Ok(Self {
            epoll: Epoll::new(EpollCreateFlags::EPOLL_CLOEXEC)?,
            children: HashMap::new(),
            feeds,
            pool: Pool::new(),
            pauses: VecDeque::new(),
        })
    }

    /// Returns a duplicate of the descriptor that becomes readable when [`Self::ready`] is due.
    ///
    /// # Errors
    /// The process has no descriptor left.
    pub fn waiter(&self) -> io::Result<OwnedFd> {
        self.epoll.0.try_clone()
    }

    /// Sends lines for the system's log there from now on.
    pub fn set_syslog(&mut self, syslog: Syslog) {
        self.pool.facts.syslog = syslog;
    }

    /// Copies every chunk of output into the activity log from now on, or stops it (P-95).
    pub const fn copy_to_activity_log(&mut self, on: bool) {
        self.pool.facts.copy_output = on;
    }

    /// Opens the logs of a child that is about to be spawned and makes its pipes.
    ///
    /// # Errors
    /// A pipe could not be made or a log not be opened (P-51, C-168); nothing is left behind.
    pub fn attach(&mut self, child: ChildId, spec: &ChildSpec) -> Result<ChildEnds, AttachError> {
        let (mut row, ends) = Child::open(child, spec, &self.feeds)?;
        for name in Name::ALL {
            if let Some(pipe) = row.channel(name).and_then(|channel| channel.pipe.as_ref()) {
                self.add(pipe, EpollFlags::EPOLLIN, Token::output(child, name))?;
            }
        }
        if let Some(stdin) = &row.stdin {
            self.add(&stdin.pipe, EpollFlags::empty(), Token::stdin(child))?;
        }
        self.children.insert(child, Box::new(row));
        Ok(ends)
    }

    /// Forgets a child that was not spawned after all.
    pub fn detach(&mut self, child: ChildId) {
        self.children.remove(&child);
    }

    /// Deals with the last words of a child that was reaped, then closes its streams (C-174).
    ///
    /// A log that takes nothing at the moment gets the rest a little later.
    pub fn drain(&mut self, child: ChildId) {
        let Entry::Occupied(mut row) = self.children.entry(child) else {
            return;
        };
        row.get_mut().drain(&mut self.pool);
        if row.get_mut().is_over() {
            row.remove();
            return;
        }
        let at = Instant::now() + PAUSE;
        let tokens = Name::ALL.map(|name| (at, Token::output(child, name)));
        self.pauses.extend(tokens);
    }

    /// Opens every log by its name again (SIGUSR2).
    pub fn reopen_all(&mut self) {
        for child in self.children.values_mut().filter(|child| !child.reaped) {
            child.reopen(&mut self.pool.facts.records);
        }
    }

    /// Empties the logs of a child (C-172, W-1); an unknown child has none.
    ///
    /// # Errors
    /// A log could not be removed or created anew.
    pub fn clear(&mut self, child: ChildId) -> io::Result<()> {
        self.children
            .get_mut(&child)
            .map_or(Ok(()), |row| row.clear())
    }

    /// Queues bytes for a child's standard input and writes what its pipe takes at once.
    ///
    /// # Errors
    /// The child has no open standard input, or too much is waiting already.
    pub fn write_stdin(&mut self, child: ChildId, bytes: &Bytes) -> Result<(), StdinError> {
        let row = self.children.get_mut(&child).ok_or(StdinError::Closed)?;
        let stdin = row.stdin.as_mut().ok_or(StdinError::Closed)?;
        let pushed = stdin.push(bytes);
        self.settle_stdin(child, pushed);
        pushed
    }

    /// Moves what the children have written since the last call.
    pub fn ready(&mut self) -> Turn {
        let mut events = [EpollEvent::empty(); EVENTS];
        let count = match self.epoll.wait(&mut events, EpollTimeout::ZERO) {
            Ok(count) => count,
            Err(Errno::EINTR) => return Turn::More,
            Err(errno) => unreachable!("epoll_wait on an own descriptor: {errno}"),
        };
        for event in events.iter().take(count) {
            self.serve(Token::unpack(event.data()));
        }
        if count == EVENTS {
            Turn::More
        } else {
            Turn::Idle
        }
    }

    /// Tells when [`Self::handle_deadline`] is due.
    #[must_use]
    pub fn next_deadline(&self) -> Option<Instant> {
        let pause = self.pauses.front().map(|(at, _)| *at);
        let syslog = self.pool.facts.syslog.due();
        [pause, syslog, self.pool.growth.due]
            .into_iter()
            .flatten()
            .min()
    }

    /// Looks again at the channels whose pause is over.
    pub fn handle_deadline(&mut self, now: Instant) {
        while let Some((at, token)) = self.pauses.front().copied()
            && at <= now
        {
            self.pauses.pop_front();
            self.serve(token);
        }
        let Facts {
            syslog, records, ..
        } = &mut self.pool.facts;
        if syslog.due().is_some_and(|due| due <= now) {
            // What is left has a new deadline.
            let _ = syslog.flush(records);
        }
        if self.pool.growth.due.is_some_and(|due| due <= now) {
            self.look_for_quiet_pipes(now);
        }
    }

    /// Takes the lines that the activity log is to get.
    pub fn take_records(&mut self) -> Vec<Record> {
        std::mem::take(&mut self.pool.facts.records)
    }

    /// Takes what the children have written for the core, in the order in which they wrote it.
    ///
    /// To be asked after every call that moves bytes: channels with something to tell stop
    /// reading while too much waits here.
    pub fn take_heard(&mut self) -> Vec<Heard> {
        self.pool.facts.heard.take()
    }

    fn look_for_quiet_pipes(&mut self, now: Instant) {
        let growth = &mut self.pool.growth;
        for channel in self.children.values_mut().flat_map(|row| row.channels()) {
            channel.shrink_if_quiet(growth);
        }
        growth.looked(now);
    }

    fn serve(&mut self, token: Token) {
        match token.end {
            End::Stdin => self.serve_stdin(token.child),
            End::Output(name) => self.serve_output(token, name),
        }
    }

    fn serve_output(&mut self, token: Token, name: Name) {
        let children = self.children.len();
        let Entry::Occupied(mut row) = self.children.entry(token.child) else {
            return;
        };
        let Some(channel) = row.get_mut().channel(name) else {
            return;
        };
        self.pool.growth.children = children;
        match channel.resume(&mut self.pool) {
            After::Arm => {
                if let Some(pipe) = &channel.pipe {
                    arm(&self.epoll, pipe, EpollFlags::EPOLLIN, token);
                }
            }
            After::Pause | After::Stalled => {
                self.pauses.push_back((Instant::now() + PAUSE, token));
            }
            After::Ended => {}
        }
        if row.get_mut().is_over() {
            row.remove();
        }
    }

    fn serve_stdin(&mut self, child: ChildId) {
        let row = self.children.get_mut(&child);
        if let Some(stdin) = row.and_then(|row| row.stdin.as_mut())
            && stdin.is_waiting()
        {
            let flushed = stdin.flush();
            self.settle_stdin(child, flushed);
        }
    }

    /// Waits for room in the pipe, or closes it if the child did.
    fn settle_stdin(&mut self, child: ChildId, result: Result<(), StdinError>) {
        let Some(row) = self.children.get_mut(&child) else {
            return;
        };
        if result == Err(StdinError::Closed) {
            row.stdin = None;
        }
        if let Some(stdin) = row.stdin.as_ref().filter(|stdin| stdin.is_waiting()) {
            arm(
                &self.epoll,
                &stdin.pipe,
                EpollFlags::EPOLLOUT,
                Token::stdin(child),
            );
        }
    }

    fn add(&self, pipe: &File, interest: EpollFlags, token: Token) -> Result<(), Errno> {
        self.epoll.add(pipe, event(interest, token))
    }
}

fn arm(epoll: &Epoll, pipe: &File, interest: EpollFlags, token: Token) {
    // The descriptor was added when it was made and is open: this cannot fail.
    let _ = epoll.modify(pipe, &mut event(interest, token));
}

const fn event(interest: EpollFlags, token: Token) -> EpollEvent {
    EpollEvent::new(interest.union(EpollFlags::EPOLLONESHOT), token.pack())
}
