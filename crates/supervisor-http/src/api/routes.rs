//! The routes of the API, below `/api/v1`.

use axum::extract::Request;
use axum::http::{Method, StatusCode};
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Response};
use axum::routing::{Router, get, post};
use supervisor_api::Backend;

use super::problem::Refusal;
use super::{
    act, commands, configuration, control, daemon, events, groups, logs, openapi, permit, processes,
};
use crate::app::App;
use crate::origin::is_foreign;

/// Returns the routes; `openapi` describes each of them.
pub(crate) fn routes<B: Backend>() -> Router<App<B>> {
    Router::new()
        .route("/daemon", get(daemon::show::<B>))
        .route("/daemon/shutdown", post(control::shutdown::<B>))
        .route("/daemon/restart", post(control::restart::<B>))
        .route("/daemon/reread", post(control::reread::<B>))
        .route("/daemon/update", post(control::update::<B>))
        .route("/daemon/clear-log", post(control::clear_log::<B>))
        .route("/daemon/log", get(logs::main::<B>))
        .route("/processes", get(processes::list::<B>))
        .route("/processes/{id}", get(processes::one::<B>))
        .route("/processes/{id}/usage", get(processes::usage::<B>))
        .route("/processes/{id}/logs", get(logs::list::<B>))
        .route("/processes/{id}/logs/{channel}", get(logs::process::<B>))
        .route("/processes/{id}/start", post(act::start::<B>))
        .route("/processes/{id}/stop", post(act::stop::<B>))
        .route("/processes/{id}/restart", post(act::restart::<B>))
        .route("/processes/{id}/signal", post(commands::signal::<B>))
        .route(
            "/processes/{id}/clear-logs",
            post(commands::clear_logs::<B>),
        )
        .route("/processes/{id}/stdin", post(commands::stdin::<B>))
        .route("/groups", get(groups::list::<B>))
        .route("/groups/{name}", get(groups::one::<B>))
        .route("/groups/{name}/add", post(groups::add::<B>))
        .route("/groups/{name}/remove", post(groups::remove::<B>))
        .route("/configuration", get(configuration::show::<B>))
        .route("/events", get(events::stream::<B>))
        .route("/openapi.json", get(openapi::document))
        .fallback(nothing)
        .layer(from_fn(permit::look))
        .layer(from_fn(refuse_foreign))
}

/// Answers for every path that has no route.
async fn nothing() -> Refusal {
    Refusal::new(StatusCode::NOT_FOUND, "there is no such resource")
}

/// Refuses what a page of another site has a browser send, unless it only reads: what is read, such
/// a page does not get to see.
async fn refuse_foreign(request: Request, next: Next) -> Response {
    let is_safe = matches!(*request.method(), Method::GET | Method::HEAD);
    if !is_safe && is_foreign(request.headers()) {
        return Refusal::foreign().into_response();
    }
    next.run(request).await
}
