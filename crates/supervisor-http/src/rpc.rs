//! `POST /RPC2`: from a body to an answer (X-1..X-6).

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use http_body_util::{BodyExt as _, LengthLimitError, Limited};
use supervisor_api::{Backend, Fault};
use supervisor_xmlrpc::{Call, DecodeError, Problem, decode_call, encode_fault, quoted};
use tokio::time::timeout;

use crate::access::ClassicAccess;
use crate::app::App;
use crate::error_page::error_page;
use crate::origin::{is_foreign, refuse_foreign};
use crate::printable::Printable;
use crate::settings::Limits;

/// How much of an unusable body the log shows.
const QUOTED_CHARACTERS: usize = 1_024;

/// How large a form may be. Those of our pages are small, and taken apart they take thirty times as
/// much memory as they have bytes.
const FORM_BYTES: usize = 256 * 1024;

/// Answers one call.
pub(crate) async fn answer<B: Backend>(
    State(app): State<App<B>>,
    ClassicAccess(access): ClassicAccess,
    request: Request,
) -> Response {
    if is_foreign(request.headers()) {
        return refuse_foreign();
    }
    let body = match read_body(request, &app.settings.limits).await {
        Ok(body) => body,
        Err(status) => return error_page(status),
    };
    let call = match decode_call(&body) {
        Ok(call) => call,
        Err(error) => {
            log_unusable(&body, &error);
            return error_page(StatusCode::BAD_REQUEST);
        }
    };
    drop(body);
    let method = Printable(&call.method);
    tracing::trace!(target: "supervisord", "XML-RPC method called: {method}()");
    let result = app.answer(&access, &call).await;
    log_result(&call, &result);
    let text =
        result.unwrap_or_else(|fault| encode_fault(fault.code.number(), &fault.to_string()).into());
    ([(header::CONTENT_TYPE, "text/xml")], text).into_response()
}

/// Tells whether a request says how long its body is.
pub(crate) fn has_length(headers: &HeaderMap) -> bool {
    headers.contains_key(header::CONTENT_LENGTH) && !headers.contains_key(header::TRANSFER_ENCODING)
}

/// Reads a body within the limits, or tells the status of the answer.
async fn read_body(request: Request, limits: &Limits) -> Result<Bytes, StatusCode> {
    if !has_length(request.headers()) {
        return Err(StatusCode::LENGTH_REQUIRED);
    }
    let body = Limited::new(request.into_body(), limits.body_bytes);
    match timeout(limits.body_time, collect(body)).await {
        Ok(result) => result,
        Err(_) => Err(StatusCode::REQUEST_TIMEOUT),
    }
}

/// Reads the body of a form.
pub(crate) async fn read_form(request: Request, limits: &Limits) -> Result<Bytes, StatusCode> {
    let body_bytes = limits.body_bytes.min(FORM_BYTES);
    let limits = Limits {
        body_bytes,
        ..*limits
    };
    read_body(request, &limits).await
}

async fn collect(body: Limited<Body>) -> Result<Bytes, StatusCode> {
    match body.collect().await {
        Ok(collected) => Ok(collected.to_bytes()),
        Err(error) if error.is::<LengthLimitError>() => Err(StatusCode::PAYLOAD_TOO_LARGE),
        Err(_) => Err(StatusCode::BAD_REQUEST),
    }
}

fn log_unusable(body: &Bytes, error: &DecodeError) {
    let data = quoted(&start_of(body));
    let why = match error.problem {
        Problem::NoMethodName => "no method name",
        _ => "unmarshallable",
    };
    tracing::error!(target: "supervisord", "XML-RPC request data {data} is invalid: {why}");
    tracing::debug!(target: "supervisord", "XML-RPC request data has {}", Printable(error));
}

/// Returns as much of a body as is worth showing, without a look at the rest.
fn start_of(body: &[u8]) -> String {
    // No character has more than four bytes.
    let most = body.len().min(QUOTED_CHARACTERS * 4);
    let text = String::from_utf8_lossy(body.get(..most).unwrap_or(body));
    text.chars().take(QUOTED_CHARACTERS).collect()
}

fn log_result(call: &Call, result: &Result<Bytes, Fault>) {
    let method = Printable(&call.method);
    match result {
        Ok(_) => tracing::trace!(
            target: "supervisord",
            "XML-RPC method {method}() returned successfully"
        ),
        Err(fault) => tracing::trace!(
            target: "supervisord",
            "XML-RPC method {method}() returned fault: [{}] {}",
            fault.code.number(),
            Printable(fault)
        ),
    }
}
