//! The hands of the core: each effect is performed here, and what comes of it is told as a fact.

use std::collections::{HashMap, VecDeque};
use std::io;
use std::os::fd::AsFd;
use std::path::PathBuf;
use std::sync::Arc;

use bytes::Bytes;
use supervisor_api::config::LogTarget;
use supervisor_api::{Channel, Fault, FaultCode, GroupName, Level, ProcessConfig, Reply, Signal};
use supervisor_core::{
    ChildId, Effect, Exit, Input, KillError, KillPurpose, LaunchError, ProcessId, RequestId, Scope,
};
use tokio::io::Interest;
use tokio::sync::oneshot;

use crate::kernel::reap::Reaped;
use crate::kernel::{
    self, Clock, Identity, Inheritance, Launch, LaunchFailure, LaunchPlan, LaunchReport, Pid,
    Spawner, Stdio, errno,
};
use crate::loader::Loader;
use crate::logging::{self, ActivityLog};
use crate::output::{
    AUTO_MODE, AttachError, ChannelSpec, ChildEnds, ChildSpec, Limits, Output, StdinError,
    StdinSpec, create_auto_log,
};

/// The facts that effects bring, in the order in which the core is told them.
pub(crate) type Facts = VecDeque<Input>;

/// What every child gets, and where things are.
pub(crate) struct Surroundings {
    pub(crate) inherited: Inheritance,
    pub(crate) server_url: Option<String>,
    /// Where automatic logs go.
    pub(crate) childlogdir: PathBuf,
    pub(crate) identifier: String,
    pub(crate) strip_ansi: bool,
    pub(crate) activity_log: ActivityLog,
}

/// The processes, children and clients that effects are about.
pub(crate) struct Shell {
    pub(crate) output: Output,
    /// Set when the core has said that the run is over.
    pub(crate) exit: Option<Exit>,
    surroundings: Surroundings,
    spawner: Spawner,
    pub(crate) loader: Loader,
    processes: HashMap<ProcessId, Process>,
    pids: HashMap<ChildId, Pid>,
    children: HashMap<Pid, Child>,
    replies: HashMap<RequestId, oneshot::Sender<Result<Reply, Fault>>>,
}

/// One process of an active group, as far as the shell has to do with it.
struct Process {
    group: GroupName,
    config: Arc<ProcessConfig>,
    auto_stdout: Option<Arc<str>>,
    auto_stderr: Option<Arc<str>>,
    child: Option<ChildId>,
}

/// A child that was not reaped yet.
#[derive(Clone, Copy)]
struct Child {
    child: ChildId,
    process: ProcessId,
}

impl Shell {
    pub(crate) fn new(
        surroundings: Surroundings,
        output: Output,
        spawner: Spawner,
        loader: Loader,
    ) -> Self {
        Self {
            output,
            exit: None,
            surroundings,
            spawner,
            loader,
            processes: HashMap::new(),
            pids: HashMap::new(),
            children: HashMap::new(),
            replies: HashMap::new(),
        }
    }

    /// Remembers who waits for the answer to a request.
    pub(crate) fn expect_reply(
        &mut self,
        request: RequestId,
        reply: oneshot::Sender<Result<Reply, Fault>>,
    ) {
        self.replies.insert(request, reply);
    }

    /// Forgets a client that has left.
    pub(crate) fn forget_reply(&mut self, request: RequestId) {
        self.replies.remove(&request);
    }

    /// Deals with a child that was reaped: its last words come first, then its death. Orphans
    /// that we adopted are only noted (P-71).
    pub(crate) fn bury(&mut self, Reaped { pid, status }: Reaped) -> Option<Input> {
        let Some(Child { child, process }) = self.children.remove(&pid) else {
            logging::log(Level::Info, &format!("reaped unknown pid {pid} ({status})"));
            return None;
        };
        self.pids.remove(&child);
        if let Some(process) = self.processes.get_mut(&process) {
            process.child = None;
        }
        self.output.drain(child);
        self.log_output_records();
        Some(Input::ChildExited { child, status })
    }

    /// Writes what the output table has to say into the activity log.
    pub(crate) fn log_output_records(&mut self) {
        for record in self.output.take_records() {
            logging::log(record.level, &record.text);
        }
    }

    /// Does one thing for the core.
    pub(crate) fn perform(&mut self, effect: Effect, facts: &mut Facts) {
        match effect {
            Effect::ProcessAdded {
                process,
                group,
                config,
            } => {
                self.add_process(process, group, config, facts);
            }
            Effect::ProcessRemoved { process } => {
                self.processes.remove(&process);
            }
            Effect::Preflight { request, process } => {
                let verdict = self.preflight(process);
                facts.push_back(Input::PreflightDone {
                    request,
                    process,
                    verdict,
                });
            }
            Effect::Spawn { process, child } => facts.push_back(self.spawn(process, child)),
            Effect::Kill {
                child,
                signal,
                scope,
                purpose,
            } => {
                facts.push_back(self.kill(child, signal, scope, purpose));
            }
            Effect::WriteStdin {
                request,
                child,
                bytes,
            } => {
                let result = self.write_stdin(child, &bytes);
                facts.push_back(Input::Performed {
                    request,
                    process: None,
                    result,
                });
            }
            Effect::ClearLog { request, process } => {
                let result = self.clear_log(process);
                facts.push_back(Input::Performed {
                    request,
                    process,
                    result,
                });
            }
            Effect::ReopenLogs => self.reopen_logs(),
            Effect::LoadConfig { load } => self.loader.start(load),
            Effect::Log(record) => logging::log(record.level, &record.text),
            // Event listeners come with the event system; the log has its own records.
            Effect::Event(_) => {}
            Effect::Reply { request, result } => self.reply(request, result),
            Effect::Exit(exit) => self.exit = Some(exit),
        }
    }
}

impl Shell {
    fn add_process(
        &mut self,
        id: ProcessId,
        group: GroupName,
        config: Arc<ProcessConfig>,
        facts: &mut Facts,
    ) {
        let mut process = Process {
            group,
            config,
            auto_stdout: None,
            auto_stderr: None,
            child: None,
        };
        for channel in Channel::ALL {
            if !process.wants_auto_log(channel) {
                continue;
            }
            match self.create_auto_log(process.config.name.as_str(), channel) {
                Ok(path) => {
                    *process.auto_log_mut(channel) = Some(Arc::clone(&path));
                    facts.push_back(Input::AutoLogNamed {
                        process: id,
                        channel,
                        path,
                    });
                }
                Err(error) => logging::log(
                    Level::Critical,
                    &format!(
                        "could not create the {channel} log of '{}': {error}",
                        process.config.name
                    ),
                ),
            }
        }
        self.processes.insert(id, process);
    }

    fn create_auto_log(&self, process: &str, channel: Channel) -> io::Result<Arc<str>> {
        let Surroundings {
            childlogdir,
            identifier,
            ..
        } = &self.surroundings;
        let path = create_auto_log(childlogdir, process, channel, identifier)?;
        Ok(path.to_string_lossy().into())
    }

    fn preflight(&self, id: ProcessId) -> Result<(), LaunchError> {
        let Some(process) = self.processes.get(&id) else {
            unreachable!("the core asks about a process that it has not added");
        };
        let config = &process.config;
        let directory = config.directory.as_deref();
        kernel::resolve(&config.command, &config.environment, directory).map(|_| ())
    }

    fn spawn(&mut self, id: ProcessId, child: ChildId) -> Input {
        let at = Clock.now();
        match self.launch(id, child) {
            Ok(pid) => Input::Spawned {
                child,
                pid: pid.number(),
                at,
            },
            Err(error) => {
                self.output.detach(child);
                Input::SpawnFailed { child, error }
            }
        }
    }

    /// Plans the launch, makes the pipes, and makes the child.
    fn launch(&mut self, id: ProcessId, child: ChildId) -> Result<Pid, LaunchError> {
        let Some(process) = self.processes.get(&id) else {
            unreachable!("the core spawns a process that it has not added");
        };
        let plan = LaunchPlan::new(
            &self.surroundings.inherited,
            &process.config,
            &process.group,
            self.surroundings.server_url.as_deref(),
            Identity::of(process.config.user),
        )?;
        let spec = process.streams(self.surroundings.strip_ansi);
        let ends = self
            .output
            .attach(child, &spec)
            .map_err(|error| streams_error(process.config.name.as_str(), error))?;
        let made = self.spawner.spawn(&plan, stdio(&ends))?;
        match made.launch {
            Launch::Executed => {}
            Launch::Failed(failure) => log_failure(process.config.name.as_str(), failure),
            Launch::Pending(report) => await_report(process.config.name.as_str(), report),
        }
        self.pids.insert(child, made.pid);
        self.children.insert(made.pid, Child { child, process: id });
        if let Some(process) = self.processes.get_mut(&id) {
            process.child = Some(child);
        }
        Ok(made.pid)
    }

    fn kill(&self, child: ChildId, signal: Signal, scope: Scope, purpose: KillPurpose) -> Input {
        let result = match self.pids.get(&child) {
            Some(pid) => kernel::signals::kill(*pid, signal, scope),
            None => Err(KillError::Gone),
        };
        Input::Killed {
            child,
            purpose,
            result,
        }
    }

    fn write_stdin(&mut self, child: ChildId, bytes: &Bytes) -> Result<(), Fault> {
        self.output
            .write_stdin(child, bytes)
            .map_err(|error| match error {
                StdinError::Closed => Fault::new(FaultCode::NoFile),
                StdinError::Full => Fault::with(FaultCode::Failed, error.to_string()),
            })
    }

    fn clear_log(&mut self, process: Option<ProcessId>) -> Result<(), Fault> {
        let result = match process {
            None => return self.surroundings.activity_log.clear(),
            Some(id) => {
                let child = self.processes.get(&id).and_then(|process| process.child);
                child.map_or(Ok(()), |child| self.output.clear(child))
            }
        };
        result.map_err(|error| Fault::with(FaultCode::Failed, error.to_string()))
    }

    fn reopen_logs(&mut self) {
        self.surroundings.activity_log.reopen();
        self.output.reopen_all();
    }

    fn reply(&mut self, request: RequestId, result: Result<Reply, Fault>) {
        if let Some(client) = self.replies.remove(&request) {
            // A client that has left needs no answer.
            let _ = client.send(result);
        }
    }
}

impl Process {
    fn wants_auto_log(&self, channel: Channel) -> bool {
        let is_merged = channel == Channel::Stderr && self.config.redirect_stderr;
        self.config.output(channel).logfile == LogTarget::Auto && !is_merged
    }

    fn auto_log(&self, channel: Channel) -> Option<&str> {
        match channel {
            Channel::Stdout => self.auto_stdout.as_deref(),
            Channel::Stderr => self.auto_stderr.as_deref(),
        }
    }

    fn auto_log_mut(&mut self, channel: Channel) -> &mut Option<Arc<str>> {
        match channel {
            Channel::Stdout => &mut self.auto_stdout,
            Channel::Stderr => &mut self.auto_stderr,
        }
    }

    fn streams(&self, strip_ansi: bool) -> ChildSpec {
        let channel = |channel| {
            let config = self.config.output(channel);
            ChannelSpec {
                log: self.log_path(channel),
                limits: Limits {
                    maxbytes: config.maxbytes,
                    backups: config.backups,
                },
                mode: (config.logfile == LogTarget::Auto).then_some(AUTO_MODE),
                syslog: config.syslog,
                strip_ansi,
            }
        };
        ChildSpec {
            process: self.config.name.as_str().into(),
            stdin: StdinSpec::Pipe,
            stdout: channel(Channel::Stdout),
            stderr: (!self.config.redirect_stderr).then(|| channel(Channel::Stderr)),
        }
    }

    fn log_path(&self, channel: Channel) -> Option<PathBuf> {
        match &self.config.output(channel).logfile {
            LogTarget::None => None,
            LogTarget::Auto => self.auto_log(channel).map(PathBuf::from),
            LogTarget::File(path) => Some(path.into()),
        }
    }
}

fn stdio(ends: &ChildEnds) -> Stdio<'_> {
    Stdio {
        stdin: ends.stdin.as_ref().map_or(ends.stdout.as_fd(), AsFd::as_fd),
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
    logging::log(
        Level::Warn,
        &format!("launch failed: process={process} {failure}"),
    );
}

/// Waits for a forked child's report without standing in anybody's way.
fn await_report(process: &str, report: LaunchReport) {
    let process = process.to_owned();
    let Ok(mut report) = kernel::watch(report) else {
        return;
    };
    tokio::spawn(async move {
        let outcome = report
            .async_io_mut(Interest::READABLE, LaunchReport::read)
            .await;
        if let Ok(Some(failure)) = outcome {
            log_failure(&process, failure);
        }
    });
}
