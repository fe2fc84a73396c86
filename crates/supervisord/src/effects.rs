//! The hands of the core: each effect is performed here, and what comes of it is told as a fact.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;

use bytes::Bytes;
use supervisor_api::{Channel, Fault, FaultCode, Level, LogCounter, Reply, Revision, Signal};
use supervisor_core::{
    ChildId, Effect, Exit, Input, KillError, KillPurpose, LaunchError, ProcessId, RequestId, Scope,
    SendError, SocketId,
};
use tokio::sync::oneshot;

use crate::changes::Journal;
use crate::fcgi::FcgiSockets;
use crate::kernel::reap::Reaped;
use crate::kernel::{self, Clock, Pid};
use crate::known;
use crate::launch::Launcher;
use crate::loader::{Loader, Loading};
use crate::logging::{self, ActivityLog};
use crate::lookups::{Looked, Lookups, Preflight};
use crate::output::{Output, Progress, StdinError, Tally};
use crate::process::{AutoLogs, Process};
use crate::tallies::{LogName, tally_of};

/// The facts that effects bring, in the order in which the core is told them.
pub(crate) type Facts = VecDeque<Input>;

/// What performs effects.
pub(crate) struct Shell<'a> {
    pub(crate) output: Output,
    pub(crate) loader: Loader,
    /// Set when the core has said that the run is over.
    pub(crate) exit: Option<Exit>,
    launcher: &'a mut Launcher,
    lookups: Lookups,
    auto_logs: AutoLogs,
    activity_log: ActivityLog,
    journal: Journal,
    processes: HashMap<ProcessId, Process>,
    sockets: FcgiSockets,
    pids: HashMap<ChildId, Pid>,
    children: HashMap<Pid, Child>,
    replies: HashMap<RequestId, oneshot::Sender<Result<Reply, Fault>>>,
}

/// A child that was not reaped yet.
#[derive(Clone, Copy)]
struct Child {
    id: ChildId,
    process: ProcessId,
}

impl<'a> Shell<'a> {
    pub(crate) fn new(
        launcher: &'a mut Launcher,
        output: Output,
        loader: Loader,
        lookups: Lookups,
        auto_logs: AutoLogs,
        activity_log: ActivityLog,
        journal: Journal,
    ) -> Self {
        Self {
            output,
            loader,
            exit: None,
            launcher,
            lookups,
            auto_logs,
            activity_log,
            journal,
            processes: HashMap::new(),
            sockets: FcgiSockets::default(),
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

    /// Deals with a child that was reaped: its last words come first, to be taken from the output
    /// table before the core is told of the death. Orphans that the daemon has adopted are only
    /// noted.
    pub(crate) fn bury(&mut self, Reaped { pid, status }: Reaped) -> Option<Input> {
        let Some(Child { id: child, process }) = self.children.remove(&pid) else {
            let text = format!("reaped unknown pid {pid} ({status})");
            logging::log(orphan_level(), &text);
            return None;
        };
        self.pids.remove(&child);
        if let Some(process) = self.processes.get_mut(&process) {
            process.child = None;
        }
        self.output.drain(child);
        Some(Input::ChildExited { child, status })
    }

    /// Tells what became of the output of all processes, in no order.
    pub(crate) fn log_counters(&self) -> Vec<LogCounter> {
        let processes = self.processes.values();
        processes.flat_map(Process::log_counters).collect()
    }

    /// Returns what counts a log, if that tells of this one process.
    pub(crate) fn tally(&self, log: &LogName) -> Option<Arc<Tally>> {
        let main_log = self.activity_log.path();
        tally_of(log, self.processes.values(), main_log.as_deref())
    }

    /// Writes what the output table has to say into the activity log.
    pub(crate) fn log_output_records(&mut self) {
        for record in self.output.take_records() {
            logging::log(record.level, &record.text);
        }
    }

    /// Tries again to write what the terminal or pipe behind the activity log has not taken yet.
    pub(crate) fn flush_activity_log(&self) -> Progress {
        self.activity_log.flush()
    }

    /// Takes in what was read and makes the fact of it.
    pub(crate) fn finish_loading(&mut self, loading: Loading) -> Input {
        let (fact, known) = self.loader.finish(loading);
        self.launcher.known.learn(known);
        fact
    }

    /// Takes in what was looked up; what the core waits for comes back.
    pub(crate) fn take_in(&mut self, Looked { known, fact }: Looked) -> Option<Input> {
        known.names().for_each(|name| self.lookups.end(&name));
        self.launcher.known.learn(known);
        fact
    }

    /// Does one thing for the core, which has said it on the way to this revision.
    pub(crate) fn perform(&mut self, effect: Effect, revision: Revision, facts: &mut Facts) {
        match effect {
            Effect::ProcessAdded {
                process,
                group,
                config,
                listener,
            } => {
                self.add_process(process, Process::new(group, config, listener), facts);
            }
            Effect::ProcessRemoved { process } => {
                self.processes.remove(&process);
            }
            Effect::Preflight { request, process } => {
                let config = Arc::clone(&self.process(process).config);
                let looked = self.lookups.check(Preflight {
                    request,
                    process,
                    config,
                });
                facts.extend(looked.and_then(|looked| self.take_in(looked)));
            }
            Effect::OpenSocket { socket, config } => {
                facts.extend(self.sockets.open(socket, &config, &self.launcher.known));
            }
            Effect::CloseSocket { socket } => self.sockets.close(socket),
            Effect::Spawn {
                process,
                child,
                socket,
            } => facts.push_back(self.spawn(process, child, socket)),
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
            Effect::SendEvent {
                child,
                serial,
                bytes,
            } => facts.extend(self.send_event(child, serial, &bytes)),
            Effect::ClearLog { request, process } => {
                let result = self.clear_log(process);
                facts.push_back(Input::Performed {
                    request,
                    process,
                    result,
                });
            }
            Effect::ReopenLogs => self.reopen_logs(),
            Effect::LoadConfig { load, purpose } => {
                let loading = self.loader.start(load, purpose);
                facts.extend(loading.map(|loading| self.finish_loading(loading)));
            }
            Effect::Log(record) => logging::log(record.level, &record.text),
            Effect::Event(event) => self.journal.note(event, revision, Clock.now().wall),
            Effect::Reply { request, result } => self.reply(request, result),
            Effect::Exit(exit) => self.exit = Some(exit),
        }
    }
}

impl Shell<'_> {
    fn add_process(&mut self, id: ProcessId, mut process: Process, facts: &mut Facts) {
        for channel in Channel::ALL {
            match process.create_auto_log(channel, &self.auto_logs) {
                Ok(None) => {}
                Ok(Some(path)) => {
                    facts.push_back(Input::AutoLogNamed {
                        process: id,
                        channel,
                        path,
                    });
                }
                Err(error) => {
                    let name = process.name();
                    let text = format!("could not create the {channel} log of '{name}': {error}");
                    logging::log(Level::Critical, &text);
                }
            }
        }
        self.processes.insert(id, process);
    }

    fn process(&self, id: ProcessId) -> &Process {
        let Some(process) = self.processes.get(&id) else {
            unreachable!("the core speaks only of processes that it has added");
        };
        process
    }

    fn spawn(&mut self, id: ProcessId, child: ChildId, socket: Option<SocketId>) -> Input {
        let at = Clock.now();
        match self.launch(id, child, socket) {
            Ok(pid) => {
                self.pids.insert(child, pid);
                self.children.insert(
                    pid,
                    Child {
                        id: child,
                        process: id,
                    },
                );
                Input::Spawned {
                    child,
                    pid: pid.number(),
                    at,
                }
            }
            Err(error) => Input::SpawnFailed { child, error },
        }
    }

    fn launch(
        &mut self,
        id: ProcessId,
        child: ChildId,
        socket: Option<SocketId>,
    ) -> Result<Pid, LaunchError> {
        let Some(process) = self.processes.get_mut(&id) else {
            unreachable!("the core speaks only of processes that it has added");
        };
        let socket = socket.map(|socket| self.sockets.lend(socket)).transpose()?;
        process.note_start();
        let launched = (self.launcher).launch(process, child, socket, &mut self.output);
        known::names_of(&process.config).for_each(|name| self.lookups.refresh(name));
        let pid = launched?;
        process.child = Some(child);
        Ok(pid)
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

    /// Queues an event for a listener; returns the fact if that failed.
    fn send_event(&mut self, child: ChildId, serial: u64, bytes: &Bytes) -> Option<Input> {
        let error = match self.output.write_stdin(child, bytes) {
            Ok(()) => return None,
            Err(StdinError::Closed) => SendError::Closed,
            Err(StdinError::Full) => SendError::Full,
        };
        Some(Input::EventNotSent {
            child,
            serial,
            error,
        })
    }

    fn clear_log(&mut self, process: Option<ProcessId>) -> Result<(), Fault> {
        let Some(process) = process else {
            return self.activity_log.clear();
        };
        let Some(child) = self.process(process).child else {
            return Ok(());
        };
        let cleared = self.output.clear(child);
        cleared.map_err(|error| Fault::with(FaultCode::Failed, error.to_string()))
    }

    fn reopen_logs(&mut self) {
        self.activity_log.reopen();
        self.output.reopen_all();
    }

    fn reply(&mut self, request: RequestId, result: Result<Reply, Fault>) {
        if let Some(client) = self.replies.remove(&request) {
            // A client that has left needs no answer.
            let _ = client.send(result);
        }
    }
}

/// Pid 1 reaps orphans in Supervisor too (P-71). Elsewhere only we have them, since we are their
/// subreaper, and nobody expects lines about them.
fn orphan_level() -> Level {
    match std::process::id() {
        1 => Level::Info,
        _ => Level::Debug,
    }
}
