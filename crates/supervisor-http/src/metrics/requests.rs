//! How many requests were answered, by kind of route and status.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use supervisor_api::Backend;

use crate::app::App;

/// What a request is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Route {
    Rpc,
    Logtail,
    Api,
    Events,
    Metrics,
    Asset,
    Page,
}

impl Route {
    /// Reads it off a route, which is one of few whatever the client has sent.
    fn of(route: &str) -> Self {
        match route {
            "/RPC2" => Self::Rpc,
            "/logtail" | "/mainlogtail" => Self::Logtail,
            "/api/v1/events" => Self::Events,
            "/metrics" => Self::Metrics,
            "/asset" | "/ui" => Self::Asset,
            route if route.starts_with("/api/") => Self::Api,
            _ => Self::Page,
        }
    }

    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Rpc => "rpc",
            Self::Logtail => "logtail",
            Self::Api => "api",
            Self::Events => "events",
            Self::Metrics => "metrics",
            Self::Asset => "asset",
            Self::Page => "page",
        }
    }
}

/// The answers of all servers that share this. Clones are the same.
#[derive(Clone, Debug, Default)]
pub struct RequestCounts(Arc<Mutex<BTreeMap<(Route, u16), u64>>>);

impl RequestCounts {
    fn note(&self, route: Route, status: u16) {
        *self.counts().entry((route, status)).or_default() += 1;
    }

    pub(super) fn all(&self) -> Vec<(Route, u16, u64)> {
        let counts = self.counts();
        let each = counts.iter();
        each.map(|((route, status), count)| (*route, *status, *count))
            .collect()
    }

    fn counts(&self) -> MutexGuard<'_, BTreeMap<(Route, u16), u64>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Counts a request when its answer begins.
pub(crate) async fn count<B: Backend>(
    State(app): State<App<B>>,
    request: Request,
    next: Next,
) -> Response {
    let route = Route::of(request.uri().path());
    let response = next.run(request).await;
    let status = response.status().as_u16();
    app.settings.requests.note(route, status);
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn routes_are_of_few_kinds_whatever_clients_ask_for() {
        for (route, kind) in [
            ("/RPC2", "rpc"),
            ("/mainlogtail", "logtail"),
            ("/api/v1/events", "events"),
            ("/api/v1/processes/web", "api"),
            ("/metrics", "metrics"),
            ("/asset", "asset"),
            ("/ui", "asset"),
            ("/ui/act", "page"),
            ("/", "page"),
            ("/nowhere", "page"),
        ] {
            assert_eq!(Route::of(route).name(), kind, "{route}");
        }
    }
}
