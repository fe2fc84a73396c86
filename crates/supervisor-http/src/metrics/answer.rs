//! The answer to a scrape.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, VARY, X_CONTENT_TYPE_OPTIONS};
use axum::response::{IntoResponse, Response};
use supervisor_api::Backend;
use tokio::task::yield_now;

use super::daemon;
use super::exposition::{Exposition, Format};
use super::processes::{Processes, logs};
use crate::access::Access;
use crate::app::App;
use crate::time::now;

/// Tells all numbers. Whoever scrapes is a watcher, so that there are samples.
pub(crate) async fn metrics<B: Backend>(
    State(app): State<App<B>>,
    _may_look: Access,
    headers: HeaderMap,
) -> Response {
    let format = Format::wanted_by(&headers);
    let text = collect(&app, format).await;
    let headers = [
        (CONTENT_TYPE, format.content_type()),
        (CACHE_CONTROL, "no-store"),
        (VARY, "Accept"),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    (headers, text).into_response()
}

async fn collect<B: Backend>(app: &App<B>, format: Format) -> String {
    let sample = app.backend.sample(None).await;
    let counters = app.backend.counters().await;
    let snapshot = app.backend.snapshot().await;
    let processes = Processes { snapshot, sample };
    let mut text = Exposition::new(format);
    daemon::about(app.started, &mut text);
    daemon::processes(&processes.snapshot, &mut text);
    daemon::listeners(&processes.snapshot, &mut text);
    daemon::requests(&app.settings.requests, &mut text);
    daemon::times(&counters, &mut text);
    // With many processes each of these takes a while: the others get their turns in between.
    yield_now().await;
    processes.states(&mut text);
    yield_now().await;
    processes.restarts(&mut text);
    yield_now().await;
    processes.usages(&mut text);
    yield_now().await;
    logs(&counters, &mut text);
    yield_now().await;
    processes.supervisord_exporter(now(), &mut text);
    yield_now().await;
    processes.node_exporter(&mut text);
    text.finish()
}
