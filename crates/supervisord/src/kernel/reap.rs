//! The one reaper. Nobody else in the daemon waits for children.

use std::io;

use supervisor_api::{ExitStatus, Signal};

use super::pid::Pid;

/// A child, or an orphan that we adopted, that has ended and is now gone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reaped {
    pub pid: Pid,
    pub status: ExitStatus,
}

/// `waitpid` failed for a reason that does not occur in a healthy system (P-73).
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("waitpid error {0}; a process may not be cleaned up properly")]
pub struct ReapError(i32);

/// Takes one dead child away, without waiting; `None` if there is none now.
///
/// Call it after SIGCHLD until it returns `None`: one signal may stand for many deaths.
///
/// # Errors
/// The kernel answers with anything but "no children" and "interrupted".
pub fn reap() -> Result<Option<Reaped>, ReapError> {
    loop {
        let mut raw = 0;
        // SAFETY: `raw` is valid for writing. The call takes away zombies of our own only, and no
        // other code in the process waits for any.
        let pid = unsafe { libc::waitpid(-1, &raw mut raw, libc::WNOHANG) };
        if let Some(pid) = Pid::from_raw(pid) {
            let status = status(raw);
            return Ok(Some(Reaped { pid, status }));
        }
        if pid == 0 {
            return Ok(None);
        }
        match io::Error::last_os_error()
            .raw_os_error()
            .unwrap_or_default()
        {
            libc::EINTR => {}
            libc::ECHILD => return Ok(None),
            errno => return Err(ReapError(errno)),
        }
    }
}

/// Reads a raw status, real-time signals included.
fn status(raw: i32) -> ExitStatus {
    if libc::WIFEXITED(raw) {
        return ExitStatus::Exited(libc::WEXITSTATUS(raw));
    }
    if libc::WIFSIGNALED(raw) {
        return ExitStatus::Signaled {
            signal: Signal::new(libc::WTERMSIG(raw)),
            core_dumped: libc::WCOREDUMP(raw),
        };
    }
    ExitStatus::Unclear(raw)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn p_72_raw_statuses_are_read() {
        assert_eq!(status(0x0300), ExitStatus::Exited(3));
        assert_eq!(
            status(0x0080 | 11),
            ExitStatus::Signaled {
                signal: Signal::new(11),
                core_dumped: true
            }
        );
        assert_eq!(
            status(40),
            ExitStatus::Signaled {
                signal: Signal::new(40),
                core_dumped: false
            }
        );
        assert_eq!(status(0xffff), ExitStatus::Unclear(0xffff));
    }

    #[test]
    fn p_73_the_error_has_the_words_of_the_original() {
        assert_eq!(
            ReapError(22).to_string(),
            "waitpid error 22; a process may not be cleaned up properly"
        );
    }
}
