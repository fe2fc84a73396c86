//! The bodies of actions that need more than a name.

use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderMap, StatusCode, header};
use bytes::Bytes;
use http_body_util::{BodyExt as _, LengthLimitError, Limited};
use serde::de::DeserializeOwned;
use tokio::time::timeout;

use super::problem::Refusal;
use crate::settings::Limits;

/// How large a document may be.
const DOCUMENT_BYTES: usize = 64 * 1024;

/// Reads a JSON document.
pub(super) async fn document<T: DeserializeOwned>(
    request: Request,
    limits: &Limits,
) -> Result<T, Refusal> {
    expect_kind(request.headers(), &["application/json"])?;
    let most = DOCUMENT_BYTES.min(limits.body_bytes);
    let bytes = read(request, limits, most).await?;
    serde_json::from_slice(&bytes)
        .map_err(|error| Refusal::new(StatusCode::BAD_REQUEST, error.to_string()))
}

/// Reads bytes that mean nothing to us.
pub(super) async fn plain(request: Request, limits: &Limits) -> Result<Bytes, Refusal> {
    let kinds = ["application/octet-stream", "text/plain"];
    expect_kind(request.headers(), &kinds)?;
    read(request, limits, limits.body_bytes).await
}

fn expect_kind(headers: &HeaderMap, kinds: &[&str]) -> Result<(), Refusal> {
    let given = headers.get(header::CONTENT_TYPE);
    let given = given.and_then(|value| value.to_str().ok()).unwrap_or("");
    let essence = given.split(';').next().unwrap_or("").trim();
    if kinds.iter().any(|kind| kind.eq_ignore_ascii_case(essence)) {
        return Ok(());
    }
    let detail = format!("the body must be {}, not {essence:?}", kinds.join(" or "));
    Err(Refusal::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, detail))
}

async fn read(request: Request, limits: &Limits, most: usize) -> Result<Bytes, Refusal> {
    let body = Limited::new(request.into_body(), most);
    match timeout(limits.body_time, collect(body, most)).await {
        Ok(result) => result,
        Err(_) => Err(Refusal::new(
            StatusCode::REQUEST_TIMEOUT,
            "the body took too long",
        )),
    }
}

async fn collect(body: Limited<Body>, most: usize) -> Result<Bytes, Refusal> {
    match body.collect().await {
        Ok(collected) => Ok(collected.to_bytes()),
        Err(error) if error.is::<LengthLimitError>() => {
            let detail = format!("the body has more than {most} bytes");
            Err(Refusal::new(StatusCode::PAYLOAD_TOO_LARGE, detail))
        }
        Err(_) => Err(Refusal::new(
            StatusCode::BAD_REQUEST,
            "the body ends too early",
        )),
    }
}
