//! The frame of a page, and the headers that go with it (H-70).
//!
//! The markup is HTML that an XML parser can read as well: the original's is, and scripts use that.

use std::fmt::Display;

use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, EXPIRES, HeaderName, PRAGMA,
    REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
};
use axum::response::{IntoResponse, Response};

use crate::html::Escaped;

/// The headers that keep an answer out of every cache.
pub(crate) const NO_CACHE: [(HeaderName, &str); 3] = [
    (PRAGMA, "no-cache"),
    (CACHE_CONTROL, "no-cache"),
    (EXPIRES, "Thu, 01 Jan 1970 00:00:00 GMT"),
];

/// The headers by which a browser lets a page do nothing but show itself and follow its links.
const CONFINED: [(HeaderName, &str); 3] = [
    (
        CONTENT_SECURITY_POLICY,
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; \
         base-uri 'none'; frame-ancestors 'self'",
    ),
    (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (REFERRER_POLICY, "same-origin"),
];

/// Answers with a page.
pub(crate) fn page(title: &str, body: impl Display) -> Response {
    let kind = [(CONTENT_TYPE, "text/html;charset=utf-8")];
    (kind, NO_CACHE, CONFINED, document(title, body)).into_response()
}

/// Writes a page. The body is markup already.
pub(crate) fn document(title: &str, body: impl Display) -> String {
    format!(
        "<!DOCTYPE html>\n\
         <html xmlns=\"http://www.w3.org/1999/xhtml\" lang=\"en\">\n\
         <head>\n\
         <meta charset=\"utf-8\" />\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\" />\n\
         <title>{}</title>\n\
         <link href=\"stylesheets/supervisor.css\" rel=\"stylesheet\" type=\"text/css\" />\n\
         <link href=\"images/icon.png\" rel=\"icon\" type=\"image/png\" />\n\
         </head>\n\
         <body>\n\
         {body}\
         </body>\n\
         </html>\n",
        Escaped(title)
    )
}
