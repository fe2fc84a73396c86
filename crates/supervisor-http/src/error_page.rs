//! The page of an answer that is an error (H-22).

use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};

/// Makes the answer for an error.
pub(crate) fn error_page(status: StatusCode) -> Response {
    let code = status.as_u16();
    let message = status.canonical_reason().unwrap_or_default();
    let body = format!(
        "<head>\r\n<title>Error response</title>\r\n</head>\r\n<body>\r\n\
         <h1>Error response</h1>\r\n<p>Error code {code}.\r\n<p>Message: {message}.\r\n</body>\r\n"
    );
    (status, [(header::CONTENT_TYPE, "text/html")], body).into_response()
}

/// Answers that there is no such page.
pub(crate) async fn not_found() -> Response {
    error_page(StatusCode::NOT_FOUND)
}

/// Answers that this cannot be done here.
pub(crate) async fn bad_request() -> Response {
    error_page(StatusCode::BAD_REQUEST)
}
