//! Starting, stopping and restarting what a selector means.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use supervisor_api::name::display_name;
use supervisor_api::resource::{ActionResult, ChangeResult, Outcome, Problem};
use supervisor_api::{
    Action, Backend, FaultCode, Namespec, ProcessState, ProcessView, Snapshot, Target, Wish,
};
use tokio::task::JoinSet;

use super::answer::json;
use super::permit::Operator;
use super::problem::{Refusal, problem_of};
use super::query::{Query, Waiting};
use super::select::{Selector, Unknown};
use super::sequences::Findings;
use super::settling::until_settled;
use crate::access::{Access, ActError};
use crate::app::App;

/// Starts processes.
#[utoipa::path(
    post, path = "/processes/{selector}/start", operation_id = "startProcesses",
    tag = "processes",
    params(super::openapi::Selected, Waiting),
    responses(
        (status = 200, description = "What became of each", body = ActionResult),
        (status = 202, description = "Some are not there yet", body = ActionResult),
        super::openapi::Refused,
    )
)]
pub(super) async fn start<B: Backend>(
    State(app): State<App<B>>,
    Operator(by): Operator,
    Path(selector): Path<String>,
    Query(Waiting { wait }): Query<Waiting>,
) -> Result<Response, Refusal> {
    let chosen = Chosen::find(&app, &selector).await?;
    let steps = chosen.steps(start_of);
    let already = FaultCode::AlreadyStarted;
    let work = |findings| all_at_once(app.clone(), by, steps, findings, already);
    let told = app.sequences.watch(wait.0, work).await.0;
    chosen.answer(&app, told).await
}

/// Stops processes.
#[utoipa::path(
    post, path = "/processes/{selector}/stop", operation_id = "stopProcesses",
    tag = "processes",
    params(super::openapi::Selected, Waiting),
    responses(
        (status = 200, description = "What became of each", body = ActionResult),
        (status = 202, description = "Some have not ended yet", body = ActionResult),
        super::openapi::Refused,
    )
)]
pub(super) async fn stop<B: Backend>(
    State(app): State<App<B>>,
    Operator(by): Operator,
    Path(selector): Path<String>,
    Query(Waiting { wait }): Query<Waiting>,
) -> Result<Response, Refusal> {
    let chosen = Chosen::find(&app, &selector).await?;
    let steps = reversed(chosen.steps(stop_of));
    let already = FaultCode::NotRunning;
    let work = |findings| all_at_once(app.clone(), by, steps, findings, already);
    let told = app.sequences.watch(wait.0, work).await.0;
    chosen.answer(&app, told).await
}

/// Stops what runs and starts it again, together with what should run and does not; what was
/// stopped on purpose, or has ended as it should, is left alone.
#[utoipa::path(
    post, path = "/processes/{selector}/restart", operation_id = "restartProcesses",
    tag = "processes",
    params(super::openapi::Selected, Waiting),
    responses(
        (status = 200, description = "What became of each", body = ActionResult),
        (status = 202, description = "Some are not there yet", body = ActionResult),
        super::openapi::Refused,
    )
)]
pub(super) async fn restart<B: Backend>(
    State(app): State<App<B>>,
    Operator(by): Operator,
    Path(selector): Path<String>,
    Query(Waiting { wait }): Query<Waiting>,
) -> Result<Response, Refusal> {
    let chosen = Chosen::find(&app, &selector).await?;
    let processes = chosen.processes.clone();
    let work = |findings| stop_then_start(app.clone(), by, processes, findings);
    let told = app.sequences.watch(wait.0, work).await.0;
    chosen.answer(&app, told).await
}

/// The processes that a request is about, as they were when it came.
pub(super) struct Chosen {
    processes: Vec<Before>,
    /// Whether the client named just this one, and wants to know of its failure as such.
    is_single: bool,
}

/// A process before an action.
#[derive(Clone)]
struct Before {
    name: Namespec,
    id: String,
    state: ProcessState,
    has_child: bool,
    /// Whether a restart is about it.
    is_up: bool,
}

/// What became of one process, by its place among those that were chosen.
pub(super) type Told = (usize, Result<Outcome, ActError>);

/// An action on the process with this place.
pub(super) type Step = (usize, Action);

impl Chosen {
    pub(super) async fn find<B: Backend>(app: &App<B>, selector: &str) -> Result<Self, Refusal> {
        let selector = Selector::parse(selector)?;
        if selector.is_empty() {
            return Err(Refusal::new(
                StatusCode::BAD_REQUEST,
                "the selector is empty",
            ));
        }
        let snapshot = app.backend.snapshot().await;
        let found = selector.insist(&snapshot);
        let found = found.map_err(|Unknown(name)| Refusal::unknown(&name))?;
        Ok(Self {
            processes: found.into_iter().map(Before::of).collect(),
            is_single: selector.only_name().is_some(),
        })
    }

    /// Makes an action for each, in the order in which they start.
    pub(super) fn steps(&self, action: impl Fn(Namespec) -> Action) -> Vec<Step> {
        let names = self.processes.iter().map(|process| process.name.clone());
        names.map(action).enumerate().collect()
    }

    /// Tells whether a process had a child.
    pub(super) fn has_child(&self, place: usize) -> bool {
        let process = self.processes.get(place);
        process.is_some_and(|process| process.has_child)
    }

    /// Tells what became of each.
    pub(super) async fn answer<B: Backend>(
        self,
        app: &App<B>,
        told: Vec<Told>,
    ) -> Result<Response, Refusal> {
        let snapshot = app.backend.snapshot().await;
        let mut results: Vec<ChangeResult> = (self.processes.iter())
            .map(|it| it.pending(&snapshot))
            .collect();
        for (place, finding) in told {
            if let Some(result) = results.get_mut(place) {
                (result.outcome, result.problem) = judged(finding);
            }
        }
        if self.is_single
            && let [
                ChangeResult {
                    problem: Some(problem),
                    ..
                },
            ] = results.as_slice()
        {
            return Err(problem.clone().into());
        }
        let is_over = results.iter().all(|it| it.outcome != Outcome::Pending);
        let status = if is_over {
            StatusCode::OK
        } else {
            StatusCode::ACCEPTED
        };
        Ok(json(status, &ActionResult { results }))
    }
}

impl Before {
    fn of(process: &ProcessView) -> Self {
        let (group, name) = (process.group.as_str(), process.config.name.as_str());
        let is_on = process.state.is_running() || process.state == ProcessState::Stopping;
        Self {
            name: Namespec::parse(&format!("{group}:{name}")),
            id: display_name(group, name),
            state: process.state,
            has_child: process.pid.is_some(),
            is_up: is_on || process.course.wish == Wish::Up,
        }
    }

    fn pending(&self, snapshot: &Snapshot) -> ChangeResult {
        let now = snapshot.process(&self.name);
        ChangeResult {
            id: self.id.clone(),
            outcome: Outcome::Pending,
            state: Some(now.map_or(self.state, |process| process.state)),
            problem: None,
        }
    }
}

fn judged(finding: Result<Outcome, ActError>) -> (Outcome, Option<Problem>) {
    match finding {
        Ok(outcome) => (outcome, None),
        Err(error) => (Outcome::Failed, Some(problem_of(&error))),
    }
}

fn stop_of(name: Namespec) -> Action {
    Action::Stop {
        target: Target::Named(name),
        wait: true,
    }
}

fn start_of(name: Namespec) -> Action {
    Action::Start {
        target: Target::Named(name),
        wait: true,
    }
}

/// What starts first stops last.
fn reversed(mut steps: Vec<Step>) -> Vec<Step> {
    steps.reverse();
    steps
}

/// Begins every step in this order without waiting for the one before; `so_already` is the fault
/// that means that there was nothing to do.
pub(super) async fn all_at_once<B: Backend>(
    app: App<B>,
    by: Access,
    steps: Vec<Step>,
    findings: Findings<Told>,
    so_already: FaultCode,
) {
    let mut running = begin_all(&app, &by, steps).await;
    while let Some(ended) = running.join_next().await {
        let Ok((place, result)) = ended else {
            continue;
        };
        let finding = match result {
            Ok(()) => Ok(Outcome::Changed),
            Err(error) if error.is(so_already) => Ok(Outcome::Unchanged),
            Err(error) => Err(error),
        };
        findings.tell((place, finding)).await;
    }
}

async fn begin_all<B: Backend>(
    app: &App<B>,
    by: &Access,
    steps: Vec<Step>,
) -> JoinSet<(usize, Result<(), ActError>)> {
    let mut running = JoinSet::new();
    let before = app.backend.snapshot().await;
    for (place, action) in steps {
        let (app, by, before) = (app.clone(), by.clone(), Arc::clone(&before));
        running.spawn(async move {
            until_settled(&app.backend, &action, &before).await;
            (place, app.act(&by, action).await.map(drop))
        });
    }
    running
}

/// As `supervisorctl restart` does: all of them stop, and then all of them start.
async fn stop_then_start<B: Backend>(
    app: App<B>,
    by: Access,
    processes: Vec<Before>,
    findings: Findings<Told>,
) {
    let mut stops = Vec::new();
    let mut starts: Vec<Option<Step>> = Vec::new();
    for (place, process) in processes.into_iter().enumerate() {
        if !process.is_up {
            findings.tell((place, Ok(Outcome::Unchanged))).await;
            starts.push(None);
            continue;
        }
        if !process.state.is_stopped() {
            stops.push((place, stop_of(process.name.clone())));
        }
        starts.push(Some((place, start_of(process.name))));
    }
    let mut stopping = begin_all(&app, &by, reversed(stops)).await;
    while let Some(ended) = stopping.join_next().await {
        let Ok((place, Err(error))) = ended else {
            continue;
        };
        // One that was on its way down is down by now, and can be started.
        if !error.is(FaultCode::NotRunning) {
            starts.get_mut(place).map(Option::take);
            findings.tell((place, Err(error))).await;
        }
    }
    let starts = starts.into_iter().flatten().collect();
    all_at_once(app, by, starts, findings, FaultCode::AlreadyStarted).await;
}
