//! Making a child from a plan.

use std::cell::Cell;
use std::ffi::{c_int, c_void};
use std::io;
use std::os::fd::{AsRawFd, BorrowedFd, OwnedFd, RawFd};
use std::ptr;

use supervisor_core::LaunchError;

use super::child::{self, Job, Table, User};
use super::errno;
use super::fd::{self, Pipe};
use super::pid::Pid;
use super::plan::{LaunchPlan, SpawnMode};
use super::report::{LaunchFailure, LaunchReport};
use super::signals::AllBlocked;
use super::slots::Slots;
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
    slots: Slots,
    can_close_ranges: bool,
}

impl Spawner {
    /// Prepares what all launches share. Call it early: low descriptors make cheap launches.
    ///
    /// # Errors
    /// There is no memory or there are no descriptors.
    pub fn new() -> io::Result<Self> {
        Ok(Self {
            stack: Stack::new()?,
            slots: Slots::new()?,
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
        match plan.mode {
            SpawnMode::Vfork => self.vfork(plan, stdio),
            SpawnMode::Fork => self.fork(plan, stdio),
        }
    }

    fn vfork(&mut self, plan: &LaunchPlan, stdio: Stdio<'_>) -> Result<Child, LaunchError> {
        let made = if self.can_close_ranges {
            self.vfork_sharing(plan, stdio)
        } else {
            self.table()
                .and_then(|table| make(&mut self.stack, plan, stdio.numbers(), table, None))
        };
        let (pid, failure) = made.map_err(|error| fork_error(&plan.process, &error))?;
        let launch = failure.map_or(Launch::Executed, Launch::Failed);
        Ok(Child { pid, launch })
    }

    fn vfork_sharing(&mut self, plan: &LaunchPlan, stdio: Stdio<'_>) -> io::Result<Made> {
        let filled = self.slots.fill(stdio)?;
        let numbers = filled.numbers();
        let below = numbers.into_iter().max().map_or(0, |last| number(last) + 1);
        let table = Table::Shared { below };
        make(&mut self.stack, plan, numbers, table, None)
    }

    /// A forked child runs beside us, so it cannot share our table: we go on changing it.
    fn fork(&mut self, plan: &LaunchPlan, stdio: Stdio<'_>) -> Result<Child, LaunchError> {
        let (report, childs_end) = Self::report_pipe(plan)?;
        let report_to = Some(childs_end.as_raw_fd());
        let made = self
            .table()
            .and_then(|table| make(&mut self.stack, plan, stdio.numbers(), table, report_to));
        let (pid, _) = made.map_err(|error| fork_error(&plan.process, &error))?;
        lead_own_group(pid);
        let launch = Launch::Pending(report);
        Ok(Child { pid, launch })
    }

    fn table(&self) -> io::Result<Table> {
        if self.can_close_ranges {
            return Ok(Table::Copied);
        }
        let highest = fd::highest_open()?;
        Ok(Table::Listed { highest })
    }

    fn report_pipe(plan: &LaunchPlan) -> Result<(LaunchReport, OwnedFd), LaunchError> {
        let pipe = Pipe::from_child();
        let pipe = pipe.map(|pipe| (LaunchReport::new(pipe.ours), pipe.childs));
        pipe.map_err(|error| fd::output_error(&plan.process, &error))
    }
}

impl Stdio<'_> {
    fn numbers(self) -> [RawFd; 3] {
        [self.stdin, self.stdout, self.stderr].map(|fd| fd.as_raw_fd())
    }
}

/// A new child, and why it has failed if that is known already.
type Made = (Pid, Option<LaunchFailure>);

/// Lays out the child's data and makes it.
fn make(
    stack: &mut Stack,
    plan: &LaunchPlan,
    stdio: [RawFd; 3],
    table: Table,
    report: Option<RawFd>,
) -> io::Result<Made> {
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
        stdio: stdio.map(number),
        table,
        report: Cell::new(report.map(number)),
        failure: Cell::new(None),
    };
    let pid = clone(stack, plan.mode, &job)?;
    Ok((pid, job.failure.get()))
}

fn clone(stack: &mut Stack, mode: SpawnMode, job: &Job<'_>) -> io::Result<Pid> {
    let memory = match mode {
        SpawnMode::Vfork => libc::CLONE_VM | libc::CLONE_VFORK,
        SpawnMode::Fork => 0,
    };
    let descriptors = match job.table {
        Table::Shared { .. } => libc::CLONE_FILES,
        Table::Copied | Table::Listed { .. } => 0,
    };
    let flags = libc::SIGCHLD | memory | descriptors;
    let argument: *mut c_void = ptr::from_ref(job).cast_mut().cast();
    // A handler of ours must not run in a child that shares our memory. The child empties the
    // mask for its program itself.
    let blocked = AllBlocked::new();
    // SAFETY: `run` keeps the rules of its file. The stack is ours alone and large enough, and no
    // other child is on it: a vfork child is gone from it when `clone` returns, a forked one has
    // a copy. The job outlives the call, and the child changes nothing in it but its cells, while
    // we are suspended.
    let pid = unsafe { libc::clone(child::run, stack.top(), flags, argument) };
    let result = Pid::from_raw(pid).ok_or_else(io::Error::last_os_error);
    drop(blocked);
    result
}

/// Does for a forked child what it does itself a little later: a signal to its group may come
/// before its first step, and would find no group.
fn lead_own_group(pid: Pid) {
    // SAFETY: the call touches no memory, and the pid is a child's of ours that is not reaped. A
    // child that executes its program already refuses, and leads its group by then.
    unsafe { libc::setpgid(pid.raw(), pid.raw()) };
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

#[cfg(test)]
mod tests {
    use std::fs::File;
    use std::io::Read;
    use std::os::fd::AsFd;

    use nix::sys::wait::waitpid;

    use super::super::cstrings::CStrings;
    use super::*;

    /// What `ls` shows of its own descriptors, when started by a daemon on this kind of kernel.
    fn childs_descriptors(can_close_ranges: bool, mode: SpawnMode) -> String {
        let mut spawner = Spawner::new().unwrap();
        spawner.can_close_ranges = can_close_ranges;
        let mut arguments = CStrings::default();
        arguments.push(&[b"ls"]).unwrap();
        arguments.push(&[b"/proc/self/fd"]).unwrap();
        let plan = LaunchPlan {
            process: "ls".into(),
            file: c"/bin/ls".into(),
            arguments,
            environment: CStrings::default(),
            directory: None,
            umask: None,
            descriptors: None,
            identity: Identity::Kept,
            mode,
        };
        let leaked = File::open("/dev/null").unwrap();
        let inheritable = nix::fcntl::FcntlArg::F_SETFD(nix::fcntl::FdFlag::empty());
        nix::fcntl::fcntl(&leaked, inheritable).unwrap();
        let (mut output, childs) = io::pipe().unwrap();
        let childs = childs.as_fd();
        let stdio = Stdio {
            stdin: leaked.as_fd(),
            stdout: childs,
            stderr: childs,
        };

        let child = spawner.spawn(&plan, stdio).unwrap();

        waitpid(nix::unistd::Pid::from_raw(child.pid.raw()), None).unwrap();
        drop(spawner);
        let mut shown = vec![0; 64];
        let length = output.read(&mut shown).unwrap();
        String::from_utf8_lossy(&shown[..length]).into_owned()
    }

    #[test]
    fn descriptors_are_kept_from_children_on_old_kernels_too() {
        for can_close_ranges in [true, false] {
            for mode in [SpawnMode::Vfork, SpawnMode::Fork] {
                // The fourth is the directory that `ls` reads.
                assert_eq!(childs_descriptors(can_close_ranges, mode), "0\n1\n2\n3\n");
            }
        }
    }
}
