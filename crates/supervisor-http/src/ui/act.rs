//! What a form of the page asks for, and doing it.

use std::time::Duration;

use supervisor_api::name::display_name;
use supervisor_api::{
    Action, Backend, Fault, FaultCode, Namespec, ProcessView, Reply, Snapshot, Target, Wish,
};
use tokio::task::JoinSet;
use tokio::time::{Instant, timeout_at};

use super::confirm::Failure;
use super::refusals::reason;
use super::rights::Rights;
use crate::access::Access;
use crate::api::update::{Told, update_all};
use crate::app::App;
use crate::classic::Form;

/// How long a browser waits for its answer.
const PATIENCE: Duration = Duration::from_secs(20);

/// What can be asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Wanted {
    Processes { verb: Verb, names: Vec<Namespec> },
    Daemon(DaemonVerb),
}

/// What can be done with processes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Verb {
    Start,
    Stop,
    Restart,
    Signal(String),
    ClearLogs,
}

/// What can be done with the daemon.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum DaemonVerb {
    Update,
    Restart,
    Shutdown,
}

/// What has to be typed before something grave is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Gravity {
    pub(super) words: &'static str,
    pub(super) effect: &'static str,
}

impl Wanted {
    /// Reads a form; `None` if it makes no sense.
    pub(super) fn of(form: &Form, snapshot: &Snapshot) -> Option<Self> {
        let (verb, target) = form.field("do")?.split_once(' ')?;
        if target == "daemon" {
            return DaemonVerb::parse(verb).map(Self::Daemon);
        }
        let verb = match verb {
            "start" => Verb::Start,
            "stop" => Verb::Stop,
            "restart" => Verb::Restart,
            "signal" => Verb::Signal(form.field("signal")?.to_owned()),
            "clear-logs" => Verb::ClearLogs,
            _ => return None,
        };
        let names = match target {
            "chosen" => form.fields("id").map(Namespec::parse).collect(),
            "all" => several(snapshot.processes(), &verb),
            one => named(&Namespec::parse(one), snapshot, &verb),
        };
        Some(Self::Processes { verb, names })
    }

    pub(super) const fn is_allowed(&self, rights: Rights) -> bool {
        match self {
            Self::Processes { .. } => rights.operate,
            Self::Daemon(_) => rights.admin,
        }
    }

    /// Tells what has to be typed first; `asked` is what the form said.
    pub(super) fn gravity(asked: &str) -> Option<Gravity> {
        let (words, effect) = match asked {
            "stop all" => ("stop all", "Every program will be stopped."),
            "restart all" => (
                "restart all",
                "Every program will be stopped and started again.",
            ),
            "restart daemon" => (
                "restart",
                "The daemon will stop every program, read its configuration and begin anew.",
            ),
            "shutdown daemon" => (
                "shutdown",
                "The daemon will stop every program and end. This page will not come back by itself.",
            ),
            _ => return None,
        };
        Some(Gravity { words, effect })
    }
}

impl DaemonVerb {
    fn parse(word: &str) -> Option<Self> {
        match word {
            "update" => Some(Self::Update),
            "restart" => Some(Self::Restart),
            "shutdown" => Some(Self::Shutdown),
            _ => None,
        }
    }
}

fn name_of(process: &ProcessView) -> Namespec {
    let id = display_name(process.group.as_str(), process.config.name.as_str());
    Namespec::parse(&id)
}

fn named(name: &Namespec, snapshot: &Snapshot, verb: &Verb) -> Vec<Namespec> {
    match (name.process(), snapshot.group(name.group())) {
        (None, Some(group)) => several(&group.processes, verb),
        _ => vec![name.clone()],
    }
}

/// A restart of several starts nothing that was stopped on purpose.
fn several<'a>(processes: impl IntoIterator<Item = &'a ProcessView>, verb: &Verb) -> Vec<Namespec> {
    let is_up = |it: &&ProcessView| it.state.is_running() || it.course.wish == Wish::Up;
    let processes = processes.into_iter();
    let meant = processes.filter(|process| *verb != Verb::Restart || is_up(process));
    meant.map(name_of).collect()
}

impl<B: Backend> App<B> {
    /// Does what a form asks for, and tells what could not be done.
    pub(super) async fn perform_form(&self, by: &Access, wanted: Wanted) -> Vec<Failure> {
        match wanted {
            Wanted::Daemon(DaemonVerb::Shutdown) => self.tell_daemon(by, Action::Shutdown).await,
            Wanted::Daemon(DaemonVerb::Restart) => self.tell_daemon(by, Action::Restart).await,
            Wanted::Daemon(DaemonVerb::Update) => self.update(by).await,
            Wanted::Processes { verb, names } => self.all_at_once(by, &verb, names).await,
        }
    }

    /// Does the same with several processes. What takes longer than a browser should wait goes on
    /// by itself; the tasks end when the actions do, at the latest with the run.
    async fn all_at_once(&self, by: &Access, verb: &Verb, names: Vec<Namespec>) -> Vec<Failure> {
        let mut tasks = JoinSet::new();
        for name in names {
            let (app, by, verb) = (self.clone(), by.clone(), verb.clone());
            tasks.spawn(async move {
                let result = app.perform_verb(&by, &verb, &name).await;
                failure(name.as_given(), result)
            });
        }
        let end = Instant::now() + PATIENCE;
        let mut failures = Vec::new();
        while let Ok(Some(done)) = timeout_at(end, tasks.join_next()).await {
            failures.extend(done.ok().flatten());
        }
        tasks.detach_all();
        failures.sort_by(|a, b| a.id.cmp(&b.id));
        failures
    }

    /// Reads the configuration and puts what has changed to work.
    async fn update(&self, by: &Access) -> Vec<Failure> {
        let work = |findings| update_all(self.clone(), by.clone(), findings);
        let (told, _) = self.sequences.watch(PATIENCE, work).await;
        told.into_iter().filter_map(failed_update).collect()
    }

    async fn tell_daemon(&self, by: &Access, action: Action) -> Vec<Failure> {
        let result = self.act(by, action).await.map_err(Fault::from);
        failure("daemon", result).into_iter().collect()
    }

    async fn perform_verb(
        &self,
        by: &Access,
        verb: &Verb,
        name: &Namespec,
    ) -> Result<Reply, Fault> {
        let target = Target::Named(name.clone());
        let wait = true;
        let action = match verb {
            Verb::Start => Action::Start { target, wait },
            Verb::Stop => Action::Stop { target, wait },
            Verb::Signal(signal) => Action::Signal {
                target,
                signal: signal.clone(),
            },
            Verb::ClearLogs => Action::ClearProcessLogs(target),
            Verb::Restart => {
                let stop = Action::Stop {
                    target: target.clone(),
                    wait,
                };
                let _ = self.act(by, stop).await;
                Action::Start { target, wait }
            }
        };
        self.act(by, action).await.map_err(Fault::from)
    }
}

fn failed_update(told: Told) -> Option<Failure> {
    match told {
        Told::Added(_) | Told::Changed(_) | Told::Removed(_) => None,
        Told::Refused(error) => failure("configuration", Err(error.into())),
        Told::Failed(failed) => Some(Failure {
            id: failed.group,
            reason: failed.problem.detail.unwrap_or(failed.problem.title),
        }),
    }
}

/// What is so already is no failure.
fn failure(id: &str, result: Result<Reply, Fault>) -> Option<Failure> {
    let fault = result.err()?;
    match fault.code {
        FaultCode::AlreadyStarted | FaultCode::NotRunning => None,
        _ => Some(Failure {
            id: id.to_owned(),
            reason: reason(&fault),
        }),
    }
}
