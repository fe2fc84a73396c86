//! The headers that go with a page.

use askama::Template;
use axum::http::StatusCode;
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderName, REFERRER_POLICY,
    X_CONTENT_TYPE_OPTIONS,
};
use axum::response::{IntoResponse, Response};

use crate::error_page::error_page;

/// A browser lets a page load, run and ask only what this server serves, and nothing that stands in
/// the page itself is a script or a style.
const HEADERS: [(HeaderName, &str); 5] = [
    (CONTENT_TYPE, "text/html;charset=utf-8"),
    (
        CONTENT_SECURITY_POLICY,
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; \
         connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; \
         require-trusted-types-for 'script'; trusted-types supervisor",
    ),
    (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (REFERRER_POLICY, "same-origin"),
    // A state is old as soon as it is shown, and what a page shows depends on who asks.
    (CACHE_CONTROL, "no-store"),
];

/// Answers with a page.
pub(super) fn page(status: StatusCode, template: &impl Template) -> Response {
    match template.render() {
        Ok(html) => (status, HEADERS, html).into_response(),
        Err(error) => {
            tracing::error!(target: "supervisord", "a page cannot be made: {error}");
            error_page(StatusCode::INTERNAL_SERVER_ERROR)
        }
    }
}
