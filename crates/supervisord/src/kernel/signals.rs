//! Signals: sending them to children, and what the daemon does with its own.

use std::io;
use std::ptr;

use supervisor_api::Signal;
use supervisor_core::{KillError, Scope};

use super::errno;
use super::pid::Pid;

/// Sends a signal to a child or to the process group that it leads (P-40..P-43).
///
/// The child must not have been reaped yet.
///
/// # Errors
/// The child has ended already, or the kernel refuses.
pub fn kill(pid: Pid, signal: Signal, scope: Scope) -> Result<(), KillError> {
    let target = match scope {
        Scope::Process => pid.raw(),
        Scope::Group => -pid.raw(),
    };
    // SAFETY: the call has no memory to it. The target is a child of ours that is not reaped, so
    // its number is nobody else's, or the group named after it.
    if unsafe { libc::kill(target, signal.number()) } == 0 {
        return Ok(());
    }
    match io::Error::last_os_error()
        .raw_os_error()
        .unwrap_or_default()
    {
        libc::ESRCH => Err(KillError::Gone),
        errno => Err(KillError::Refused(errno::symbol(errno))),
    }
}

/// Signals that would end the daemon, orphaning its children, though nobody means to (W-8), and
/// those whose cause is told by an error instead.
///
/// Children get the defaults back before they execute. What ends the daemon on purpose, tells of
/// a fault in it, or belongs to job control is not here.
const IGNORED: [libc::c_int; 10] = [
    libc::SIGPIPE,
    libc::SIGXFSZ,
    libc::SIGUSR1,
    libc::SIGALRM,
    libc::SIGVTALRM,
    libc::SIGPROF,
    libc::SIGPOLL,
    libc::SIGPWR,
    libc::SIGSTKFLT,
    libc::SIGXCPU,
];

/// Makes the daemon deaf to signals that it has no use for, and able to hear the others even if
/// whoever started it had them blocked.
///
/// # Errors
/// The kernel refuses, which no supported one does.
pub fn settle() -> io::Result<()> {
    for signal in IGNORED
        .into_iter()
        .chain(libc::SIGRTMIN()..=libc::SIGRTMAX())
    {
        dispose(signal, libc::SIG_IGN)?;
    }
    hear();
    Ok(())
}

/// What the daemon acts on. Until it can, the default action would end it at once.
const MEANT: [libc::c_int; 5] = [
    libc::SIGHUP,
    libc::SIGINT,
    libc::SIGQUIT,
    libc::SIGUSR2,
    libc::SIGTERM,
];

/// Lets the signals that the daemon acts on wait until [`hear`]: once there is a socket or a
/// pidfile, others may send them, and an end must tidy up.
pub fn hold() {
    let mask = MEANT
        .into_iter()
        .fold(0, |mask, signal| mask | 1 << (signal - 1));
    set_mask(mask);
}

/// Takes all signals from now on, also those that have waited.
pub fn hear() {
    set_mask(0);
}

/// Has the kernel tell of dead children, even if whoever started this program had it keep quiet.
///
/// # Errors
/// The kernel refuses, which no supported one does.
pub fn notice_deaths() -> io::Result<()> {
    dispose(libc::SIGCHLD, libc::SIG_DFL)
}

fn dispose(signal: libc::c_int, disposition: libc::sighandler_t) -> io::Result<()> {
    // SAFETY: no handler of ours is replaced by this: it runs before any is set.
    if unsafe { libc::signal(signal, disposition) } == libc::SIG_ERR {
        return Err(io::Error::last_os_error());
    }
    Ok(())
}

/// Every signal is held back from this thread while this lives.
pub(super) struct AllBlocked {
    before: u64,
}

impl AllBlocked {
    pub(super) fn new() -> Self {
        Self {
            before: set_mask(u64::MAX),
        }
    }
}

impl Drop for AllBlocked {
    fn drop(&mut self) {
        set_mask(self.before);
    }
}

/// Sets this thread's mask and returns the one before. A raw call, since the C library's leaves
/// out the two signals that it keeps for itself.
fn set_mask(mask: u64) -> u64 {
    let mut before = 0_u64;
    // SAFETY: the kernel reads and writes eight bytes each; the call cannot fail with these
    // arguments.
    unsafe {
        libc::syscall(
            libc::SYS_rt_sigprocmask,
            libc::SIG_SETMASK,
            ptr::from_ref(&mask),
            ptr::from_mut(&mut before),
            size_of::<u64>(),
        )
    };
    before
}
