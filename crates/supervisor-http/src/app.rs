//! What every request handler shares, and the routes to the handlers.

use std::sync::Arc;

use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::{Router, get, post};
use supervisor_api::{Backend, Wall};
use tokio::sync::watch;

use crate::access::gate;
use crate::api;
use crate::assets::asset;
use crate::cache::Cache;
use crate::error_page::{bad_request, not_found};
use crate::operations::Sequences;
use crate::settings::ServerSettings;
use crate::stream::Seats;
use crate::time::now;
use crate::{classic, logtail, metrics, pages, rpc, ui};

/// What every request handler shares.
#[derive(Clone)]
pub(crate) struct App<B> {
    pub(crate) backend: B,
    pub(crate) settings: Arc<ServerSettings>,
    pub(crate) cache: Cache,
    /// When the run of the daemon began, and since when the files of the pages are as they are.
    pub(crate) started: Wall,
    pub(crate) seats: Seats,
    /// Becomes true when streams have to end.
    pub(crate) stop: watch::Receiver<bool>,
    pub(crate) sequences: Sequences,
}

impl<B: Backend> App<B> {
    pub(crate) fn new(settings: ServerSettings, backend: B, stop: watch::Receiver<bool>) -> Self {
        Self {
            seats: Seats::new(settings.limits.streams),
            backend,
            settings: Arc::new(settings),
            cache: Cache::default(),
            started: now(),
            stop,
            sequences: Sequences::default(),
        }
    }

    /// Returns the routes, to which [`crate::path`] has reduced all paths (H-21).
    pub(crate) fn router(self) -> Router {
        Router::new()
            .route("/RPC2", post(rpc::answer::<B>).fallback(bad_request))
            .route(
                "/logtail",
                get(logtail::process::<B>)
                    .head(bad_request)
                    .fallback(bad_request),
            )
            .route(
                "/mainlogtail",
                get(logtail::main::<B>)
                    .head(bad_request)
                    .fallback(bad_request),
            )
            .route(
                "/",
                get(ui::index::<B>)
                    .head(not_found)
                    .post(classic::index_by_form::<B>)
                    .fallback(bad_request),
            )
            .route("/p", get(ui::program::<B>).fallback(bad_request))
            .route("/ui", get(ui::asset).fallback(bad_request))
            .route("/ui/act", post(ui::act::<B>).fallback(bad_request))
            .route(
                "/index.html",
                get(classic::index::<B>)
                    .head(not_found)
                    .post(classic::index_by_form::<B>)
                    .fallback(bad_request),
            )
            .route(
                "/tail.html",
                get(classic::tail::<B>)
                    .head(not_found)
                    .post(classic::tail_by_form::<B>)
                    .fallback(bad_request),
            )
            .route("/asset", get(asset::<B>).fallback(bad_request))
            .route(
                "/ok.html",
                get(pages::ok)
                    .head(not_found)
                    .post(pages::ok_to_post)
                    .fallback(bad_request),
            )
            .nest("/api/v1", api::routes())
            .route("/metrics", get(metrics::metrics::<B>))
            .fallback(pages::nothing)
            .layer(from_fn_with_state(self.clone(), gate::<B>))
            .layer(from_fn(api::as_problems))
            .layer(from_fn_with_state(self.clone(), metrics::count::<B>))
            .with_state(self)
    }
}
