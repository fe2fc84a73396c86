//! Bringing children into being: the plan, the pipes, the child, and what it tells of its start.

use std::os::fd::{AsFd, BorrowedFd};

use supervisor_api::{Config, Level};
use supervisor_core::{ChildId, LaunchError};

use crate::kernel::{Inheritance, Launch, LaunchFailure, LaunchPlan, Pid, Spawner, Stdio, errno};
use crate::known::Known;
use crate::logging;
use crate::output::{AttachError, ChildEnds, Output};
use crate::process::Process;
use crate::reports::Reports;

/// Makes children of processes.
pub(crate) struct Launcher {
    spawner: Spawner,
    inherited: Inheritance,
    /// The computed `SUPERVISOR_SERVER_URL` (C-191).
    server_url: Option<String>,
    strip_ansi: bool,
    reports: Reports,
    pub(crate) known: Known,
}

impl Launcher {
    pub(crate) fn new(spawner: Spawner, inherited: Inheritance, known: Known) -> Self {
        Self {
            spawner,
            inherited,
            server_url: None,
            strip_ansi: false,
            reports: Reports::default(),
            known,
        }
    }

    /// Takes over what a run's configuration says to all launches.
    pub(crate) fn configure(&mut self, config: &Config) {
        self.server_url.clone_from(&config.server_url);
        self.strip_ansi = config.daemon.strip_ansi;
    }

    /// Makes a child of the process, with its streams in the output table, and with the socket
    /// that it is given as its standard input.
    pub(crate) fn launch(
        &mut self,
        process: &Process,
        child: ChildId,
        socket: Option<BorrowedFd<'_>>,
        output: &mut Output,
    ) -> Result<Pid, LaunchError> {
        let identity = self.known.identity(process.config.user);
        let plan = LaunchPlan::new(
            &self.inherited,
            &process.config,
            &process.group,
            self.server_url.as_deref(),
            identity,
        )?;
        let ends = output
            .attach(child, &process.streams(self.strip_ansi))
            .map_err(|error| streams_error(process.name(), error))?;
        let made = self
            .spawner
            .spawn(&plan, stdio(&ends, socket))
            .inspect_err(|_| output.detach(child))?;
        match made.launch {
            Launch::Executed => {}
            Launch::Failed(failure) => log_failure(process.name(), failure),
            Launch::Pending(report) => {
                let name = process.name().to_owned();
                self.reports
                    .expect(report, move |failure| log_failure(&name, failure));
            }
        }
        Ok(made.pid)
    }
}

fn stdio<'a>(ends: &'a ChildEnds, socket: Option<BorrowedFd<'a>>) -> Stdio<'a> {
    let pipe = || ends.stdin.as_ref().map_or(ends.stdout.as_fd(), AsFd::as_fd);
    Stdio {
        stdin: socket.unwrap_or_else(pipe),
        stdout: ends.stdout.as_fd(),
        stderr: ends.stderr.as_fd(),
    }
}

fn streams_error(process: &str, error: AttachError) -> LaunchError {
    let process = process.into();
    match error {
        AttachError::TooManyFiles => LaunchError::TooManyFiles { process },
        AttachError::Other(number) => LaunchError::Output {
            process,
            errno: errno::symbol(number as i32),
        },
    }
}

/// Tells what kept a child from its program, which the child itself can only say on its own
/// standard error (P-53..P-56).
fn log_failure(process: &str, failure: LaunchFailure) {
    let text = format!("launch failed: process={process} {failure}");
    logging::log(Level::Warn, &text);
}
