//! The child between its birth and its program. The one file that runs on the other side.
//!
//! A vfork child lives in our memory and a forked one in a copy in which any lock may be held, so
//! nothing here allocates, locks, panics or unwinds: plain system calls on data that
//! [`super::spawn`] has laid out. The calls are raw because the C library's `setuid` family would
//! signal the daemon's threads, which are not the child's.

use std::cell::Cell;
use std::convert::Infallible;
use std::ffi::{CStr, c_char, c_int, c_long, c_void};
use std::ptr;

use super::errno;
use super::report::{LaunchFailure, Step};
use super::users::IdentityError;

/// All that a child needs.
pub(super) struct Job<'a> {
    pub(super) file: &'a CStr,
    /// Ends with a null pointer, as does `environment`.
    pub(super) arguments: &'a [*const c_char],
    /// The first argument, for messages.
    pub(super) name: &'a CStr,
    pub(super) environment: &'a [*const c_char],
    pub(super) directory: Option<&'a CStr>,
    pub(super) umask: Option<u32>,
    pub(super) descriptors: Option<libc::rlimit64>,
    pub(super) user: User<'a>,
    /// What becomes descriptors 0, 1 and 2.
    pub(super) stdio: [usize; 3],
    pub(super) table: Table,
    /// Where to tell of a failure, if not in memory.
    pub(super) report: Cell<Option<usize>>,
    /// The failure, seen by the parent if memory is shared.
    pub(super) failure: Cell<Option<LaunchFailure>>,
}

/// How the child comes by its table of descriptors.
#[derive(Clone, Copy)]
pub(super) enum Table {
    /// It starts with the parent's own, in which it must change nothing, and takes what is below
    /// this number into one of its own.
    Shared { below: usize },
    /// It has a copy, and can close a range of it at once.
    Copied,
    /// It has a copy, and must close all up to the highest one by one.
    Listed { highest: u32 },
}

/// Whom the child becomes; `uid_text` is the user id for messages.
pub(super) enum User<'a> {
    Kept,
    Changed {
        uid: u32,
        uid_text: &'a str,
        gid: u32,
        groups: &'a [u32],
    },
    Refused {
        uid_text: &'a str,
        reason: &'a str,
    },
}

/// How much of a name a complaint shows. A vfork child must not wait for room in its pipe, since
/// we are suspended and do not read it; the smallest pipe that the kernel makes holds one page.
const SHOWN: usize = 3 * 1024;

/// The code of a child that never became its program (P-56).
const NOT_SPAWNED: usize = 127;

/// What `clone` calls in the child, with a pointer to a [`Job`].
pub(super) extern "C" fn run(job: *mut c_void) -> c_int {
    // SAFETY: `spawn` passes a job that outlives the child's use of it: with shared memory the
    // parent waits, else the child has its own copy.
    let job = unsafe { &*job.cast::<Job<'_>>() };
    let Err(failure) = launch(job);
    job.failure.set(Some(failure));
    complain(job, failure);
    tell(job, failure);
    // SAFETY: ends this process only, without any of the clean-up that is the parent's.
    unsafe { libc::syscall(libc::SYS_exit_group, NOT_SPAWNED) };
    c_int::MAX
}

/// Does the steps in the order of the original (P-45).
fn launch(job: &Job<'_>) -> Result<Infallible, LaunchFailure> {
    lead_own_group();
    reset_signals();
    leave_shared_table(job).map_err(at(Step::Descriptors))?;
    let report = place_descriptors(job).map_err(at(Step::Descriptors))?;
    job.report.set(report);
    limit_descriptors(job);
    become_user(&job.user)?;
    change_directory(job).map_err(at(Step::Directory))?;
    set_umask(job);
    unblock_signals();
    execute(job).map_err(at(Step::Execute))
}

fn at(step: Step) -> impl Fn(c_int) -> LaunchFailure {
    move |errno| LaunchFailure { step, errno }
}

/// A group of its own, but not a session (P-45).
fn lead_own_group() {
    // SAFETY: changes the calling process only. It cannot fail for a process just made.
    let _ = unsafe { call(libc::SYS_setpgid, [0; 4]) };
}

/// Gives every signal its default disposition, those that the C library keeps for itself included
/// (W-20). Handlers must go before the mask does: they are the daemon's.
fn reset_signals() {
    /// `SIG_DFL`, no flags, no restorer and an empty mask, as the kernel lays them out.
    static DEFAULT: [u64; 4] = [0; 4];
    for signal in 1..=SIGNALS {
        let action = DEFAULT.as_ptr() as usize;
        // SAFETY: the kernel reads as many bytes as its structure has, which is what DEFAULT
        // holds, and writes nothing. SIGKILL and SIGSTOP are refused, which changes nothing.
        // Dispositions are not shared with the parent.
        let _ = unsafe { call(libc::SYS_rt_sigaction, [signal, action, 0, MASK_BYTES]) };
    }
}

const SIGNALS: usize = 64;
const MASK_BYTES: usize = 8;

fn unblock_signals() {
    let empty = 0_u64;
    let how = libc::SIG_SETMASK as usize;
    let set = (&raw const empty) as usize;
    // SAFETY: the kernel reads the eight bytes of `empty`. The mask is the child's own.
    let _ = unsafe { call(libc::SYS_rt_sigprocmask, [how, set, 0, MASK_BYTES]) };
}

/// Takes the lowest descriptors into a table of the child's own; before that it must not change
/// any.
fn leave_shared_table(job: &Job<'_>) -> Result<(), c_int> {
    let Table::Shared { below } = job.table else {
        return Ok(());
    };
    let flag = libc::CLOSE_RANGE_UNSHARE as usize;
    let last = u32::MAX as usize;
    // SAFETY: the call makes the new table first and closes only there; if it fails, it has
    // changed nothing.
    unsafe { call(libc::SYS_close_range, [below, last, flag, 0]) }.map(|_| ())
}

/// Puts the three descriptors into place, whatever numbers they have now, and the report above
/// them; closes all others. The program would lose those anyway, but a child that its user stops
/// before it executes would keep the daemon's sockets and pipes open.
///
/// Returns the report's new place.
fn place_descriptors(job: &Job<'_>) -> Result<Option<usize>, c_int> {
    let [stdin, stdout, stderr] = job.stdio;
    // One that sits in a place to be filled would be overwritten, or keep its close-on-exec flag.
    let sources = [lifted(stdin)?, lifted(stdout)?, lifted(stderr)?];
    let report = job.report.get().map(lifted).transpose()?;
    for (source, target) in sources.into_iter().zip(0..) {
        // SAFETY: closes and replaces a descriptor in the child's own table.
        unsafe { call(libc::SYS_dup3, [source, target, 0, 0]) }?;
    }
    let Some(report) = report else {
        close_from(REPORT, job);
        return Ok(None);
    };
    let flag = libc::O_CLOEXEC as usize;
    // SAFETY: as above.
    unsafe { call(libc::SYS_dup3, [report, REPORT, flag, 0]) }?;
    close_from(REPORT + 1, job);
    Ok(Some(REPORT))
}

/// Where the report goes; the first place that a program does not get.
const REPORT: usize = 3;

/// Moves a descriptor above all places that are to be filled.
fn lifted(descriptor: usize) -> Result<usize, c_int> {
    if descriptor > REPORT {
        return Ok(descriptor);
    }
    let command = libc::F_DUPFD_CLOEXEC as usize;
    // SAFETY: makes a new descriptor in the child's own table.
    unsafe { call(libc::SYS_fcntl, [descriptor, command, REPORT + 1, 0]) }
}

fn close_from(first: usize, job: &Job<'_>) {
    let Table::Listed { highest } = job.table else {
        let last = u32::MAX as usize;
        // SAFETY: the table is the child's own, and it needs nothing from `first` on.
        let _ = unsafe { call(libc::SYS_close_range, [first, last, 0, 0]) };
        return;
    };
    // Those that were moved may lie above all that were open before.
    let moved = job.stdio.len() + 1;
    for descriptor in first..=highest as usize + moved {
        // SAFETY: as above; what is not open is refused, which changes nothing.
        let _ = unsafe { call(libc::SYS_close, [descriptor, 0, 0, 0]) };
    }
}

/// Undoes the raise that the daemon gave itself. Lowering is always permitted.
fn limit_descriptors(job: &Job<'_>) {
    let Some(limit) = &job.descriptors else {
        return;
    };
    let resource = libc::RLIMIT_NOFILE as usize;
    let limit = ptr::from_ref(limit) as usize;
    // SAFETY: the kernel reads one `rlimit64` and writes nothing; 0 names the calling process.
    let _ = unsafe { call(libc::SYS_prlimit64, [0, resource, limit, 0]) };
}

/// Becomes the user of the program, groups first: afterwards nothing of this is permitted (P-46).
fn become_user(user: &User<'_>) -> Result<(), LaunchFailure> {
    let User::Changed {
        uid, gid, groups, ..
    } = user
    else {
        return match user {
            User::Refused { .. } => Err(at(Step::Identity)(libc::EPERM)),
            User::Kept | User::Changed { .. } => Ok(()),
        };
    };
    let (uid, gid) = (*uid as usize, *gid as usize);
    let list = groups.as_ptr() as usize;
    // SAFETY: the kernel reads the list. Unlike the C library's, these raw calls change the
    // calling process only, never the threads of the parent.
    unsafe {
        call(libc::SYS_setgroups, [groups.len(), list, 0, 0]).map_err(at(Step::SetGroups))?;
        call(libc::SYS_setresgid, [gid, gid, gid, 0]).map_err(at(Step::SetGroup))?;
        call(libc::SYS_setresuid, [uid, uid, uid, 0]).map_err(at(Step::SetUser))?;
    }
    Ok(())
}

fn change_directory(job: &Job<'_>) -> Result<(), c_int> {
    let Some(directory) = job.directory else {
        return Ok(());
    };
    // SAFETY: the kernel reads a C string. The working directory is not shared with the parent.
    unsafe { call(libc::SYS_chdir, [directory.as_ptr() as usize, 0, 0, 0]) }.map(|_| ())
}

fn set_umask(job: &Job<'_>) {
    let Some(umask) = job.umask else {
        return;
    };
    // SAFETY: the mask is not shared with the parent, and the call cannot fail.
    let _ = unsafe { call(libc::SYS_umask, [umask as usize, 0, 0, 0]) };
}

fn execute(job: &Job<'_>) -> Result<Infallible, c_int> {
    let arguments = job.arguments.as_ptr() as usize;
    let environment = job.environment.as_ptr() as usize;
    let file = job.file.as_ptr() as usize;
    // SAFETY: the kernel reads a C string and two lists of C strings that end with null.
    let result = unsafe { call(libc::SYS_execve, [file, arguments, environment, 0]) };
    // It only returns if it fails.
    Err(result.err().unwrap_or_default())
}

/// Writes the original's sentences to the child's standard error (P-53..P-56), in one piece that
/// any empty pipe has room for.
fn complain(job: &Job<'_>, failure: LaunchFailure) {
    let symbol = errno::symbol(failure.errno).as_bytes();
    let directory = job.directory.unwrap_or_default().to_bytes();
    let (what, object, reason): (&[u8], &[u8], &[u8]) = match failure.step {
        // There is no standard error to write to.
        Step::Descriptors => return,
        Step::Identity | Step::SetGroups | Step::SetGroup | Step::SetUser => {
            let (uid, reason) = user_complaint(&job.user, failure.step);
            (b"setuid to ", uid.as_bytes(), reason.as_bytes())
        }
        Step::Directory => (b"chdir to ", directory, symbol),
        Step::Execute => (b"exec ", job.name.to_bytes(), symbol),
    };
    let end = b"\nsupervisor: child process was not spawned\n";
    let (object, rest): (_, &[u8]) = match object.get(..SHOWN) {
        Some(beginning) => (beginning, b"..."),
        None => (object, b""),
    };
    let parts = [
        b"supervisor: couldn't ",
        what,
        object,
        rest,
        b": ",
        reason,
        end,
    ];
    let parts = parts.map(|part| libc::iovec {
        iov_base: part.as_ptr().cast_mut().cast(),
        iov_len: part.len(),
    });
    // SAFETY: the kernel reads the parts, all of which are alive. Nothing can be done if the
    // program's log is not there to take them.
    let _ = unsafe {
        call(
            libc::SYS_writev,
            [2, parts.as_ptr() as usize, parts.len(), 0],
        )
    };
}

fn user_complaint<'a>(user: &User<'a>, step: Step) -> (&'a str, &'a str) {
    match user {
        User::Kept => ("", ""),
        User::Refused { uid_text, reason } => (uid_text, reason),
        User::Changed { uid_text, .. } => (uid_text, failed_call(step)),
    }
}

const fn failed_call(step: Step) -> &'static str {
    match step {
        Step::SetGroups => IdentityError::GROUPS,
        Step::SetGroup => IdentityError::GROUP,
        _ => IdentityError::USER,
    }
}

fn tell(job: &Job<'_>, failure: LaunchFailure) {
    let Some(report) = job.report.get() else {
        return;
    };
    let message = failure.encode();
    // SAFETY: the kernel reads the message. If the parent has gone there is nobody to tell.
    let _ = unsafe {
        call(
            libc::SYS_write,
            [report, message.as_ptr() as usize, message.len(), 0],
        )
    };
}

/// Makes one raw system call and returns its result or its error number.
///
/// # Safety
/// The arguments must be what this call expects.
unsafe fn call(number: c_long, [a, b, c, d]: [usize; 4]) -> Result<usize, c_int> {
    // SAFETY: the caller's promise. Every argument has the width of a register, so unused ones
    // and the variadic form do no harm.
    let result = unsafe { libc::syscall(number, a, b, c, d) };
    // A result of -1 is the only negative one.
    usize::try_from(result).map_err(|_| {
        // SAFETY: the location is valid in this thread; a vfork child shares it with its parent,
        // which is suspended and expects no particular value.
        unsafe { *libc::__errno_location() }
    })
}
