//! The answers to who is not let in.

use std::time::Duration;

use axum::extract::Request;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use http_body_util::{BodyExt as _, Limited};
use tokio::time::timeout;

use crate::error_page::error_page;
use crate::printable::Printable;
use crate::settings::Limits;

/// How much of a refused request is read, so that its client gets to see the answer.
const REFUSED_BYTES: usize = 64 * 1024;

/// Asks for credentials (H-13).
pub(super) async fn ask(request: Request, limits: &Limits) -> Response {
    let mut response = refuse(StatusCode::UNAUTHORIZED, request, limits).await;
    let challenge = HeaderValue::from_static("Basic realm=\"default\"");
    response
        .headers_mut()
        .insert(header::WWW_AUTHENTICATE, challenge);
    response
}

/// Says that nothing would help.
pub(super) async fn forbid(request: Request, limits: &Limits) -> Response {
    refuse(StatusCode::FORBIDDEN, request, limits).await
}

/// Says when to try again.
pub(super) async fn too_early(request: Request, limits: &Limits, wait: Duration) -> Response {
    let mut response = refuse(StatusCode::TOO_MANY_REQUESTS, request, limits).await;
    let seconds = wait.as_secs() + u64::from(wait.subsec_nanos() > 0);
    response
        .headers_mut()
        .insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    response
}

/// Says that the credentials are none (H-11).
pub(super) fn unreadable() -> Response {
    error_page(StatusCode::BAD_REQUEST)
}

/// Nothing is known of where the request came from, which cannot be.
pub(super) fn no_peer() -> Response {
    error_page(StatusCode::INTERNAL_SERVER_ERROR)
}

/// Says that this server is not what the client takes it for.
pub(super) fn misdirected(host: &str) -> Response {
    let host = Printable(host);
    let text = format!(
        "This server does not know that it is called '{host}'.\nIf it is, name it in allowed_hosts \
         of [http_access], or have the server ask for credentials.\n"
    );
    // What the host is called, its client has chosen: a browser must not take it for a page.
    let headers = [(header::X_CONTENT_TYPE_OPTIONS, "nosniff")];
    (StatusCode::MISDIRECTED_REQUEST, headers, text).into_response()
}

async fn refuse(status: StatusCode, request: Request, limits: &Limits) -> Response {
    // A client that finds the connection closed while it still sends may lose the answer. But who
    // may not use the server does not get to hold one of its connections for long either.
    let body = Limited::new(request.into_body(), REFUSED_BYTES);
    let _ = timeout(limits.linger, body.collect()).await;
    let mut response = error_page(status);
    let close = HeaderValue::from_static("close");
    response.headers_mut().insert(header::CONNECTION, close);
    response
}
