//! What a form of the page asks for, and doing it.

use std::time::Duration;

use supervisor_api::{Action, Backend, Fault, FaultCode, Namespec};

use super::confirm::Failure;
use super::refusals::reason;
use super::rights::Rights;
use crate::access::{Access, ActError};
use crate::app::App;
use crate::classic::Form;
use crate::operations::{Chosen, Selector, Unknown, Updated, Verb, update_all};

/// How long a browser waits for its answer.
const PATIENCE: Duration = Duration::from_secs(20);

/// What can be asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Wanted {
    Processes { verb: Verb, selector: Selector },
    Daemon(DaemonVerb),
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
    pub(super) fn of(form: &Form) -> Option<Self> {
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
        let selector = match target {
            "chosen" => Selector::exactly(form.fields("id").map(Namespec::parse)),
            "all" => Selector::everything(),
            one => Selector::exactly([Namespec::parse(one)]),
        };
        Some(Self::Processes { verb, selector })
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

impl<B: Backend> App<B> {
    /// Does what a form asks for, and tells what could not be done.
    pub(super) async fn perform_form(&self, by: &Access, wanted: Wanted) -> Vec<Failure> {
        match wanted {
            Wanted::Daemon(DaemonVerb::Shutdown) => self.tell_daemon(by, Action::Shutdown).await,
            Wanted::Daemon(DaemonVerb::Restart) => self.tell_daemon(by, Action::Restart).await,
            Wanted::Daemon(DaemonVerb::Update) => self.update(by).await,
            Wanted::Processes { verb, selector } => self.on_each(by, verb, &selector).await,
        }
    }

    /// What takes longer than a browser should wait goes on by itself.
    async fn on_each(&self, by: &Access, verb: Verb, selector: &Selector) -> Vec<Failure> {
        if selector.is_empty() {
            return vec![Failure::new("selection", "Nothing is selected.")];
        }
        let snapshot = self.backend.snapshot().await;
        let chosen = match Chosen::by(selector, &snapshot) {
            Ok(chosen) => chosen,
            Err(Unknown(name)) => {
                let fault = Fault::with(FaultCode::BadName, &name);
                return vec![Failure::new(&name, reason(&fault))];
            }
        };
        let told = self.operate(by.clone(), verb, &chosen, PATIENCE).await;
        let failures = told.into_iter().filter_map(|(place, finding)| {
            let process = chosen.processes.get(place)?;
            Some(failed(&process.id, finding.err()?))
        });
        failures.collect()
    }

    /// Reads the configuration and puts what has changed to work.
    async fn update(&self, by: &Access) -> Vec<Failure> {
        let work = |findings| update_all(self.clone(), by.clone(), findings);
        let (told, _) = self.sequences.watch(PATIENCE, work).await;
        told.into_iter().filter_map(failed_update).collect()
    }

    async fn tell_daemon(&self, by: &Access, action: Action) -> Vec<Failure> {
        let error = self.act(by, action).await.err();
        let failure = error.map(|error| failed("daemon", error));
        failure.into_iter().collect()
    }
}

fn failed_update(updated: Updated) -> Option<Failure> {
    match updated {
        Updated::Added(_) | Updated::Changed(_) | Updated::Removed(_) => None,
        Updated::Refused(error) => Some(failed("configuration", error)),
        Updated::Failed(group, error) => Some(failed(group.as_str(), error)),
    }
}

fn failed(id: &str, error: ActError) -> Failure {
    Failure::new(id, reason(&error.into()))
}
