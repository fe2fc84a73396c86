//! `/daemon`: the daemon itself.

use axum::extract::State;
use axum::response::Response;
use supervisor_api::Backend;
use supervisor_api::resource::Daemon;

use super::answer::found;
use super::daemon_view;
use super::query::{Nothing, Query};
use crate::app::App;

/// Shows the daemon.
#[utoipa::path(
    get, path = "/daemon", operation_id = "getDaemon",
    tag = "daemon",
    responses(
        (status = 200, description = "The daemon", body = Daemon),
        super::openapi::Unreadable,
    )
)]
pub(super) async fn show<B: Backend>(
    State(app): State<App<B>>,
    Query(Nothing {}): Query<Nothing>,
) -> Response {
    let snapshot = app.backend.snapshot().await;
    found(&daemon_view::daemon(&snapshot, app.started))
}
