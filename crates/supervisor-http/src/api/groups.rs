//! `/groups`: what belongs together, and what of it is active.

use axum::extract::{Path, State};
use axum::response::Response;
use supervisor_api::resource::{Group, GroupResult, Outcome};
use supervisor_api::{Action, Backend, FaultCode, GroupName, Snapshot};

use super::answer::found;
use super::permit::Administrator;
use super::problem::Refusal;
use super::query::{Nothing, Query};
use crate::app::App;

/// Lists the active groups in the order in which they start.
#[utoipa::path(
    get, path = "/groups", operation_id = "listGroups",
    tag = "groups",
    responses(
        (status = 200, description = "The groups", body = Vec<Group>),
        super::openapi::Unreadable,
    )
)]
pub(super) async fn list<B: Backend>(
    State(app): State<App<B>>,
    Query(Nothing {}): Query<Nothing>,
) -> Response {
    let snapshot = app.backend.snapshot().await;
    let groups: Vec<Group> = snapshot.groups.iter().map(Group::of).collect();
    found(&groups)
}

/// Shows one active group.
#[utoipa::path(
    get, path = "/groups/{name}", operation_id = "getGroup",
    tag = "groups",
    params(super::openapi::GroupNamed),
    responses(
        (status = 200, description = "The group", body = Group),
        super::openapi::Unreadable, super::openapi::Unknown,
    )
)]
pub(super) async fn one<B: Backend>(
    State(app): State<App<B>>,
    Path(name): Path<String>,
    Query(Nothing {}): Query<Nothing>,
) -> Result<Response, Refusal> {
    let snapshot = app.backend.snapshot().await;
    let group = snapshot.group(&name.as_str().into());
    let group = group.ok_or_else(|| Refusal::unknown(&name))?;
    Ok(found(&Group::of(group)))
}

/// Puts a group of the configuration that was read last to work.
#[utoipa::path(
    post, path = "/groups/{name}/add", operation_id = "addGroup",
    tag = "groups",
    params(super::openapi::GroupNamed),
    responses(
        (status = 200, description = "It is active", body = GroupResult),
        super::openapi::Refused,
    )
)]
pub(super) async fn add<B: Backend>(
    State(app): State<App<B>>,
    Administrator(by): Administrator,
    Path(name): Path<String>,
    Query(Nothing {}): Query<Nothing>,
) -> Result<Response, Refusal> {
    let action = Action::AddGroup(name.as_str().into());
    let outcome = match app.act(&by, action).await {
        Ok(_) => Outcome::Changed,
        Err(error) if error.is(FaultCode::AlreadyAdded) => Outcome::Unchanged,
        Err(error) => return Err(error.into()),
    };
    Ok(found(&GroupResult {
        group: name,
        outcome,
    }))
}

/// Forgets a group whose processes have stopped.
#[utoipa::path(
    post, path = "/groups/{name}/remove", operation_id = "removeGroup",
    tag = "groups",
    params(super::openapi::GroupNamed),
    responses(
        (status = 200, description = "It is not active", body = GroupResult),
        super::openapi::Refused,
    )
)]
pub(super) async fn remove<B: Backend>(
    State(app): State<App<B>>,
    Administrator(by): Administrator,
    Path(name): Path<String>,
    Query(Nothing {}): Query<Nothing>,
) -> Result<Response, Refusal> {
    let group: GroupName = name.as_str().into();
    let before = app.backend.snapshot().await;
    let outcome = match app.act(&by, Action::RemoveGroup(group.clone())).await {
        Ok(_) => Outcome::Changed,
        Err(error) if error.is(FaultCode::BadName) && is_at_rest(&before, &group) => {
            Outcome::Unchanged
        }
        Err(error) => return Err(error.into()),
    };
    Ok(found(&GroupResult {
        group: name,
        outcome,
    }))
}

/// Tells whether the configuration has a group that is not active.
fn is_at_rest(snapshot: &Snapshot, group: &GroupName) -> bool {
    let is_configured = snapshot.configured.iter().any(|it| it.name == *group);
    is_configured && snapshot.group(group).is_none()
}
