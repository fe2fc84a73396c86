//! Making a child from a plan.

use std::cell::Cell;
use std::ffi::{c_int, c_void};
use std::io;
use std::os::fd::{AsRawFd, BorrowedFd, OwnedFd, RawFd};
use std::ptr;

use supervisor_core::LaunchError;

use super::child::{self, Job, User};
use super::errno;
use super::fd::{self, Pipe};
use super::pid::Pid;
use super::plan::{LaunchPlan, SpawnMode};
use super::report::{LaunchFailure, LaunchReport};
use super::signals::AllBlocked;
use super::stack::Stack;
use super::users::Identity;

/// What becomes a child's descriptors 0, 1 and 2. The same one may be given twice.
#[derive(Clone, Copy, Debug)]
pub struct Stdio<'a> {
    pub stdin: BorrowedFd<'a>,
    pub stdout: BorrowedFd<'a>,
    pub stderr: BorrowedFd<'a>,
}

/// A child that has just come into being.
#[derive(Debug)]
pub struct Child {
    pub pid: Pid,
    pub launch: Launch,
}

/// How far a new child has come. A child that fails is an ordinary child that ends with code 127
/// (P-56); this only tells more about why.
#[derive(Debug)]
pub enum Launch {
    /// It executes its program.
    Executed,
    Failed(LaunchFailure),
    /// It is on its way; the report becomes readable when the outcome is known.
    Pending(LaunchReport),
}

/// Makes children, one at a time.
#[derive(Debug)]
pub struct Spawner {
    stack: Stack,
    can_close_ranges: bool,
}

impl Spawner {
    /// Prepares what all launches share.
    ///
    /// # Errors
    /// There is no memory for the stack.
    pub fn new() -> io::Result<Self> {
        Ok(Self {
            stack: Stack::new()?,
            can_close_ranges: fd::can_close_ranges(),
        })
    }

    /// Makes a child. Its pid is known at once; whether it could execute its program may follow.
    ///
    /// Call it from the thread that lives as long as the daemon: what children may ask to be told
    /// about their parent's death goes by threads.
    ///
    /// # Errors
    /// No process could be made (P-51, P-52).
    pub fn spawn(&mut self, plan: &LaunchPlan, stdio: Stdio<'_>) -> Result<Child, LaunchError> {
        let report = match plan.mode {
            SpawnMode::Vfork => None,
            SpawnMode::Fork => Some(Self::report_pipe(plan)?),
        };
        let childs_end = report.as_ref().map(|(_, childs)| childs.as_raw_fd());
        let (pid, failure) = self
            .make(plan, stdio, childs_end)
            .map_err(|error| fork_error(&plan.process, &error))?;
        let launch = match (report, failure) {
            (Some((report, _)), _) => Launch::Pending(report),
            (None, Some(failure)) => Launch::Failed(failure),
            (None, None) => Launch::Executed,
        };
        Ok(Child { pid, launch })
    }

    fn report_pipe(plan: &LaunchPlan) -> Result<(LaunchReport, OwnedFd), LaunchError> {
        let pipe = Pipe::from_child();
        let pipe = pipe.map(|pipe| (LaunchReport::new(pipe.ours), pipe.childs));
        pipe.map_err(|error| fd::output_error(&plan.process, &error))
    }

    /// Lays out the child's data and makes it.
    fn make(
        &mut self,
        plan: &LaunchPlan,
        stdio: Stdio<'_>,
        report: Option<RawFd>,
    ) -> io::Result<(Pid, Option<LaunchFailure>)> {
        let texts = Texts::of(&plan.identity);
        let job = Job {
            file: &plan.file,
            arguments: &plan.arguments.pointers(),
            name: plan.arguments.first(),
            environment: &plan.environment.pointers(),
            directory: plan.directory.as_deref(),
            umask: plan.umask,
            descriptors: plan.descriptors.map(|limit| libc::rlimit64 {
                rlim_cur: limit.soft,
                rlim_max: limit.hard,
            }),
            user: texts.user(&plan.identity),
            stdio: [stdio.stdin, stdio.stdout, stdio.stderr].map(|fd| number(fd.as_raw_fd())),
            close_up_to: self.close_up_to()?,
            report: Cell::new(report.map(number)),
            failure: Cell::new(None),
        };
        let pid = self.clone_process(plan.mode, &job)?;
        Ok((pid, job.failure.get()))
    }

    fn close_up_to(&self) -> io::Result<Option<u32>> {
        if self.can_close_ranges {
            return Ok(None);
        }
        fd::highest_open().map(Some)
    }

    fn clone_process(&mut self, mode: SpawnMode, job: &Job<'_>) -> io::Result<Pid> {
        let flags = libc::SIGCHLD
            | match mode {
                SpawnMode::Vfork => libc::CLONE_VM | libc::CLONE_VFORK,
                SpawnMode::Fork => 0,
            };
        let argument: *mut c_void = ptr::from_ref(job).cast_mut().cast();
        // A handler of ours must not run in a child that shares our memory. The child empties the
        // mask for its program itself.
        let blocked = AllBlocked::new();
        // SAFETY: `run` keeps the rules of its file. The stack is ours alone and large enough,
        // and no other child is on it: a vfork child is gone from it when `clone` returns, a
        // forked one has a copy. The job outlives the call, and the child changes nothing in it
        // but its cells, while we are suspended.
        let pid = unsafe { libc::clone(child::run, self.stack.top(), flags, argument) };
        let result = Pid::from_raw(pid).ok_or_else(io::Error::last_os_error);
        drop(blocked);
        result
    }
}

/// What a child may have to say about its user, formatted while that is still possible.
struct Texts {
    uid: String,
    reason: String,
}

impl Texts {
    fn of(identity: &Identity) -> Self {
        let (uid, reason) = match identity {
            Identity::Kept => (String::new(), String::new()),
            Identity::Changed(to) => (to.uid.to_string(), String::new()),
            Identity::Refused { uid, reason } => (uid.to_string(), reason.to_string()),
        };
        Self { uid, reason }
    }

    fn user<'a>(&'a self, identity: &'a Identity) -> User<'a> {
        match identity {
            Identity::Kept => User::Kept,
            Identity::Changed(to) => User::Changed {
                uid: to.uid,
                uid_text: &self.uid,
                gid: to.gid,
                groups: &to.groups,
            },
            Identity::Refused { .. } => User::Refused {
                uid_text: &self.uid,
                reason: &self.reason,
            },
        }
    }
}

/// Widens a descriptor to a register; one that is none becomes a number that is none.
fn number(descriptor: c_int) -> usize {
    usize::try_from(descriptor).unwrap_or(usize::MAX)
}

fn fork_error(process: &str, error: &io::Error) -> LaunchError {
    let process = process.into();
    match error.raw_os_error() {
        Some(libc::EAGAIN) => LaunchError::TooManyProcesses { process },
        _ => LaunchError::Fork {
            process,
            errno: errno::symbol_of(error),
        },
    }
}
