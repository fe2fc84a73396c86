//! Starting, stopping and restarting what a selector means.

use std::time::Duration;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use supervisor_api::resource::{ActionResult, ChangeResult, Outcome};
use supervisor_api::{Backend, Snapshot};

use super::answer::json;
use super::permit::Operator;
use super::problem::{Refusal, problem_of};
use super::query::{Query, Waiting};
use crate::access::Access;
use crate::app::App;
use crate::operations::{Chosen, Picked, Selector, Told, Unknown, Verb};

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
    on_each(&app, by, &selector, Verb::Start, wait.0).await
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
    on_each(&app, by, &selector, Verb::Stop, wait.0).await
}

/// Stops what runs and starts it again, together with what should run and does not. What was stopped
/// on purpose, or has ended as it should, starts if it is called by its own name, and is left alone
/// where only a group, a pattern or a filter means it.
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
    on_each(&app, by, &selector, Verb::Restart, wait.0).await
}

/// Does something with the processes that a selector means, and tells what became of each.
pub(super) async fn on_each<B: Backend>(
    app: &App<B>,
    by: Access,
    selector: &str,
    verb: Verb,
    wait: Duration,
) -> Result<Response, Refusal> {
    let chosen = choose(app, selector).await?;
    let told = app.operate(by, verb, &chosen, wait).await;
    let snapshot = app.backend.snapshot().await;
    answer(&chosen, told, &snapshot)
}

async fn choose<B: Backend>(app: &App<B>, selector: &str) -> Result<Chosen, Refusal> {
    let selector = Selector::parse(selector)?;
    if selector.is_empty() {
        let detail = "the selector is empty";
        return Err(Refusal::new(StatusCode::BAD_REQUEST, detail));
    }
    let snapshot = app.backend.snapshot().await;
    Chosen::by(&selector, &snapshot).map_err(|Unknown(name)| Refusal::unknown(&name))
}

fn answer(chosen: &Chosen, told: Vec<Told>, now: &Snapshot) -> Result<Response, Refusal> {
    let processes = chosen.processes.iter();
    let mut results: Vec<_> = processes.map(|it| pending(it, now)).collect();
    for (place, finding) in told {
        match (results.get_mut(place), finding) {
            (Some(result), Ok(outcome)) => result.outcome = outcome,
            (Some(_), Err(error)) if chosen.is_single => return Err(error.into()),
            (Some(result), Err(error)) => {
                result.outcome = Outcome::Failed;
                result.problem = Some(problem_of(&error));
            }
            (None, _) => {}
        }
    }
    let is_over = results.iter().all(|it| it.outcome != Outcome::Pending);
    let status = match is_over {
        true => StatusCode::OK,
        false => StatusCode::ACCEPTED,
    };
    Ok(json(status, &ActionResult { results }))
}

fn pending(process: &Picked, now: &Snapshot) -> ChangeResult {
    let now = now.process(&process.name);
    ChangeResult {
        id: process.id.clone(),
        outcome: Outcome::Pending,
        state: Some(now.map_or(process.state, |now| now.state)),
        problem: None,
    }
}
