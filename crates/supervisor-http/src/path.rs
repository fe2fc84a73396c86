//! From the paths that clients write to the routes that there are (X-1, H-21).

use axum::http::Uri;
use axum::http::uri::PathAndQuery;
use hyper::Request;

use crate::assets::is_asset;
use crate::percent::decode;

/// The path as the client meant it, without percent encoding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct DecodedPath(pub(crate) String);

/// The route of everything that has no other.
const NOWHERE: &str = "/nowhere";

/// The routes that Supervisor does not have; they are written in one way only.
const OURS: [&str; 2] = ["/metrics", "/ui/act"];

/// Replaces the path of a request by the route that serves it, and keeps the decoded path.
pub(crate) fn canonical<T>(request: &mut Request<T>) {
    let uri = request.uri();
    let decoded = String::from_utf8(decode(uri.path())).ok();
    // compat: a request for an absolute URI is not understood (X-1, H-21).
    let is_absolute = uri.authority().is_some();
    let route = match &decoded {
        // Ours, and what stands in it are names: the router takes it apart as it came.
        _ if !is_absolute && uri.path().starts_with("/api/") => uri.path(),
        Some(path) if !is_absolute => route(path),
        _ => NOWHERE,
    };
    let target = match uri.query() {
        None => PathAndQuery::try_from(route),
        Some(query) => PathAndQuery::try_from(format!("{route}?{query}")),
    };
    *request.uri_mut() = target.map_or_else(|_| Uri::from_static(NOWHERE), Uri::from);
    let decoded = DecodedPath(decoded.unwrap_or_default());
    request.extensions_mut().insert(decoded);
}

fn route(path: &str) -> &'static str {
    // compat: these are prefixes, and leading slashes defeat them.
    for prefix in ["/RPC2", "/logtail", "/mainlogtail"] {
        if path.starts_with(prefix) {
            return prefix;
        }
    }
    if let Some(known) = OURS.iter().find(|known| **known == path) {
        return known;
    }
    for (prefix, route) in [("/p/", "/p"), ("/ui/", "/ui")] {
        if path.starts_with(prefix) {
            return route;
        }
    }
    match path.trim_start_matches('/') {
        "" => "/",
        "index.html" => "/index.html",
        "tail.html" => "/tail.html",
        "ok.html" => "/ok.html",
        path if is_asset(path) => "/asset",
        _ => NOWHERE,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn routed(uri: &str) -> (String, String) {
        let mut request = Request::builder().uri(uri).body(()).unwrap();
        canonical(&mut request);
        let decoded = request.extensions().get::<DecodedPath>().unwrap().clone();
        (request.uri().to_string(), decoded.0)
    }

    fn route_of(uri: &str) -> String {
        routed(uri).0
    }

    #[test]
    fn x_1_the_rpc_path_is_a_prefix_after_decoding() {
        for uri in ["/RPC2", "/RPC2/", "/RPC2foo", "/%52PC2", "/RPC2%2f"] {
            assert_eq!(route_of(uri), "/RPC2", "{uri}");
        }
        for uri in ["//RPC2", "/rpc2", "http://host/RPC2", "/xRPC2"] {
            assert_eq!(route_of(uri), NOWHERE, "{uri}");
        }
    }

    #[test]
    fn h_21_leading_slashes_are_ignored_for_pages_only() {
        assert_eq!(route_of("///ok.html"), "/ok.html");
        assert_eq!(
            route_of("/index.html?action=refresh"),
            "/index.html?action=refresh"
        );
        assert_eq!(route_of("//tail.html"), "/tail.html");
        assert_eq!(route_of("//images/icon.png"), "/asset");
        assert_eq!(route_of("//logtail/web"), NOWHERE);
    }

    #[test]
    fn paths_of_the_api_stay_as_they_came() {
        let uri = "/api/v1/processes/g%3Aweb%2Fx?wait=1s";

        assert_eq!(route_of(uri), uri);
        assert_eq!(route_of("/api"), NOWHERE);
        assert_eq!(route_of("//api/v1/daemon"), NOWHERE);
    }

    #[test]
    fn h_21_the_routes_of_our_own_are_written_in_one_way_only() {
        assert_eq!(route_of("/metrics?x=1"), "/metrics?x=1");
        for uri in ["//metrics", "/metrics/", "/metricsx", "//api/v1/events"] {
            assert_eq!(route_of(uri), NOWHERE, "{uri}");
        }
    }

    #[test]
    fn h_50_the_decoded_path_is_kept() {
        assert_eq!(
            routed("/logtail/g%3Aweb/stderr"),
            ("/logtail".to_owned(), "/logtail/g:web/stderr".to_owned())
        );
        assert_eq!(routed("/100%/%e9").0, NOWHERE);
    }
}
