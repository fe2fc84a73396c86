//! From the command line to a daemon that is ready to run.
//!
//! The order is: configuration, user, limits, log, sockets, background, pidfile. Whatever can go
//! wrong does so before the process that was started returns to its starter (P-101).

use std::ffi::OsString;
use std::io;
use std::process::ExitCode;

use supervisor_api::Level;
use supervisor_api::config::DaemonConfig;
use supervisor_config::getopt::usage_error;
use supervisor_config::{ConfigError, HostFiles, LoadRequest, Loaded, load};
use supervisor_core::Record;

use crate::cli;
use crate::daemonize::{DaemonizeError, Daemonized, daemonize};
use crate::fcgi::{self, FcgiCheckError};
use crate::kernel::{self, IdentityError, Inheritance, Spawner};
use crate::known::{self, Known};
use crate::launch::Launcher;
use crate::life::{Daemon, Start};
use crate::limits::{self, LimitError};
use crate::logging::{self, ActivityLog, LogOpenError, LogSettings};
use crate::output::{Feeds, Limits};
use crate::pidfile::{self, Pidfile};
use crate::privileges;
use crate::servers::{self, Bound};
use crate::sockets::{Listener, SocketError};
use crate::stdio::say;
use crate::task::{Format, Task, TaskError, understand};

/// Why the daemon does not start.
#[derive(Debug, thiserror::Error)]
enum BootError {
    #[error(transparent)]
    Task(#[from] TaskError),
    #[error(transparent)]
    Config(#[from] ConfigError),
    #[error(transparent)]
    Identity(#[from] IdentityError),
    #[error(transparent)]
    Limit(#[from] LimitError),
    #[error(transparent)]
    Socket(#[from] SocketError),
    #[error("{0}: {source}", source = .0.source)]
    Log(#[from] LogOpenError),
    #[error(transparent)]
    FcgiSocket(#[from] FcgiCheckError),
    #[error("{0}")]
    Daemonize(#[from] DaemonizeError),
    #[error("the system refuses what every daemon needs: {0}")]
    System(#[from] io::Error),
}

impl BootError {
    /// Returns the exit status: 2 for what the user can mend in the configuration (P-101).
    const fn code(&self) -> u8 {
        match self {
            Self::Task(_)
            | Self::Config(_)
            | Self::Identity(_)
            | Self::Limit(_)
            | Self::Socket(_) => 2,
            Self::Log(_) | Self::FcgiSocket(_) | Self::Daemonize(_) | Self::System(_) => 1,
        }
    }
}

/// Runs `supervisord` with the words of its command line.
pub fn main(words: &[String]) -> ExitCode {
    let program = words.first().map_or("supervisord", String::as_str);
    match boot(program, words.get(1..).unwrap_or_default()) {
        Ok(code) => code,
        Err(error) => {
            say(&mut io::stderr(), &complaint(program, &error));
            ExitCode::from(error.code())
        }
    }
}

fn complaint(program: &str, error: &BootError) -> String {
    match error.code() {
        2 => usage_error(program, &error.to_string()),
        _ => format!("Error: {error}\n"),
    }
}

fn boot(program: &str, words: &[String]) -> Result<ExitCode, BootError> {
    match understand(program, words)? {
        Task::Print(text) => say(&mut io::stdout(), &text),
        Task::Check {
            request,
            format,
            strict,
        } => {
            let report = supervisor_config::check(&HostFiles, &request);
            let text = match format {
                Format::Text => report.render_text(),
                Format::Json => report.render_json(),
            };
            say(&mut io::stdout(), &text);
            return Ok(ExitCode::from(report.exit_code(strict)));
        }
        Task::Run(request) => start(*request)?,
    }
    Ok(ExitCode::SUCCESS)
}

fn start(request: LoadRequest) -> Result<(), BootError> {
    kernel::fd::seal_inherited()?;
    let spawner = Spawner::new()?;
    kernel::signals::settle()?;
    let loaded = load(&HostFiles, &request)?;
    let daemon = &loaded.config.daemon;
    let mut notes: Vec<Record> = privileges::drop_to(daemon.user)?.into_iter().collect();
    // Who the daemon is decides whom it may make of its children.
    let known = Known::of(known::names(&loaded.config));
    let limits = limits::settle(daemon.minfds, daemon.minprocs)?;
    notes.extend(limits.notes);

    let feeds = Feeds::default();
    let activity_log = ActivityLog::new(feeds.clone());
    activity_log.install();
    activity_log.open(&log_settings(daemon))?;
    log_first(notes, &loaded);
    kernel::signals::hold();
    fcgi::check_all(&loaded.config, &known)?;
    let bound = servers::bind_all(&loaded.config)?;
    tell_of_stale_sockets(&bound);
    let background = go_to_background(daemon)?;
    kernel::become_subreaper()?;
    let pidfile = write_pidfile(daemon);
    if let Some(background) = background {
        background.release();
    }

    let inherited = Inheritance {
        environment: environment(),
        descriptors: Some(limits.children),
    };
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let start = Start {
        request,
        loaded,
        bound,
        pidfile,
    };
    let launcher = Launcher::new(spawner, inherited, known);
    let lived = runtime.block_on(async {
        Daemon::new(activity_log, feeds, launcher)?
            .live(start)
            .await
    });
    // A log that is read from a dead file server must not keep the daemon from ending.
    runtime.shutdown_background();
    Ok(lived?)
}

/// Returns where the activity log goes.
pub(crate) fn log_settings(daemon: &DaemonConfig) -> LogSettings {
    LogSettings {
        target: daemon.logfile.clone(),
        limits: Limits {
            maxbytes: daemon.logfile_maxbytes,
            backups: daemon.logfile_backups,
        },
        level: daemon.loglevel,
        echo: daemon.nodaemon && !daemon.silent,
    }
}

/// Writes what has gathered while there was no log: what is critical first (P-100).
pub(crate) fn log_first(mut notes: Vec<Record>, loaded: &Loaded) {
    notes.extend(loaded.messages.iter().map(|message| Record {
        level: message.level,
        text: message.text.clone(),
    }));
    notes.sort_by_key(|note| std::cmp::Reverse(note.level));
    log_all(notes);
    logging::log(Level::Info, cli::build_info().trim_end());
}

/// Writes records into the activity log.
pub(crate) fn log_all(records: Vec<Record>) {
    for record in records {
        logging::log(record.level, &record.text);
    }
}

/// Tells the starter about sockets that an earlier daemon has left (H-40).
fn tell_of_stale_sockets(bound: &[Bound]) {
    for (_, listener) in bound {
        if let Listener::Unix { file, .. } = listener
            && file.replaced_stale()
        {
            let text = format!("Unlinking stale socket {}\n", file.path().display());
            say(&mut io::stderr(), &text);
        }
    }
}

fn go_to_background(daemon: &DaemonConfig) -> Result<Option<Daemonized>, DaemonizeError> {
    if daemon.nodaemon {
        return Ok(None);
    }
    let mut background = daemonize(daemon.directory.as_deref(), daemon.umask)?;
    log_all(std::mem::take(&mut background.notes));
    Ok(Some(background))
}

/// Writes the pidfile and says that the daemon has started, or that there is none (C-114).
pub(crate) fn write_pidfile(daemon: &DaemonConfig) -> Option<Pidfile> {
    match Pidfile::write(&daemon.pidfile) {
        Ok(written) => {
            log_all(vec![pidfile::started()]);
            Some(written)
        }
        Err(error) => {
            log_all(vec![error.record()]);
            None
        }
    }
}

fn environment() -> Vec<(OsString, OsString)> {
    std::env::vars_os().collect()
}
