//! Answers in JSON.

use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

/// What every answer of the API says: it is true only now, and it is what it says it is.
pub(super) const ALWAYS: [(HeaderName, HeaderValue); 2] = [
    (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    (
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    ),
];

/// Answers with a document.
pub(super) fn json(status: StatusCode, document: &impl Serialize) -> Response {
    let kind = [(header::CONTENT_TYPE, "application/json")];
    match serde_json::to_vec(document) {
        Ok(bytes) => (status, ALWAYS, kind, bytes).into_response(),
        // The shapes have no maps with keys that are no texts, so this is for the type's sake.
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

/// Answers that all is well, with a document.
pub(super) fn found(document: &impl Serialize) -> Response {
    json(StatusCode::OK, document)
}

/// Answers that what was asked has happened, and that there is nothing to tell about it.
pub(super) fn done() -> Response {
    (StatusCode::NO_CONTENT, ALWAYS).into_response()
}
