//! Invariant 10: a FastCGI socket is there for every start of its programs, is not closed while one
//! of them lives or is due to start, and is closed when none is.

use std::collections::BTreeMap;
use std::sync::Arc;

use supervisor_api::ProcessState;
use supervisor_api::config::{AutoRestart, FcgiSocketConfig};
use supervisor_core::{Effect, Input, ProcessId, SocketId};

use super::{Known, Observer};

/// The sockets that have been opened.
#[derive(Debug, Default)]
pub(super) struct Sockets {
    last: Option<SocketId>,
    open: BTreeMap<SocketId, KnownSocket>,
}

#[derive(Debug)]
struct KnownSocket {
    config: Arc<FcgiSocketConfig>,
    /// The machine was told that it could not be made.
    has_failed: bool,
}

impl Observer {
    pub(super) fn take_socket_fact(&mut self, input: &Input) {
        if let Input::SocketFailed { socket } = input
            && let Some(known) = self.sockets.open.get_mut(socket)
        {
            known.has_failed = true;
        }
    }

    pub(super) fn take_socket(&mut self, effect: &Effect) {
        match effect {
            Effect::OpenSocket { socket, config } => self.take_opening(*socket, config),
            Effect::CloseSocket { socket } => self.take_closing(*socket),
            Effect::Spawn {
                process, socket, ..
            } => self.check_socket_of_spawn(*process, *socket),
            _ => {}
        }
    }

    fn take_opening(&mut self, socket: SocketId, config: &Arc<FcgiSocketConfig>) {
        if self.sockets.last.replace(socket) >= Some(socket) {
            self.report(10, format!("{socket:?} is used again"));
        }
        if self.sockets.open.values().any(|it| it.config == *config) {
            self.report(10, format!("{socket:?} is open already"));
        }
        let known = KnownSocket {
            config: Arc::clone(config),
            has_failed: false,
        };
        self.sockets.open.insert(socket, known);
    }

    fn take_closing(&mut self, socket: SocketId) {
        let Some(known) = self.sockets.open.remove(&socket) else {
            self.report(10, format!("{socket:?} is closed, but not open"));
            return;
        };
        // What refuses signals may outlive its group and the run.
        let uses = |id: &ProcessId, it: &Known| {
            let is_ours = it.state != ProcessState::Unknown;
            is_ours && (self.living(*id).is_some() || self.is_due(it))
        };
        let in_use = members(&self.processes, &known.config).any(|(id, it)| uses(id, it));
        if in_use && !known.has_failed {
            self.report(10, format!("{socket:?} is closed, but in use"));
        }
    }

    /// Tells whether the process certainly starts again by itself.
    fn is_due(&self, process: &Known) -> bool {
        process.state == ProcessState::Backoff && !self.is_stopping
    }

    fn check_socket_of_spawn(&mut self, process: ProcessId, socket: Option<SocketId>) {
        let given = socket.map(|socket| self.sockets.open.get(&socket).map(|it| &it.config));
        let config = self.processes.get(&process).map(|it| &it.config);
        let needed = config.and_then(|config| config.socket.as_ref()).map(Some);
        if given != needed {
            self.report(10, format!("{process:?} starts with {given:?}"));
        }
    }

    /// Nobody may be left waiting on a socket whose programs are all down.
    pub(super) fn check_sockets(&mut self) {
        let may_serve = |id: &ProcessId, it: &Known| {
            let may_restart = match it.state {
                ProcessState::Backoff => true,
                ProcessState::Exited => it.config.autorestart != AutoRestart::Never,
                _ => false,
            };
            self.living(*id).is_some() || may_restart && !self.is_stopping
        };
        let left_open = |known: &KnownSocket| {
            !members(&self.processes, &known.config).any(|(id, it)| may_serve(id, it))
        };
        let mut open = self.sockets.open.iter();
        if let Some((socket, _)) = open.find(|(_, known)| left_open(known)) {
            self.report(10, format!("{socket:?} is left open"));
        }
    }

    pub(super) fn check_all_closed(&mut self) {
        if self.has_ended && !self.sockets.open.is_empty() {
            self.report(10, "a socket is open at the end");
        }
    }
}

fn members<'a>(
    processes: &'a BTreeMap<ProcessId, Known>,
    config: &'a FcgiSocketConfig,
) -> impl Iterator<Item = (&'a ProcessId, &'a Known)> {
    let has_it = |it: &Known| it.config.socket.as_deref() == Some(config);
    processes.iter().filter(move |(_, it)| has_it(it))
}
