//! `/configuration`: what is in force, and where it is written.

use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;
use supervisor_api::resource::Configuration;
use supervisor_api::{Backend, GroupView, ProcessView};

use super::answer::found;
use super::problem::Refusal;
use super::query::Query;
use crate::app::App;
use crate::operations::Selector;

/// Of which processes to show the settings.
#[derive(Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct Choice {
    /// A selector; without it, the settings of all are shown.
    #[serde(default)]
    #[param(value_type = Option<String>)]
    select: String,
}

/// Shows the settings of the daemon, its servers and its processes, with the lines of the files
/// that set them. Passwords and the values of variables are masked.
#[utoipa::path(
    get, path = "/configuration", operation_id = "getConfiguration",
    tag = "daemon", params(Choice),
    responses(
        (status = 200, description = "The settings", body = Configuration),
        super::openapi::Unreadable,
    )
)]
pub(super) async fn show<B: Backend>(
    State(app): State<App<B>>,
    Query(Choice { select }): Query<Choice>,
) -> Result<Response, Refusal> {
    let selector = Selector::parse(&select)?;
    let snapshot = app.backend.snapshot().await;
    let configured = app.backend.configuration();
    let groups = snapshot.groups.iter();
    let chosen: Vec<GroupView> = groups
        .filter_map(|group| reduced(group, &selector))
        .collect();
    Ok(found(&Configuration::of(&configured, chosen.iter())))
}

/// Leaves only the processes of a group that are meant; `None` if none is.
fn reduced(group: &GroupView, selector: &Selector) -> Option<GroupView> {
    let meant = group.processes.iter().filter(|it| selector.means(it));
    let processes: Vec<ProcessView> = meant.cloned().collect();
    (!processes.is_empty()).then(|| GroupView {
        processes,
        ..group.clone()
    })
}
