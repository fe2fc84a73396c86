//! The page for load balancers, and the answer where there is no page.

use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};

use crate::error_page::error_page;
use crate::rpc::has_length;

/// Says that the server is alive (H-82).
pub(crate) async fn ok() -> Response {
    ([(header::CONTENT_TYPE, "text/plain")], "OK").into_response()
}

/// Says so to a form as well, if it is a proper one (H-21).
pub(crate) async fn ok_to_post(headers: HeaderMap) -> Response {
    if !has_length(&headers) {
        return error_page(StatusCode::LENGTH_REQUIRED);
    }
    ok().await
}

/// Answers for everything that has no route (H-21).
pub(crate) async fn nothing(method: Method) -> Response {
    match method {
        Method::GET | Method::HEAD => error_page(StatusCode::NOT_FOUND),
        _ => error_page(StatusCode::BAD_REQUEST),
    }
}
