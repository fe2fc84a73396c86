//! Leaving the foreground (P-102).

use std::fs::OpenOptions;
use std::io::{self, PipeReader, PipeWriter, Read, Write, pipe};

use nix::sys::stat::{Mode, umask};
use nix::unistd::{dup2_stderr, dup2_stdin, dup2_stdout, setsid};
use supervisor_api::Level;
use supervisor_core::Record;

use crate::kernel::errno;
use crate::kernel::fork::{Side, exit_at_once, fork};

/// The daemon in the background, whose starter still waits.
#[derive(Debug)]
pub struct Daemonized {
    /// What to log.
    pub notes: Vec<Record>,
    starter: PipeWriter,
}

/// Why the daemon cannot leave the foreground.
#[derive(Debug, thiserror::Error)]
pub enum DaemonizeError {
    #[error("cannot go to the background")]
    Fork(#[source] io::Error),
    #[error("cannot detach from the terminal")]
    Detach(#[source] io::Error),
}

/// Goes to the background. Call it when sockets are bound and logs open, before any thread exists.
///
/// Only the background process returns. The one that was started waits until
/// [`Daemonized::release`] and then exits with status 0, so whoever started it finds the pidfile
/// in place; it exits with status 1 if the background process dies before that.
///
/// # Errors
/// The process cannot be split or detached.
pub fn daemonize(directory: Option<&str>, mask: u32) -> Result<Daemonized, DaemonizeError> {
    let (ours, starter) = pipe().map_err(DaemonizeError::Fork)?;
    match fork().map_err(DaemonizeError::Fork)? {
        Side::Parent(_) => {
            drop(starter);
            wait_and_exit(ours)
        }
        Side::Child => drop(ours),
    }
    let mut notes = vec![note("daemonizing the supervisord process".into())];
    notes.extend(directory.map(change_directory));
    detach().map_err(DaemonizeError::Detach)?;
    umask(Mode::from_bits_truncate(mask));
    Ok(Daemonized { notes, starter })
}

impl Daemonized {
    /// Lets the process that was started exit.
    pub fn release(mut self) {
        // If it has been killed meanwhile, nobody waits.
        let _ = self.starter.write_all(b"\n");
    }
}

fn wait_and_exit(mut from_child: PipeReader) -> ! {
    let code = match from_child.read_exact(&mut [0]) {
        Ok(()) => 0,
        Err(_) => 1,
    };
    exit_at_once(code)
}

fn change_directory(directory: &str) -> Record {
    match std::env::set_current_dir(directory) {
        Ok(()) => note(format!("set current directory: '{directory}'")),
        Err(error) => Record {
            level: Level::Critical,
            text: format!(
                "can't chdir into '{directory}': {}",
                python(&error, directory)
            ),
        },
    }
}

/// Shows an error as Python does.
fn python(error: &io::Error, path: &str) -> String {
    format!("{}: '{path}'", errno::described(error))
}

fn detach() -> io::Result<()> {
    let null = OpenOptions::new()
        .read(true)
        .write(true)
        .open("/dev/null")?;
    dup2_stdin(&null)?;
    dup2_stdout(&null)?;
    dup2_stderr(&null)?;
    setsid()?;
    Ok(())
}

fn note(text: String) -> Record {
    Record {
        level: Level::Info,
        text,
    }
}
