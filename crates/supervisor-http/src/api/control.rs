//! What can be done to the daemon as a whole.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use supervisor_api::resource::{Daemon, GroupFailure, UpdateResult};
use supervisor_api::{Action, Backend, ConfigDiff, Reply};

use super::answer::{done, found, json};
use super::daemon_view;
use super::permit::Administrator;
use super::problem::{Refusal, problem_of};
use super::query::{Nothing, Query, Waiting};
use crate::access::Access;
use crate::app::App;
use crate::operations::{Updated, update_all};

/// Stops everything and ends the daemon.
#[utoipa::path(
    post, path = "/daemon/shutdown", operation_id = "shutDown",
    tag = "daemon",
    responses(
        (status = 202, description = "It is shutting down", body = Daemon),
        super::openapi::Refused,
    )
)]
pub(super) async fn shutdown<B: Backend>(
    State(app): State<App<B>>,
    Administrator(by): Administrator,
    Query(Nothing {}): Query<Nothing>,
) -> Result<Response, Refusal> {
    end(&app, &by, Action::Shutdown).await
}

/// Stops everything and starts again from a newly read configuration.
#[utoipa::path(
    post, path = "/daemon/restart", operation_id = "restartDaemon",
    tag = "daemon",
    responses(
        (status = 202, description = "It is restarting", body = Daemon),
        super::openapi::Refused,
    )
)]
pub(super) async fn restart<B: Backend>(
    State(app): State<App<B>>,
    Administrator(by): Administrator,
    Query(Nothing {}): Query<Nothing>,
) -> Result<Response, Refusal> {
    end(&app, &by, Action::Restart).await
}

/// Reads the configuration anew and tells what differs; nothing is changed.
#[utoipa::path(
    post, path = "/daemon/reread", operation_id = "reread",
    tag = "daemon",
    responses(
        (status = 200, description = "What differs", body = ConfigDiff),
        super::openapi::Refused,
    )
)]
pub(super) async fn reread<B: Backend>(
    State(app): State<App<B>>,
    Administrator(by): Administrator,
    Query(Nothing {}): Query<Nothing>,
) -> Result<Response, Refusal> {
    match app.act(&by, Action::ReloadConfig).await? {
        Reply::Diff(diff) => Ok(found(&diff)),
        Reply::Done | Reply::Outcomes(_) => Ok(found(&ConfigDiff::default())),
    }
}

/// Reads the configuration anew, and adds, removes and replaces groups until they are as it says.
#[utoipa::path(
    post, path = "/daemon/update", operation_id = "update",
    tag = "daemon", params(Waiting),
    responses(
        (status = 200, description = "What has changed", body = UpdateResult),
        (status = 202, description = "The update goes on", body = UpdateResult),
        super::openapi::Refused,
    )
)]
pub(super) async fn update<B: Backend>(
    State(app): State<App<B>>,
    Administrator(by): Administrator,
    Query(Waiting { wait }): Query<Waiting>,
) -> Result<Response, Refusal> {
    let work = |findings| update_all(app.clone(), by, findings);
    let (told, is_over) = app.sequences.watch(wait.0, work).await;
    let mut result = UpdateResult {
        pending: !is_over,
        ..UpdateResult::default()
    };
    for finding in told {
        match finding {
            Updated::Refused(error) => return Err(error.into()),
            Updated::Added(group) => result.added.push(group.to_string()),
            Updated::Changed(group) => result.changed.push(group.to_string()),
            Updated::Removed(group) => result.removed.push(group.to_string()),
            Updated::Failed(group, error) => result.failed.push(GroupFailure {
                group: group.to_string(),
                problem: problem_of(&error),
            }),
        }
    }
    let status = if is_over {
        StatusCode::OK
    } else {
        StatusCode::ACCEPTED
    };
    Ok(json(status, &result))
}

/// Empties the daemon's own log.
#[utoipa::path(
    post, path = "/daemon/clear-log", operation_id = "clearDaemonLog",
    tag = "daemon",
    responses(
        (status = 204, description = "It is empty"),
        super::openapi::Refused,
    )
)]
pub(super) async fn clear_log<B: Backend>(
    State(app): State<App<B>>,
    Administrator(by): Administrator,
    Query(Nothing {}): Query<Nothing>,
) -> Result<Response, Refusal> {
    app.act(&by, Action::ClearMainLog).await?;
    Ok(done())
}

async fn end<B: Backend>(app: &App<B>, by: &Access, action: Action) -> Result<Response, Refusal> {
    app.act(by, action).await?;
    let snapshot = app.backend.snapshot().await;
    Ok(json(
        StatusCode::ACCEPTED,
        &daemon_view::daemon(&snapshot, app.started),
    ))
}
