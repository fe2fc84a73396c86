//! What clients do in the world, and what tests read of it, in the words of the domain.

use bytes::Bytes;
use supervisor_api::{
    Action, Channel, Event, ExitStatus, Fault, Level, Namespec, Outcome, ProcessState, ProcessView,
    Reply, Signal, Target,
};
use supervisor_core::{ChildId, DaemonSignal, Effect, Input, RequestId};

use super::simulator::World;
use super::speech::{Speaker, Speech};

impl World {
    /// Sends an action and lets everything happen that needs no time.
    pub(crate) fn act(&mut self, action: Action) -> RequestId {
        let request = self.ask(action);
        self.settle();
        request
    }

    pub(crate) fn ask_start(&mut self, name: &str) -> RequestId {
        let target = target(name);
        self.ask(Action::Start { target, wait: true })
    }

    pub(crate) fn ask_stop(&mut self, name: &str) -> RequestId {
        let target = target(name);
        self.ask(Action::Stop { target, wait: true })
    }

    pub(crate) fn ask_signal(&mut self, name: &str, signal: &str) -> RequestId {
        let target = target(name);
        let signal = signal.into();
        self.ask(Action::Signal { target, signal })
    }

    /// Sends an action and lets nothing else happen.
    pub(crate) fn ask(&mut self, action: Action) -> RequestId {
        self.last_request += 1;
        let request = RequestId(self.last_request);
        self.feed(Input::Action { request, action });
        request
    }

    pub(crate) fn start(&mut self, name: &str) -> RequestId {
        let target = target(name);
        self.act(Action::Start { target, wait: true })
    }

    pub(crate) fn start_without_waiting(&mut self, name: &str) -> RequestId {
        let target = target(name);
        self.act(Action::Start {
            target,
            wait: false,
        })
    }

    pub(crate) fn stop(&mut self, name: &str) -> RequestId {
        let target = target(name);
        self.act(Action::Stop { target, wait: true })
    }

    pub(crate) fn stop_without_waiting(&mut self, name: &str) -> RequestId {
        let target = target(name);
        self.act(Action::Stop {
            target,
            wait: false,
        })
    }

    pub(crate) fn signal(&mut self, name: &str, signal: &str) -> RequestId {
        let target = target(name);
        let signal = signal.into();
        self.act(Action::Signal { target, signal })
    }

    pub(crate) fn terminate(&mut self) {
        self.daemon_gets(DaemonSignal::Exit(Signal::TERM));
    }

    pub(crate) fn daemon_gets(&mut self, signal: DaemonSignal) {
        self.feed(Input::Signal(signal));
        self.settle();
    }

    pub(crate) fn leaves(&mut self, request: RequestId) {
        self.feed(Input::RequestGone { request });
        self.settle();
    }

    /// The program's child exits by itself, now.
    pub(crate) fn child_exits(&mut self, name: &str, code: i32) {
        let child = self.life(name);
        self.kernel
            .end(child, ExitStatus::Exited(code), self.now.mono);
        self.settle();
    }

    /// The shell has made the automatic log of a program's standard output.
    pub(crate) fn names_auto_log(&mut self, name: &str, path: &str) {
        let process = self.processes[name];
        self.feed(Input::AutoLogNamed {
            process,
            channel: Channel::Stdout,
            path: path.into(),
        });
    }

    /// Returns the last life of a program.
    pub(crate) fn life(&self, name: &str) -> ChildId {
        self.lives[&self.processes[name]]
    }

    pub(crate) fn view(&self, name: &str) -> ProcessView {
        let snapshot = self.core.snapshot();
        let view = snapshot.process(&Namespec::parse(name));
        view.expect("no such process").clone()
    }

    pub(crate) fn state(&self, name: &str) -> ProcessState {
        self.view(name).state
    }

    /// Returns the answer to a request as a client sees it: `ok`, a fault, or `-` for none yet.
    pub(crate) fn answer_to(&self, request: RequestId) -> String {
        match self.replies.get(&request).cloned() {
            None => "-".into(),
            Some(result) => result.map_or_else(|fault| fault.to_string(), reply_text),
        }
    }

    /// Returns the log from DEBG on, as `LEVL text`, and forgets what was said.
    pub(crate) fn lines(&mut self) -> Vec<String> {
        self.lines_from(Level::Debug)
    }

    pub(crate) fn lines_from(&mut self, lowest: Level) -> Vec<String> {
        let lines = self.said.iter().filter_map(|(_, effect)| match effect {
            Effect::Log(record) if record.level >= lowest => {
                Some(format!("{} {}", record.level.tag(), record.text))
            }
            _ => None,
        });
        let lines = lines.collect();
        self.said.clear();
        lines
    }

    /// Returns the events, as `name STATE>STATE data`, without forgetting.
    pub(crate) fn events(&self) -> Vec<String> {
        let events = self.said.iter().filter_map(|(_, effect)| match effect {
            Effect::Event(event) => Some(event_text(event)),
            _ => None,
        });
        events.collect()
    }

    /// A child writes to a channel.
    pub(crate) fn writes(&mut self, name: &str, channel: Channel, text: &[u8]) {
        let child = self.life(name);
        self.feed(Input::Output {
            child,
            channel,
            bytes: Bytes::copy_from_slice(text),
        });
    }

    /// A listener says something.
    pub(crate) fn says(&mut self, name: &str, text: &str) {
        self.writes(name, Channel::Stdout, text.as_bytes());
    }

    /// From now on a listener speaks by itself.
    pub(crate) fn speaks(&mut self, name: &str, speech: Speech) {
        let child = self.life(name);
        self.speakers.insert(child, Speaker::new(speech));
    }

    /// Returns what was sent to the present child of a listener, without forgetting.
    pub(crate) fn sent_to(&self, name: &str) -> Vec<String> {
        let to = self.life(name);
        let sent = self.said.iter().filter_map(|(_, effect)| match effect {
            Effect::SendEvent { child, bytes, .. } if *child == to => {
                Some(String::from_utf8_lossy(bytes).into_owned())
            }
            _ => None,
        });
        sent.collect()
    }

    /// Counts the children that were ordered.
    pub(crate) fn spawns(&self) -> usize {
        let is_spawn = |effect: &Effect| matches!(effect, Effect::Spawn { .. });
        self.said.iter().filter(|(_, e)| is_spawn(e)).count()
    }
}

/// Reads `all`, `group:*` or a process name.
pub(crate) fn target(name: &str) -> Target {
    match name {
        "all" => Target::All,
        name => Target::Named(Namespec::parse(name)),
    }
}

fn outcome(outcome: &Outcome) -> String {
    let result: Result<(), Fault> = outcome.result.clone();
    let text = result.map_or_else(|fault| fault.to_string(), |()| "ok".into());
    format!("{}:{} {text}", outcome.group, outcome.process)
}

/// The action that removes a group.
pub(crate) fn remove(group: &str) -> Action {
    Action::RemoveGroup(group.into())
}

/// Writes an effect in short.
pub(crate) fn effect_text(effect: &Effect) -> String {
    match effect {
        Effect::ProcessAdded { config, .. } => format!("process added {}", config.name),
        Effect::ProcessRemoved { .. } => "process removed".into(),
        Effect::Preflight { .. } => "preflight".into(),
        Effect::OpenSocket { socket, .. } => format!("open {}", socket.0),
        Effect::CloseSocket { socket } => format!("close {}", socket.0),
        Effect::Spawn { child, socket, .. } => match socket {
            None => format!("spawn {}", child.0),
            Some(socket) => format!("spawn {} with socket {}", child.0, socket.0),
        },
        Effect::Kill { signal, scope, .. } => format!("kill {scope:?} {signal}").to_lowercase(),
        Effect::WriteStdin { .. } => "write".into(),
        Effect::SendEvent { serial, .. } => format!("send {serial}"),
        Effect::ClearLog { .. } => "clear".into(),
        Effect::ReopenLogs => "reopen".into(),
        Effect::LoadConfig { .. } => "load".into(),
        Effect::Log(record) => format!("{} {}", record.level.tag(), record.text),
        Effect::Event(event) => event_text(event),
        Effect::Reply { request, result } => {
            let result = result
                .clone()
                .map_or_else(|fault| fault.to_string(), reply_text);
            format!("reply {} {result}", request.0)
        }
        Effect::Exit(exit) => format!("exit {exit:?}"),
    }
}

fn reply_text(reply: Reply) -> String {
    match reply {
        Reply::Done => "ok".into(),
        Reply::Outcomes(outcomes) => {
            let outcomes: Vec<String> = outcomes.iter().map(outcome).collect();
            outcomes.join(", ")
        }
        Reply::Diff(diff) => {
            let names = |names: &[supervisor_api::GroupName]| {
                let names: Vec<&str> = names.iter().map(|name| name.as_str()).collect();
                names.join(",")
            };
            format!(
                "added[{}] changed[{}] removed[{}]",
                names(&diff.added),
                names(&diff.changed),
                names(&diff.removed)
            )
        }
    }
}

/// Writes an event in short.
pub(crate) fn event_text(event: &Event) -> String {
    use supervisor_api::event::StateChange as To;
    match event {
        Event::ProcessState {
            process, from, to, ..
        } => {
            let data = match to {
                To::Starting { tries } | To::Backoff { tries } => format!(" tries:{tries}"),
                To::Running { pid } | To::Stopping { pid } | To::Stopped { pid } => {
                    format!(" pid:{pid}")
                }
                To::Exited { expected, pid } => {
                    format!(" expected:{} pid:{pid}", u8::from(*expected))
                }
                To::Fatal | To::Unknown => String::new(),
            };
            format!("{process} {from}>{}{data}", to.state())
        }
        Event::GroupAdded(name) => format!("added {name}"),
        Event::GroupRemoved(name) => format!("removed {name}"),
        Event::SupervisorRunning => "running".into(),
        Event::SupervisorStopping => "stopping".into(),
        Event::RemoteCommunication { kind, data } => format!("remote {kind} {data}"),
        Event::ProcessCommunication(written) | Event::ProcessLog(written) => {
            format!("{} {:?}", event.event_type(), written.bytes)
        }
        Event::Tick { when, .. } => format!("{} {when}", event.event_type()),
    }
}
