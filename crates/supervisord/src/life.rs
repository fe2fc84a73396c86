//! The lives of the daemon: one run after the other, until one ends for good.

use std::io;
use std::path::Path;

use supervisor_api::config::DaemonConfig;
use supervisor_api::{ChangeNumber, Level};
use supervisor_config::{LoadRequest, Loaded};
use supervisor_core::{Exit, LoadId, Record, Serials};
use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::backend::DaemonBackend;
use crate::boot::{log_all, log_first, log_settings, write_pidfile};
use crate::changes::Journal;
use crate::effects::Shell;
use crate::kernel::{self, Clock};
use crate::launch::Launcher;
use crate::loader::{Loader, configured};
use crate::logging::{self, ActivityLog};
use crate::lookups::Lookups;
use crate::output::{Feeds, Output, remove_old_auto_logs};
use crate::pidfile::Pidfile;
use crate::privileges;
use crate::process::AutoLogs;
use crate::requests::requests;
use crate::runtime::{Answers, Runtime};
use crate::sampler::Sampler;
use crate::servers::{self, Bound, Servers};
use crate::signals::Signals;

/// What stays the same from one run to the next.
pub(crate) struct Daemon {
    activity_log: ActivityLog,
    feeds: Feeds,
    launcher: Launcher,
    signals: Signals,
    /// The numbers of events (E-32).
    serials: Serials,
}

/// What a run starts with.
pub(crate) struct Start {
    pub(crate) request: LoadRequest,
    pub(crate) loaded: Loaded,
    pub(crate) bound: Vec<Bound>,
    pub(crate) pidfile: Option<Pidfile>,
}

impl Daemon {
    /// Takes over the signals; must be called inside the runtime.
    pub(crate) fn new(
        activity_log: ActivityLog,
        feeds: Feeds,
        launcher: Launcher,
    ) -> io::Result<Self> {
        let signals = Signals::install()?;
        kernel::signals::hear();
        Ok(Self {
            activity_log,
            feeds,
            launcher,
            signals,
            serials: Serials::default(),
        })
    }

    /// Lives until a run ends in shutdown.
    pub(crate) async fn live(mut self, start: Start) -> io::Result<()> {
        let mut next = Some(start);
        while let Some(start) = next {
            next = self.run(start).await?;
        }
        // What is not taken now is lost: an end that waits for a reader may never come.
        let _ = self.activity_log.flush();
        Ok(())
    }

    /// Runs once; what comes back is what the next run starts with.
    async fn run(&mut self, start: Start) -> io::Result<Option<Start>> {
        let Start {
            request,
            loaded,
            bound,
            pidfile,
        } = start;
        let config = &loaded.config;
        let (requests, received) = requests();
        let (sampler, sampling) = Sampler::new(requests.clone());
        // Ends with the run, when this is dropped.
        let mut tasks = JoinSet::new();
        tasks.spawn(sampling.run());
        let (activity_log, feeds) = (self.activity_log.clone(), self.feeds.clone());
        let journal = Journal::new(ChangeNumber::beginning(Clock.now().wall));
        let (told, configured) = watch::channel(configured(&loaded));
        let backend = DaemonBackend::new(
            requests,
            activity_log,
            feeds,
            journal.clone(),
            sampler,
            configured,
        );
        let servers = Servers::start(bound, config, &backend);
        let auto_logs = auto_logs(&config.daemon, &request.start_dir);
        let (loader, loads) = Loader::new(request, loaded.overlay.clone(), told);
        self.launcher.configure(config);
        let mut output = Output::new(self.feeds.clone())?;
        output.copy_to_activity_log(config.daemon.loglevel <= Level::Debug);
        let (lookups, looked) = Lookups::new();
        let answers = Answers { loads, looked };
        let shell = Shell::new(
            &mut self.launcher,
            output,
            loader,
            lookups,
            auto_logs,
            self.activity_log.clone(),
            journal,
        );
        let serials = self.serials.clone();
        let runtime = Runtime::new(config, serials, shell, &mut self.signals, received, answers)?;
        let ended = runtime.run().await;
        self.serials = ended.serials;
        servers.stop().await;
        if let Some(pidfile) = pidfile {
            pidfile.remove();
        }
        match ended.exit {
            Exit::Shutdown => Ok(None),
            Exit::Restart(load) => Ok(Some(self.restart(ended.loader, load, loaded))),
        }
    }

    /// Prepares a run from the configuration that was validated before anything stopped (W-3).
    /// What goes wrong now is logged, and the daemon goes on without it.
    fn restart(&self, loader: Loader, load: LoadId, before: Loaded) -> Start {
        let (request, validated) = loader.into_validated(load);
        // The core only names what the loader has kept.
        let loaded = validated.unwrap_or(before);
        let daemon = &loaded.config.daemon;
        let notes = take_on_user(daemon);
        if let Err(error) = self.activity_log.open(&log_settings(daemon)) {
            logging::log(Level::Critical, &format!("{error}: {}", error.source));
        }
        log_first(notes, &loaded);
        let bound = servers::bind_what_can_be(&loaded.config);
        let pidfile = write_pidfile(daemon);
        Start {
            request,
            loaded,
            bound,
            pidfile,
        }
    }
}

/// Becomes the configured user as at the first start (C-122), before logs and sockets are opened.
/// A user that cannot be taken on any more does not end the daemon (W-3).
fn take_on_user(daemon: &DaemonConfig) -> Vec<Record> {
    match privileges::drop_to(daemon.user) {
        Ok(record) => record.into_iter().collect(),
        Err(error) => vec![Record {
            level: Level::Critical,
            text: error.to_string(),
        }],
    }
}

/// Removes the automatic logs of the run before, unless they are to be kept (C-167), and says where
/// those of this run go. A relative directory is meant from where the daemon was started, as it was
/// when it was found to exist, and not from the daemon's own `directory` (C-121, W-3).
fn auto_logs(daemon: &DaemonConfig, start_dir: &str) -> AutoLogs {
    let directory = Path::new(start_dir).join(&daemon.childlogdir);
    if !daemon.nocleanup {
        log_all(remove_old_auto_logs(&directory, &daemon.identifier));
    }
    let identifier = daemon.identifier.clone();
    AutoLogs {
        directory,
        identifier,
    }
}
