//! What else can be done to the processes that a selector means.

use axum::extract::{Path, Request, State};
use axum::response::Response;
use bytes::Bytes;
use serde::Deserialize;
use supervisor_api::resource::{ActionResult, Outcome};
use supervisor_api::{Action, Backend, Fault, FaultCode, Namespec, Signal, Target};

use super::act::{Chosen, Step, all_at_once};
use super::body;
use super::permit::Operator;
use super::problem::Refusal;
use super::query::{Nothing, Query, Wait};
use crate::access::Access;
use crate::app::App;

/// A signal to be sent.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct SignalRequest {
    /// A name, with or without `SIG`, or a number.
    #[schema(example = "HUP")]
    signal: String,
}

/// Sends a signal to processes that run.
#[utoipa::path(
    post, path = "/processes/{selector}/signal", operation_id = "signalProcesses",
    tag = "processes",
    params(super::openapi::Selected),
    request_body = SignalRequest,
    responses(
        (status = 200, description = "What became of each", body = ActionResult),
        (status = 202, description = "Some have not answered yet", body = ActionResult),
        super::openapi::Refused, super::openapi::BodyRefused,
    )
)]
pub(super) async fn signal<B: Backend>(
    State(app): State<App<B>>,
    Operator(by): Operator,
    Path(selector): Path<String>,
    Query(Nothing {}): Query<Nothing>,
    request: Request,
) -> Result<Response, Refusal> {
    let SignalRequest { signal } = body::document(request, &app.settings.limits).await?;
    if Signal::parse(&signal).is_err() {
        return Err(Fault::with(FaultCode::BadSignal, signal).into());
    }
    let action = |name| Action::Signal {
        target: Target::Named(name),
        signal: signal.clone(),
    };
    to_each(&app, by, &selector, action).await
}

/// Empties the logs of processes that run; those of others are left as they are.
#[utoipa::path(
    post, path = "/processes/{selector}/clear-logs", operation_id = "clearProcessLogs",
    tag = "processes",
    params(super::openapi::Selected),
    responses(
        (status = 200, description = "What became of each", body = ActionResult),
        (status = 202, description = "Some have not answered yet", body = ActionResult),
        super::openapi::Refused,
    )
)]
pub(super) async fn clear_logs<B: Backend>(
    State(app): State<App<B>>,
    Operator(by): Operator,
    Path(selector): Path<String>,
    Query(Nothing {}): Query<Nothing>,
) -> Result<Response, Refusal> {
    let chosen = Chosen::find(&app, &selector).await?;
    let steps = chosen.steps(|name| Action::ClearProcessLogs(Target::Named(name)));
    // Without a child the action means nothing.
    let (steps, idle) = steps.into_iter().partition(|step| chosen.has_child(step.0));
    to_those(&app, by, chosen, steps, idle).await
}

/// Writes bytes to the standard input of processes.
#[utoipa::path(
    post, path = "/processes/{selector}/stdin", operation_id = "writeToProcesses",
    tag = "processes",
    params(super::openapi::Selected),
    request_body(
        description = "What to write",
        content((Vec<u8> = "application/octet-stream"), (String = "text/plain")),
    ),
    responses(
        (status = 200, description = "What became of each", body = ActionResult),
        (status = 202, description = "Some have not answered yet", body = ActionResult),
        super::openapi::Refused, super::openapi::BodyRefused,
    )
)]
pub(super) async fn stdin<B: Backend>(
    State(app): State<App<B>>,
    Operator(by): Operator,
    Path(selector): Path<String>,
    Query(Nothing {}): Query<Nothing>,
    request: Request,
) -> Result<Response, Refusal> {
    let bytes: Bytes = body::plain(request, &app.settings.limits).await?;
    let action = |name| Action::SendStdin {
        name,
        bytes: bytes.clone(),
    };
    to_each(&app, by, &selector, action).await
}

async fn to_each<B: Backend>(
    app: &App<B>,
    by: Access,
    selector: &str,
    action: impl Fn(Namespec) -> Action,
) -> Result<Response, Refusal> {
    let chosen = Chosen::find(app, selector).await?;
    let steps = chosen.steps(action);
    to_those(app, by, chosen, steps, Vec::new()).await
}

/// Takes the steps, and tells of the others that nothing has changed.
async fn to_those<B: Backend>(
    app: &App<B>,
    by: Access,
    chosen: Chosen,
    steps: Vec<Step>,
    others: Vec<Step>,
) -> Result<Response, Refusal> {
    // No fault of these means that it was so already.
    let work = |findings| all_at_once(app.clone(), by, steps, findings, FaultCode::Success);
    let mut told = app.sequences.watch(Wait::default().0, work).await.0;
    let unchanged = |(place, _)| (place, Ok(Outcome::Unchanged));
    told.extend(others.into_iter().map(unchanged));
    chosen.answer(app, told).await
}
