//! A process as the shell knows it: its configuration, its automatic logs, its child.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use supervisor_api::config::LogTarget;
use supervisor_api::{Channel, GroupName, LogCounter, ProcessConfig};
use supervisor_core::ChildId;

use crate::output::{
    AUTO_MODE, ChannelSpec, ChildSpec, Limits, StdinSpec, Tally, Tells, create_auto_log,
};

/// Where automatic logs go and whose they are (C-166).
#[derive(Clone, Debug)]
pub(crate) struct AutoLogs {
    pub(crate) directory: PathBuf,
    pub(crate) identifier: String,
}

/// One process of an active group.
pub(crate) struct Process {
    pub(crate) group: GroupName,
    pub(crate) config: Arc<ProcessConfig>,
    /// Its present child, from the spawn until it is reaped.
    pub(crate) child: Option<ChildId>,
    /// Its standard output is the protocol of event listeners (E-45).
    listener: bool,
    auto_stdout: Option<Arc<str>>,
    auto_stderr: Option<Arc<str>>,
    /// What became of the output of all its children, in the order of [`Channel::ALL`].
    tallies: [Arc<Tally>; 2],
}

impl AutoLogs {
    fn create(&self, process: &str, channel: Channel) -> io::Result<Arc<str>> {
        let path = create_auto_log(&self.directory, process, channel, &self.identifier)?;
        Ok(path.to_string_lossy().into())
    }
}

impl Process {
    pub(crate) fn new(group: GroupName, config: Arc<ProcessConfig>, listener: bool) -> Self {
        Self {
            group,
            config,
            child: None,
            listener,
            auto_stdout: None,
            auto_stderr: None,
            tallies: Default::default(),
        }
    }

    /// Returns the bare name, which the log and the spawn errors use.
    pub(crate) fn name(&self) -> &str {
        self.config.name.as_str()
    }

    /// Tells what became of the output of each stream that has a log.
    pub(crate) fn log_counters(&self) -> impl Iterator<Item = LogCounter> {
        let logged = |channel: &Channel| self.log_path(*channel).is_some();
        Channel::ALL.into_iter().filter(logged).map(|channel| {
            let tally = self.tally(channel);
            LogCounter {
                group: self.group.clone(),
                process: self.config.name.clone(),
                channel,
                bytes: tally.given(),
                dropped: tally.dropped(),
            }
        })
    }

    /// Notes for each log that a child is about to be made.
    pub(crate) fn note_start(&self) {
        for tally in &self.tallies {
            tally.note_start();
        }
    }

    /// Creates the automatic log of a stream if it is to have one.
    pub(crate) fn create_auto_log(
        &mut self,
        channel: Channel,
        logs: &AutoLogs,
    ) -> io::Result<Option<Arc<str>>> {
        let is_merged = channel == Channel::Stderr && self.config.redirect_stderr;
        if is_merged || self.config.output(channel).logfile != LogTarget::Auto {
            return Ok(None);
        }
        let path = logs.create(self.name(), channel)?;
        let place = match channel {
            Channel::Stdout => &mut self.auto_stdout,
            Channel::Stderr => &mut self.auto_stderr,
        };
        *place = Some(Arc::clone(&path));
        Ok(Some(path))
    }

    /// Says what the streams of the next child are to be.
    pub(crate) fn streams(&self, strip_ansi: bool) -> ChildSpec {
        let redirect = self.config.redirect_stderr;
        ChildSpec {
            process: self.name().into(),
            stdin: self.stdin(),
            stdout: self.stream(Channel::Stdout, strip_ansi),
            stderr: (!redirect).then(|| self.stream(Channel::Stderr, strip_ansi)),
        }
    }

    /// A FastCGI program has its socket there (H-63).
    fn stdin(&self) -> StdinSpec {
        match &self.config.socket {
            None => StdinSpec::Pipe,
            Some(_) => StdinSpec::Other,
        }
    }

    fn stream(&self, channel: Channel, strip_ansi: bool) -> ChannelSpec {
        let config = self.config.output(channel);
        ChannelSpec {
            log: self.log_path(channel).map(Path::to_owned),
            limits: Limits {
                maxbytes: config.maxbytes,
                backups: config.backups,
            },
            mode: (config.logfile == LogTarget::Auto).then_some(AUTO_MODE),
            syslog: config.syslog,
            strip_ansi,
            tells: self.tells(channel),
            tally: Arc::clone(self.tally(channel)),
        }
    }

    pub(crate) fn tally(&self, channel: Channel) -> &Arc<Tally> {
        let [stdout, stderr] = &self.tallies;
        match channel {
            Channel::Stdout => stdout,
            Channel::Stderr => stderr,
        }
    }

    fn tells(&self, channel: Channel) -> Tells {
        if self.listener && channel == Channel::Stdout {
            return Tells::Protocol;
        }
        let config = self.config.output(channel);
        Tells::Program {
            log_events: config.events_enabled,
            capture_maxbytes: config.capture_maxbytes,
        }
    }

    pub(crate) fn log_path(&self, channel: Channel) -> Option<&Path> {
        match (&self.config.output(channel).logfile, channel) {
            (LogTarget::None, _) => None,
            (LogTarget::File(path), _) => Some(Path::new(path)),
            (LogTarget::Auto, Channel::Stdout) => self.auto_stdout.as_deref().map(Path::new),
            (LogTarget::Auto, Channel::Stderr) => self.auto_stderr.as_deref().map(Path::new),
        }
    }
}
