//! `/processes`: what there is, and how it does.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Response;
use serde::Deserialize;
use supervisor_api::resource::{Process, UsageHistory};
use supervisor_api::{Backend, Namespec, ProcessView, Sample, Snapshot};

use super::answer::found;
use super::problem::Refusal;
use super::process_views::ProcessViews;
use super::query::{Nothing, Query, flag};
use crate::app::App;
use crate::operations::Selector;

/// Which processes to list, and how.
#[derive(Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct Listing {
    /// A selector, such as `state:fatal`; without it, all are listed. Names that nothing has are no
    /// error here.
    #[serde(default)]
    #[param(value_type = Option<String>)]
    select: String,
    /// Whether to tell what each uses. The daemon samples for an hour after it was asked.
    #[serde(default, deserialize_with = "flag")]
    #[param(value_type = Option<bool>)]
    usage: bool,
}

/// How to show a process.
#[derive(Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct Showing {
    /// Whether to tell what it uses. The daemon samples for an hour after it was asked.
    #[serde(default, deserialize_with = "flag")]
    #[param(value_type = Option<bool>)]
    usage: bool,
}

/// Lists processes in the order in which they start.
#[utoipa::path(
    get, path = "/processes", operation_id = "listProcesses",
    tag = "processes", params(Listing),
    responses(
        (status = 200, description = "The processes", body = Vec<Process>),
        super::openapi::Unreadable,
    )
)]
pub(super) async fn list<B: Backend>(
    State(app): State<App<B>>,
    Query(listing): Query<Listing>,
) -> Result<Response, Refusal> {
    let selector = Selector::parse(&listing.select)?;
    let sample = sample(&app.backend, listing.usage).await;
    let snapshot = app.backend.snapshot().await;
    let views = ProcessViews::new(&sample);
    let chosen = selector.choose(&snapshot);
    let processes: Vec<Process> = chosen.into_iter().map(|it| views.process(it)).collect();
    Ok(found(&processes))
}

/// Shows one process.
#[utoipa::path(
    get, path = "/processes/{id}", operation_id = "getProcess",
    tag = "processes",
    params(super::openapi::Named, Showing),
    responses(
        (status = 200, description = "The process", body = Process),
        super::openapi::Unreadable, super::openapi::Unknown,
    )
)]
pub(super) async fn one<B: Backend>(
    State(app): State<App<B>>,
    Path(id): Path<String>,
    Query(showing): Query<Showing>,
) -> Result<Response, Refusal> {
    let sample = sample(&app.backend, showing.usage).await;
    let snapshot = app.backend.snapshot().await;
    let process = find(&snapshot, &id)?;
    Ok(found(&ProcessViews::new(&sample).process(process)))
}

/// Tells what a process has used during the last hour.
#[utoipa::path(
    get, path = "/processes/{id}/usage", operation_id = "getProcessUsage",
    tag = "processes",
    params(super::openapi::Named),
    responses(
        (status = 200, description = "What it has used", body = UsageHistory),
        super::openapi::Unreadable, super::openapi::Unknown,
    )
)]
pub(super) async fn usage<B: Backend>(
    State(app): State<App<B>>,
    Path(id): Path<String>,
    Query(Nothing {}): Query<Nothing>,
) -> Result<Response, Refusal> {
    let snapshot = app.backend.snapshot().await;
    let process = find(&snapshot, &id)?;
    let points = app.backend.usage(&process.group, &process.config.name);
    Ok(found(&UsageHistory::of(id, &points)))
}

/// Finds the one process with this id.
fn find<'a>(snapshot: &'a Snapshot, id: &str) -> Result<&'a ProcessView, Refusal> {
    snapshot
        .process(&Namespec::parse(id))
        .ok_or_else(|| Refusal::unknown(id))
}

/// Takes a sample if somebody wants to know what processes use.
async fn sample<B: Backend>(backend: &B, is_wanted: bool) -> Arc<Sample> {
    match is_wanted {
        true => backend.sample(None).await,
        false => Arc::default(),
    }
}
