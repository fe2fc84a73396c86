//! What else can be done to the processes that a selector means.

use axum::extract::{Path, Request, State};
use axum::response::Response;
use bytes::Bytes;
use serde::Deserialize;
use supervisor_api::resource::ActionResult;
use supervisor_api::{Backend, Fault, FaultCode, Signal};

use super::act::on_each;
use super::body;
use super::permit::Operator;
use super::problem::Refusal;
use super::query::{Nothing, Query, Wait};
use crate::app::App;
use crate::operations::Verb;

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
    let verb = Verb::Signal(signal);
    on_each(&app, by, &selector, verb, Wait::default().0).await
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
    on_each(&app, by, &selector, Verb::ClearLogs, Wait::default().0).await
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
    let verb = Verb::Write(bytes);
    on_each(&app, by, &selector, verb, Wait::default().0).await
}
