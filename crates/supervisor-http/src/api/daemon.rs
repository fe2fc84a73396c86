//! `/daemon`: the daemon itself.

use axum::extract::State;
use axum::response::Response;
use supervisor_api::resource::{Daemon, Summary};
use supervisor_api::{Backend, SUPERVISOR_VERSION, Snapshot, Wall};

use super::answer::found;
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
    found(&describe(&snapshot, app.began))
}

/// Describes the daemon of a run that began at this time.
pub(crate) fn describe(snapshot: &Snapshot, began: Wall) -> Daemon {
    Daemon {
        identifier: snapshot.identifier.clone(),
        host: host_name(),
        pid: snapshot.pid,
        state: snapshot.mood,
        version: env!("CARGO_PKG_VERSION").to_owned(),
        supervisor_version: SUPERVISOR_VERSION.to_owned(),
        started_at: began.rfc3339(),
        revision: snapshot.revision,
        summary: Summary::of(snapshot.processes()),
    }
}

/// Returns what the kernel calls this machine; it may change while we run.
fn host_name() -> String {
    let name = std::fs::read_to_string("/proc/sys/kernel/hostname");
    name.unwrap_or_default().trim_end().to_owned()
}
