//! Whether a request comes from a page of some other site (W-46).
//!
//! A browser sends what any page makes it send, with the credentials that it knows, and from inside
//! the network. But it says where the page came from, in headers that no page can forge. Other
//! clients send no such headers.

use axum::http::header::{HOST, HeaderName, HeaderValue, ORIGIN};
use axum::http::uri::{Authority, Uri};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;

use crate::error_page::error_page;

const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// The name that a proxy was asked for. A page of another site cannot add it without asking first,
/// and is not allowed to.
const X_FORWARDED_HOST: HeaderName = HeaderName::from_static("x-forwarded-host");

/// Tells whether a browser sends this for a page that is not of this server.
pub(crate) fn is_foreign(headers: &HeaderMap) -> bool {
    // This header is the browser's own judgment. It also holds behind a proxy that changes the
    // host, where the origin cannot be compared.
    if headers.contains_key(SEC_FETCH_SITE) {
        let mut sites = headers.get_all(SEC_FETCH_SITE).iter();
        return !sites.all(|site| site == "same-origin" || site == "none");
    }
    let mut origins = headers.get_all(ORIGIN).iter();
    !origins.all(|origin| is_own(origin, headers))
}

/// Answers a request from a page of another site.
pub(crate) fn refuse_foreign() -> Response {
    tracing::debug!(target: "supervisord", "a request from a page of another site is refused");
    error_page(StatusCode::FORBIDDEN)
}

/// Tells whether an origin is what the client called this server.
fn is_own(origin: &HeaderValue, headers: &HeaderMap) -> bool {
    let Some(origin) = origin.to_str().ok().and_then(Origin::parse) else {
        return false;
    };
    [HOST, X_FORWARDED_HOST]
        .iter()
        .flat_map(|name| headers.get_all(name))
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .any(|host| origin.is_at(host.trim()))
}

/// Where a page came from.
struct Origin {
    host: String,
    port: u16,
    /// The port of its scheme, which a host without a port means: the scheme of this server may be
    /// that of a proxy.
    default_port: u16,
}

impl Origin {
    /// Reads `scheme://host[:port]`; nothing else can be an origin of this server, `null` the least.
    fn parse(text: &str) -> Option<Self> {
        let uri: Uri = text.parse().ok()?;
        let default_port = match uri.scheme_str()? {
            "http" => 80,
            "https" => 443,
            _ => return None,
        };
        Some(Self {
            host: uri.host()?.to_owned(),
            port: uri.port_u16().unwrap_or(default_port),
            default_port,
        })
    }

    fn is_at(&self, host: &str) -> bool {
        let Ok(authority) = host.parse::<Authority>() else {
            return false;
        };
        authority.host().eq_ignore_ascii_case(&self.host)
            && authority.port_u16().unwrap_or(self.default_port) == self.port
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn foreign(lines: &[(&'static str, &str)]) -> bool {
        let mut headers = HeaderMap::new();
        for (name, value) in lines {
            headers.append(*name, value.parse().unwrap());
        }
        is_foreign(&headers)
    }

    #[test]
    fn w_46_clients_that_are_no_browsers_are_never_foreign() {
        assert!(!foreign(&[]));
        assert!(!foreign(&[("host", "localhost:9001")]));
        assert!(!foreign(&[("host", "whatever")]));
    }

    #[test]
    fn w_46_an_origin_is_compared_with_the_host_in_any_spelling() {
        for (origin, host) in [
            ("http://localhost:9001", "localhost:9001"),
            ("http://LocalHost:9001", "localHOST:9001"),
            ("http://example.com", "example.com:80"),
            ("http://example.com:80", "example.com"),
            ("https://example.com", "example.com"),
            ("https://example.com", "example.com:443"),
            ("http://[::1]:9001", "[::1]:9001"),
            ("http://127.0.0.1:9001", "127.0.0.1:9001"),
        ] {
            let lines = [("origin", origin), ("host", host)];
            assert!(!foreign(&lines), "{origin} at {host}");
        }
    }

    #[test]
    fn w_46_every_other_origin_is_foreign() {
        for origin in [
            "http://evil.example",
            "http://localhost",
            "http://localhost:3000",
            "https://localhost",
            "http://localhost.evil.example:9001",
            "http://evil.example/localhost:9001",
            "http://127.0.0.1:9001",
            "localhost:9001",
            "ftp://localhost:9001",
            "file://",
            "null",
            "",
            "http://localhost:9001 http://evil.example",
        ] {
            let lines = [("origin", origin), ("host", "localhost:9001")];
            assert!(foreign(&lines), "{origin:?}");
        }
    }

    #[test]
    fn w_46_an_origin_without_a_host_or_beside_another_is_foreign() {
        let own = ("origin", "http://localhost:9001");
        let host = ("host", "localhost:9001");

        assert!(foreign(&[own]));
        assert!(foreign(&[own, ("host", "local host:9001")]));
        assert!(foreign(&[own, host, ("origin", "http://evil.example")]));
    }

    #[test]
    fn w_46_the_browsers_own_judgment_comes_first() {
        let host = ("host", "127.0.0.1:9001");
        let origin = ("origin", "https://supervisor.example");

        for site in ["same-origin", "none"] {
            assert!(!foreign(&[("sec-fetch-site", site), host, origin]));
        }
        for site in ["cross-site", "same-site", "Same-Origin", ""] {
            assert!(foreign(&[("sec-fetch-site", site), host]), "{site:?}");
        }
        let twice = [("sec-fetch-site", "none"), ("sec-fetch-site", "cross-site")];
        assert!(foreign(&twice));
    }

    #[test]
    fn w_46_a_proxy_may_say_what_it_was_called() {
        let lines = |origin| {
            [
                ("host", "127.0.0.1:9001"),
                ("x-forwarded-host", "supervisor.example, inner:8080"),
                ("origin", origin),
            ]
        };

        assert!(!foreign(&lines("https://supervisor.example")));
        assert!(!foreign(&lines("http://inner:8080")));
        assert!(foreign(&lines("https://evil.example")));
    }
}
