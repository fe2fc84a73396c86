//! The way back from an action to the page that tells about it (H-72).

use axum::http::header::{CONTENT_TYPE, HOST, LOCATION};
use axum::http::uri::Authority;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};

use crate::classic::document::NO_CACHE;
use crate::error_page::error_page;
use crate::html::Quoted;

/// Sends the client to the status page with a message.
///
/// 303 and not the 301 of the original: a browser asks for the page by GET, whatever it sent, and
/// is not told that the action has moved for good (W-46).
pub(crate) fn see_page(headers: &HeaderMap, message: &str) -> Response {
    let location = format!("{}/?message={}", server(headers), Quoted(message));
    let headers = [(LOCATION, location), (CONTENT_TYPE, "text/html".to_owned())];
    (headers, NO_CACHE, error_page(StatusCode::SEE_OTHER)).into_response()
}

/// Returns the server as the client called it, or nothing, which means the same server to a client.
fn server(headers: &HeaderMap) -> String {
    let host = headers.get(HOST).and_then(|value| value.to_str().ok());
    let Some(authority) = host.and_then(|host| host.trim().parse::<Authority>().ok()) else {
        return String::new();
    };
    match authority.port_u16() {
        None | Some(80) => format!("http://{}", authority.host()),
        Some(port) => format!("http://{}:{port}", authority.host()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn location(host: Option<&str>) -> String {
        let mut headers = HeaderMap::new();
        if let Some(host) = host {
            headers.insert(HOST, host.parse().unwrap());
        }
        let response = see_page(&headers, "a <b> & 50%");
        let location = response.headers().get(LOCATION).unwrap();
        location.to_str().unwrap().to_owned()
    }

    #[test]
    fn h_72_a_client_is_sent_to_the_server_it_has_asked() {
        let page = "/?message=a%20%3Cb%3E%20%26%2050%25";

        for (host, server) in [
            ("localhost:9001", "http://localhost:9001"),
            ("example.com:80", "http://example.com"),
            ("example.com", "http://example.com"),
            ("[::1]:9001", "http://[::1]:9001"),
        ] {
            assert_eq!(location(Some(host)), format!("{server}{page}"));
        }
    }

    #[test]
    fn h_72_without_a_usable_host_the_way_is_relative() {
        let page = "/?message=a%20%3Cb%3E%20%26%2050%25";

        assert_eq!(location(None), page);
        assert_eq!(location(Some("a b")), page);
        assert_eq!(location(Some("a/b")), page);
    }
}
