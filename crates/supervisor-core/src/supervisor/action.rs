//! Admission: whether what is asked for may happen now, and whom it is about.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use supervisor_api::name::display_name;
use supervisor_api::{Action, Event, Fault, FaultCode, GroupName, Level, Mood, Namespec};
use supervisor_api::{Reply, Target};

use super::Supervisor;
use crate::effect::Effect;
use crate::group::Group;
use crate::id::{ProcessId, RequestId};
use crate::input::Input;
use crate::process::Process;
use crate::request::{Awaits, Request};
use crate::turn::Turn;

/// What an admitted action answers: now, or later.
pub(super) type Admitted = Result<Option<Reply>, Fault>;

/// Whom an action is about.
pub(super) enum Aim {
    /// One process, with its name as the client gave it.
    One(ProcessId, String),
    /// Several, in the order of their turn (P-62).
    Many(Vec<ProcessId>),
}

impl Supervisor {
    pub(super) fn act(&mut self, request: RequestId, action: Action, turn: &mut Turn<'_>) {
        match self.admit(request, action, turn) {
            Ok(None) => {}
            Ok(Some(reply)) => turn.reply(request, Ok(reply)),
            Err(fault) => turn.reply(request, Err(fault)),
        }
    }

    fn admit(&mut self, request: RequestId, action: Action, turn: &mut Turn<'_>) -> Admitted {
        // It alone works while the daemon stops (X-12, X-49b).
        if let Action::SendRemoteEvent { kind, data } = action {
            turn.event(Event::RemoteCommunication { kind, data });
            return Ok(Some(Reply::Done));
        }
        if self.mood != Mood::Running {
            return Err(Fault::new(FaultCode::ShutdownState));
        }
        match action {
            Action::Start { target, wait } => self.start(request, &target, wait, turn),
            Action::Stop { target, wait } => self.stop(request, &target, wait, turn),
            Action::Signal { target, signal } => self.signal(request, &target, &signal, turn),
            Action::AddGroup(name) => self.add_group(&name, turn),
            Action::RemoveGroup(name) => self.remove_group(&name, turn),
            Action::ReloadConfig => self.reload_config(request, turn),
            Action::Shutdown => self.shut_down(request, turn),
            Action::Restart => self.restart(request, turn),
            Action::ClearMainLog => self.clear_main_log(request, turn),
            Action::ClearProcessLogs(target) => self.clear_process_logs(request, &target, turn),
            Action::SendStdin { name, bytes } => self.send_stdin(request, &name, bytes, turn),
            Action::SendRemoteEvent { .. } => Ok(None),
        }
    }

    /// Answers what comes after the end of the run.
    pub(super) fn refuse_late(input: &Input, turn: &mut Turn<'_>) {
        if let Input::Action { request, .. } = input {
            turn.reply(*request, Err(Fault::new(FaultCode::ShutdownState)));
        }
    }

    /// Finds whom a target means.
    pub(super) fn aim(&self, target: &Target) -> Result<Aim, Fault> {
        match target {
            Target::Named(name) if name.process().is_some() => self
                .named(name)
                .map(|id| Aim::One(id, name.as_given().into())),
            Target::Named(name) => self
                .group(name.group(), name.as_given())
                .map(|group| Aim::Many(self.registry.by_priority(group))),
            Target::Group(name) => self
                .group(name, name.as_str())
                .map(|group| Aim::Many(self.registry.by_priority(group))),
            Target::All => Ok(Aim::Many(self.everybody())),
        }
    }

    /// Finds the process that a name means; a whole group is none.
    pub(super) fn named(&self, name: &Namespec) -> Result<ProcessId, Fault> {
        let group = self.group(name.group(), name.as_given())?;
        name.process()
            .and_then(|process| group.find(process))
            .ok_or_else(|| Fault::with(FaultCode::BadName, name.as_given()))
    }

    fn group(&self, name: &GroupName, given: &str) -> Result<&Group, Fault> {
        self.registry
            .group(name)
            .ok_or_else(|| Fault::with(FaultCode::BadName, given))
    }

    fn everybody(&self) -> Vec<ProcessId> {
        let groups = self.registry.groups_by_priority();
        groups
            .into_iter()
            .flat_map(|group| self.registry.by_priority(group))
            .collect()
    }

    /// Adds a task on a process to a request.
    pub(super) fn add_task(
        &self,
        request: &mut Request,
        id: ProcessId,
        label: Option<String>,
        awaits: Awaits,
    ) {
        let Some(process) = self.registry.process(id) else {
            return;
        };
        let label = label.unwrap_or_else(|| display_label(process));
        let names = (process.group().clone(), process.config().name.clone());
        request.add(id, names, label, awaits);
    }

    pub(super) fn note_child_quit(turn: &mut Turn<'_>) {
        turn.log(
            Level::Debug,
            "received SIGCHLD indicating a child quit".into(),
        );
    }

    pub(super) fn reopen_logs(turn: &mut Turn<'_>) {
        let text = "received SIGUSR2 indicating log reopen request";
        turn.log(Level::Info, text.into());
        turn.log(Level::Info, "supervisord logreopen".into());
        turn.effect(Effect::ReopenLogs);
    }
}

fn display_label(process: &Process) -> String {
    display_name(process.group().as_str(), process.name())
}

/// Makes the text for a start that was asked for in the state UNKNOWN (P-36).
pub(super) fn unknown_state(label: &str) -> String {
    format!("{label} is in an unknown process state")
}
