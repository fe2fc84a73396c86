//! Logs: the whole, a range of bytes, the last lines, and what is written from now on.

use axum::body::Body;
use axum::extract::{Extension, Path, State};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use supervisor_api::log::ReadRule;
use supervisor_api::resource::ProcessLog;
use supervisor_api::{Backend, Begin, Channel, LogRead, LogRef, Namespec};

use super::answer::{ALWAYS, found};
use super::lines::last_lines;
use super::problem::Refusal;
use super::query::{Nothing, Query, flag};
use super::range::{Asked, ByteRange};
use crate::activity::Endless;
use crate::app::App;
use crate::following::{AS_IT_COMES, Following, Until};

/// The most bytes of a range that one answer has; the client asks again for the rest.
const RANGE_BYTES: u64 = 1024 * 1024;

/// How much of what is already there a stream begins with.
const BACKLOG: u64 = 1024;

/// Which part of a log to show; without parameters and without a `Range` header, all of it.
#[derive(Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct Part {
    /// Only that many lines from the end, as far as one MiB has them.
    #[param(maximum = 65535)]
    lines: Option<u16>,
    /// Whether to go on with what is written from now on, also after the log has been rotated. The
    /// answer then begins with these lines, or with the last KiB, and does not end.
    #[serde(default, deserialize_with = "flag")]
    #[param(value_type = Option<bool>)]
    follow: bool,
}

/// The number of the first byte of a log that is followed.
const BEGIN: HeaderName = HeaderName::from_static("log-begin");

/// Lists the logs of a process, with what is known of their sizes.
#[utoipa::path(
    get, path = "/processes/{id}/logs", operation_id = "listProcessLogs",
    tag = "processes",
    params(super::openapi::Named),
    responses(
        (status = 200, description = "Both logs", body = Vec<ProcessLog>),
        super::openapi::Unreadable, super::openapi::Unknown,
    )
)]
pub(super) async fn list<B: Backend>(
    State(app): State<App<B>>,
    Path(id): Path<String>,
    Query(Nothing {}): Query<Nothing>,
) -> Result<Response, Refusal> {
    let name = Namespec::parse(&id);
    let mut logs = Vec::new();
    for channel in Channel::ALL {
        let state = app.backend.log_state(&name, channel).await?;
        logs.push(ProcessLog::of(channel, state));
    }
    Ok(found(&logs))
}

/// Shows the log of a process.
#[utoipa::path(
    get, path = "/processes/{id}/logs/{channel}", operation_id = "getProcessLog",
    tag = "processes",
    params(
        super::openapi::Named,
        ("channel" = Channel, Path, description = "Which stream"),
        ("Range" = Option<String>, Header, description = super::openapi::RANGE),
        Part,
    ),
    responses(super::openapi::LogText, super::openapi::Unreadable, super::openapi::Unknown)
)]
pub(super) async fn process<B: Backend>(
    State(app): State<App<B>>,
    Path((id, channel)): Path<(String, String)>,
    Query(part): Query<Part>,
    Asked(range): Asked,
) -> Result<Response, Refusal> {
    let mut channels = Channel::ALL.into_iter();
    let channel = channels.find(|known| known.name() == channel);
    let channel = channel
        .ok_or_else(|| Refusal::new(StatusCode::NOT_FOUND, "the logs are stdout and stderr"))?;
    let name = Namespec::parse(&id);
    show(&app, LogRef::Process { name, channel }, &part, range).await
}

/// Shows the daemon's own log.
#[utoipa::path(
    get, path = "/daemon/log", operation_id = "getDaemonLog",
    tag = "daemon",
    params(("Range" = Option<String>, Header, description = super::openapi::RANGE), Part),
    responses(super::openapi::LogText, super::openapi::Unreadable, super::openapi::Unknown)
)]
pub(super) async fn main<B: Backend>(
    State(app): State<App<B>>,
    Query(part): Query<Part>,
    Asked(range): Asked,
) -> Result<Response, Refusal> {
    show(&app, LogRef::Main, &part, range).await
}

async fn show<B: Backend>(
    app: &App<B>,
    log: LogRef,
    part: &Part,
    range: Option<ByteRange>,
) -> Result<Response, Refusal> {
    match (part.lines, range) {
        _ if part.follow => follow(app, &log, part.lines).await,
        (Some(count), _) => {
            let lines = last_lines(&app.backend, &log, usize::from(count)).await?;
            Ok(text(StatusCode::OK, lines.bytes))
        }
        (None, Some(range)) => cut(app, log, range).await,
        (None, None) => whole(app, &log).await,
    }
}

/// Streams what there is and what comes.
async fn follow<B: Backend>(
    app: &App<B>,
    log: &LogRef,
    lines: Option<u16>,
) -> Result<Response, Refusal> {
    let begin = match lines {
        None => Begin::Back(BACKLOG),
        Some(count) => {
            let lines = last_lines(&app.backend, log, usize::from(count)).await?;
            Begin::At(lines.begin)
        }
    };
    let followed = app.backend.follow(log, begin).await?;
    let body = Following::new(followed.chunks, app.stop.clone(), Until::Stopped);
    let mut response = text(StatusCode::OK, Body::new(body));
    if let Some(begin) = followed.begin {
        let begin = HeaderValue::from(begin);
        response.headers_mut().insert(BEGIN, begin);
    }
    Ok(([AS_IT_COMES], Extension(Endless), response).into_response())
}

/// Streams what there is: a log may be larger than what should be held in memory, and may be
/// rotated on the way.
async fn whole<B: Backend>(app: &App<B>, log: &LogRef) -> Result<Response, Refusal> {
    let size = size_of(app, log).await?;
    let followed = app.backend.follow(log, Begin::At(0)).await?;
    let body = Following::new(followed.chunks, app.stop.clone(), Until::Bytes(size));
    Ok(text(StatusCode::OK, Body::new(body)))
}

/// Answers with a range, or with its beginning if it is too long for one answer.
async fn cut<B: Backend>(app: &App<B>, log: LogRef, range: ByteRange) -> Result<Response, Refusal> {
    let size = size_of(app, &log).await?;
    let Some((first, length)) = range.within(size) else {
        return Ok(unsatisfiable(size));
    };
    let signed = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
    let read = LogRead {
        log,
        offset: signed(first),
        length: signed(length.min(RANGE_BYTES)),
        rule: ReadRule::Read,
    };
    let bytes = app.backend.read(read).await?.bytes;
    let count = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
    let Some(last) = (first + count).checked_sub(1).filter(|last| *last >= first) else {
        // It has been rotated or emptied since we looked.
        return Ok(unsatisfiable(0));
    };
    let mut response = text(StatusCode::PARTIAL_CONTENT, bytes);
    let place = format!("bytes {first}-{last}/{}", size.max(last + 1));
    set_content_range(&mut response, &place);
    Ok(response)
}

/// Returns how large a log is.
async fn size_of<B: Backend>(app: &App<B>, log: &LogRef) -> Result<u64, Refusal> {
    // One byte says whether there is a log at all, which the rule for tails passes over.
    let probe = |rule, length| LogRead {
        log: log.clone(),
        offset: 0,
        length,
        rule,
    };
    app.backend.read(probe(ReadRule::Read, 1)).await?;
    let end = app.backend.read(probe(ReadRule::Tail, 0)).await?.offset;
    Ok(u64::try_from(end).unwrap_or_default())
}

fn unsatisfiable(size: u64) -> Response {
    let detail = format!("the log has {size} bytes");
    let mut response = Refusal::new(StatusCode::RANGE_NOT_SATISFIABLE, detail).into_response();
    set_content_range(&mut response, &format!("bytes */{size}"));
    response
}

fn set_content_range(response: &mut Response, place: &str) {
    if let Ok(value) = HeaderValue::try_from(place) {
        response.headers_mut().insert(header::CONTENT_RANGE, value);
    }
}

/// Answers with a part of a log. Programs write what they like: it is text and nothing else.
fn text(status: StatusCode, body: impl Into<Body>) -> Response {
    let headers = [
        (header::CONTENT_TYPE, "text/plain; charset=utf-8"),
        (header::ACCEPT_RANGES, "bytes"),
    ];
    (status, ALWAYS, headers, body.into()).into_response()
}
