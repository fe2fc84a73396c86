//! `pidproxy`: runs a command, and sends the signals it gets on to the process that the command's
//! pidfile names (C-39).
//!
//! Supervised programs of this kind have a process that ignores signals, or passes none on, and
//! another that acts on them. Nothing here polls: signals, the death of the command among them,
//! wait in the mask until they are asked for.

use std::ffi::{CString, OsStr, OsString};
use std::fs;
use std::io;
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::path::Path;
use std::process::ExitCode;

use nix::errno::Errno;
use nix::spawn::{PosixSpawnAttr, PosixSpawnFileActions, PosixSpawnFlags, posix_spawn};
use nix::sys::signal::{SigSet, Signal, kill};
use nix::unistd::Pid;

use crate::kernel::reap::{ReapError, reap};
use crate::kernel::signals::notice_deaths;
use crate::stdio::say;

/// What is sent on.
const PASSED_ON: [Signal; 6] = [
    Signal::SIGHUP,
    Signal::SIGINT,
    Signal::SIGTERM,
    Signal::SIGQUIT,
    Signal::SIGUSR1,
    Signal::SIGUSR2,
];

/// Why a command cannot be accompanied.
#[derive(Debug, thiserror::Error)]
enum Problem {
    #[error("signals cannot be held: {0}")]
    Signals(#[from] io::Error),
    #[error(transparent)]
    Reap(#[from] ReapError),
}

/// Runs `pidproxy` with the words of its command line.
#[must_use]
pub fn main(words: &[OsString]) -> ExitCode {
    let [_, pidfile, program, arguments @ ..] = words else {
        say(&mut io::stdout(), &usage(words));
        return ExitCode::FAILURE;
    };
    accompany(Path::new(pidfile), program, arguments).unwrap_or_else(|problem| {
        complain(&problem.to_string());
        ExitCode::FAILURE
    })
}

fn usage(words: &[OsString]) -> String {
    let name = words
        .first()
        .map_or("pidproxy".into(), |word| word.to_string_lossy());
    format!(
        "Usage: {name} <pidfile name> <command> [<cmdarg1> ...]\n\n\
         Runs the command. HUP, INT, TERM, QUIT, USR1 and USR2 go to the process whose id is in\n\
         the pidfile when they come.\n"
    )
}

/// Runs the command until it ends, or until a signal that asks for its end has been sent on.
fn accompany(pidfile: &Path, program: &OsStr, arguments: &[OsString]) -> Result<ExitCode, Problem> {
    let signals = hold()?;
    let command = match start(program, arguments) {
        Ok(pid) => pid,
        Err(errno) => {
            complain(&format!("{}: {}", program.display(), errno.desc()));
            // compat: a command that cannot be executed is no failure (C-39).
            return Ok(ExitCode::SUCCESS);
        }
    };
    loop {
        let signal = signals.wait().map_err(io::Error::from)?;
        let ending = match signal {
            // compat: its exit status does not matter (C-39).
            Signal::SIGCHLD => has_ended(command)?.then_some(ExitCode::SUCCESS),
            other => pass_on(pidfile, other),
        };
        if let Some(code) = ending {
            return Ok(code);
        }
    }
}

/// Makes the signals wait until they are asked for.
fn hold() -> io::Result<SigSet> {
    notice_deaths()?;
    let signals: SigSet = PASSED_ON.into_iter().chain([Signal::SIGCHLD]).collect();
    signals.thread_block()?;
    Ok(signals)
}

/// Starts the command, which gets the usual signals back. A name without a slash is in the
/// directory at hand: nothing is searched for.
fn start(program: &OsStr, arguments: &[OsString]) -> Result<Pid, Errno> {
    let mut attributes = PosixSpawnAttr::init()?;
    attributes.set_flags(
        PosixSpawnFlags::POSIX_SPAWN_SETSIGDEF | PosixSpawnFlags::POSIX_SPAWN_SETSIGMASK,
    )?;
    attributes.set_sigmask(&SigSet::empty())?;
    attributes.set_sigdefault(&PASSED_ON.into_iter().chain([Signal::SIGPIPE]).collect())?;
    let words: Vec<_> = [program]
        .into_iter()
        .chain(arguments.iter().map(OsString::as_os_str))
        .map(|word| c_string(word.as_bytes().to_vec()))
        .collect::<Result<_, _>>()?;
    let actions = PosixSpawnFileActions::init()?;
    posix_spawn(program, &actions, &attributes, &words, &environment()?)
}

fn environment() -> Result<Vec<CString>, Errno> {
    let variables = std::env::vars_os().map(|(name, value)| {
        let mut text = name.into_vec();
        text.push(b'=');
        text.extend(value.into_vec());
        c_string(text)
    });
    variables.collect()
}

/// Words come from the kernel, and so without a NUL inside.
fn c_string(bytes: Vec<u8>) -> Result<CString, Errno> {
    CString::new(bytes).map_err(|_| Errno::EINVAL)
}

fn has_ended(command: Pid) -> Result<bool, ReapError> {
    while let Some(dead) = reap()? {
        if i32::try_from(dead.pid.number()) == Ok(command.as_raw()) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Sends a signal on; returns how `pidproxy` ends if it asks for an end.
fn pass_on(pidfile: &Path, signal: Signal) -> Option<ExitCode> {
    let Some(pid) = read_pid(pidfile) else {
        let text = format!("Can't read child pidfile {}!\n", pidfile.display());
        say(&mut io::stdout(), &text);
        return None;
    };
    let code = match kill(pid, signal) {
        Ok(()) => ExitCode::SUCCESS,
        Err(errno) => {
            complain(&format!("process {pid} gets no {signal}: {}", errno.desc()));
            ExitCode::FAILURE
        }
    };
    matches!(signal, Signal::SIGTERM | Signal::SIGINT | Signal::SIGQUIT).then_some(code)
}

/// Reads the number of one process; zero and negative ones would mean several.
fn read_pid(pidfile: &Path) -> Option<Pid> {
    let number: i32 = fs::read_to_string(pidfile).ok()?.trim().parse().ok()?;
    (number > 0).then(|| Pid::from_raw(number))
}

fn complain(problem: &str) {
    say(&mut io::stderr(), &format!("pidproxy: {problem}\n"));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pid_in(text: &str) -> Option<i32> {
        let directory = tempfile::tempdir().unwrap();
        let pidfile = directory.path().join("pid");
        fs::write(&pidfile, text).unwrap();
        read_pid(&pidfile).map(Pid::as_raw)
    }

    #[test]
    fn c_39_a_pidfile_holds_one_number() {
        assert_eq!(pid_in("42\n"), Some(42));
        assert_eq!(pid_in("  42 "), Some(42));
        assert_eq!(pid_in(""), None);
        assert_eq!(pid_in("forty-two"), None);
        assert_eq!(read_pid(Path::new("/nonexistent/pid")), None);
    }

    #[test]
    fn c_39_a_pidfile_names_no_groups_of_processes() {
        assert_eq!(pid_in("0"), None);
        assert_eq!(pid_in("-1"), None);
    }

    #[test]
    fn c_39_the_usage_names_the_program_as_it_was_called() {
        let words = ["/usr/bin/pidproxy".into(), "pid".into()];

        assert!(usage(&words).starts_with("Usage: /usr/bin/pidproxy <pidfile name> <command>"));
    }
}
