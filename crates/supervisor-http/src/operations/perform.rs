//! Doing something with some processes, each with an outcome of its own.

use std::sync::Arc;
use std::time::Duration;

use supervisor_api::resource::Outcome;
use supervisor_api::{Action, Backend, FaultCode, Namespec, Target};
use tokio::task::JoinSet;

use super::chosen::{Chosen, Picked};
use super::sequences::Findings;
use super::settling::until_settled;
use super::verb::{Verb, is_so_already, start, stop};
use crate::access::{Access, ActError};
use crate::app::App;

/// What became of one process, by its place among those that were chosen.
pub(crate) type Told = (usize, Result<Outcome, ActError>);

/// An action on the process with this place.
type Step = (usize, Action);

impl<B: Backend> App<B> {
    /// Does something with processes, and returns what has become of each within the given time. It
    /// goes on after that, also if the client leaves.
    pub(crate) async fn operate(
        &self,
        by: Access,
        verb: Verb,
        chosen: &Chosen,
        wait: Duration,
    ) -> Vec<Told> {
        let (app, processes) = (self.clone(), chosen.processes.clone());
        let work = |findings| Doing { app, by, findings }.perform(verb, processes);
        self.sequences.watch(wait, work).await.0
    }
}

struct Doing<B> {
    app: App<B>,
    by: Access,
    findings: Findings<Told>,
}

impl<B: Backend> Doing<B> {
    async fn perform(self, verb: Verb, processes: Vec<Picked>) {
        match verb {
            Verb::Start => self.take(steps(&processes, everyone, start)).await,
            Verb::Stop => self.take(reversed(steps(&processes, everyone, stop))).await,
            Verb::Restart => self.stop_then_start(processes).await,
            Verb::ClearLogs => self.clear_logs(&processes).await,
            Verb::Signal(signal) => {
                let signal_to = |name| Action::Signal {
                    target: Target::Named(name),
                    signal: signal.clone(),
                };
                self.take(steps(&processes, everyone, signal_to)).await;
            }
            Verb::Write(bytes) => {
                let write_to = |name| Action::SendStdin {
                    name,
                    bytes: bytes.clone(),
                };
                self.take(steps(&processes, everyone, write_to)).await;
            }
        }
    }

    /// Begins every step in this order, without waiting for the one before.
    async fn take(&self, steps: Vec<Step>) {
        let mut running = self.begin(steps).await;
        while let Some(ended) = running.join_next().await {
            if let Ok(told) = ended {
                self.findings.tell(told).await;
            }
        }
    }

    async fn begin(&self, steps: Vec<Step>) -> JoinSet<Told> {
        let mut running = JoinSet::new();
        let before = self.app.backend.snapshot().await;
        for (place, action) in steps {
            let (app, by, before) = (self.app.clone(), self.by.clone(), Arc::clone(&before));
            running.spawn(async move {
                until_settled(&app.backend, &action, &before).await;
                (place, app.act_on_one(&by, action).await)
            });
        }
        running
    }

    /// As `supervisorctl restart` does: all of them stop, and then all of them start.
    async fn stop_then_start(&self, processes: Vec<Picked>) {
        self.leave(&processes, |it| !it.restarts).await;
        let mut starts = steps(&processes, |it| it.restarts, start);
        let runs = |it: &Picked| it.restarts && !it.state.is_stopped();
        let stops = reversed(steps(&processes, runs, stop));
        let mut stopping = self.begin(stops).await;
        while let Some(ended) = stopping.join_next().await {
            if let Ok((place, Err(error))) = ended {
                starts.retain(|(other, _)| *other != place);
                self.findings.tell((place, Err(error))).await;
            }
        }
        self.take(starts).await;
    }

    /// Without a child the action means nothing.
    async fn clear_logs(&self, processes: &[Picked]) {
        let clear = |name| Action::ClearProcessLogs(Target::Named(name));
        self.leave(processes, |it| !it.has_child).await;
        self.take(steps(processes, |it| it.has_child, clear)).await;
    }

    /// Tells of these that nothing has changed.
    async fn leave(&self, processes: &[Picked], is_left: impl Fn(&Picked) -> bool) {
        let places = processes.iter().enumerate();
        for (place, _) in places.filter(|(_, process)| is_left(process)) {
            self.findings.tell((place, Ok(Outcome::Unchanged))).await;
        }
    }
}

impl<B: Backend> App<B> {
    async fn act_on_one(&self, by: &Access, action: Action) -> Result<Outcome, ActError> {
        let so_already = |code: FaultCode| is_so_already(&action, code);
        match self.act(by, action.clone()).await {
            Ok(_) => Ok(Outcome::Changed),
            Err(ActError::Fault(fault)) if so_already(fault.code) => Ok(Outcome::Unchanged),
            Err(error) => Err(error),
        }
    }
}

const fn everyone(_: &Picked) -> bool {
    true
}

/// Makes an action for each of those that are meant, in the order in which they start.
fn steps(
    processes: &[Picked],
    is_meant: impl Fn(&Picked) -> bool,
    action: impl Fn(Namespec) -> Action,
) -> Vec<Step> {
    let processes = processes.iter().enumerate();
    let meant = processes.filter(|(_, process)| is_meant(process));
    meant
        .map(|(place, process)| (place, action(process.name.clone())))
        .collect()
}

/// What starts first stops last.
fn reversed(mut steps: Vec<Step>) -> Vec<Step> {
    steps.reverse();
    steps
}
