//! The OpenAPI document, made from what stands beside the handlers.

use axum::http::StatusCode;
use axum::response::Response;
use supervisor_api::Channel;
use supervisor_api::resource::{Problem, StreamChange, StreamSample, StreamSnapshot};
use utoipa::{IntoParams, IntoResponses, OpenApi};

use super::answer::json;
use super::query::{Nothing, Query};
use super::{act, commands, configuration, control, daemon, events, groups, logs, processes};

/// The process of a request.
#[derive(IntoParams)]
#[into_params(parameter_in = Path)]
#[expect(dead_code, reason = "only described")]
pub(super) struct Named {
    /// The name of a process: `name`, or `group:name`.
    #[param(example = "web")]
    id: String,
}

/// The processes of a request.
#[derive(IntoParams)]
#[into_params(parameter_in = Path)]
#[expect(dead_code, reason = "only described")]
pub(super) struct Selected {
    /// Names, `group:*`, patterns such as `web-*`, `all`, and filters such as `state:fatal` or
    /// `group:web`, separated by commas.
    #[param(example = "web", pattern = "[^ ,]")]
    selector: String,
}

/// The group of a request.
#[derive(IntoParams)]
#[into_params(parameter_in = Path)]
#[expect(dead_code, reason = "only described")]
pub(super) struct GroupNamed {
    /// The name of a group.
    #[param(example = "web")]
    name: String,
}

pub(super) const RANGE: &str = "One range of bytes, such as `bytes=-4096`; an answer has one MiB \
    of it at most";

/// Answers to a request that cannot be understood or may not be made.
#[derive(IntoResponses)]
#[expect(dead_code, reason = "only described")]
pub(super) enum Unreadable {
    /// The request cannot be understood
    #[response(status = 400, content_type = "application/problem+json")]
    BadRequest(Problem),
    /// Credentials are needed, or wrong
    #[response(status = 401, content_type = "application/problem+json")]
    Unauthorized(Problem),
    /// The caller may not do this
    #[response(status = 403, content_type = "application/problem+json")]
    Forbidden(Problem),
    /// The server does not know that it has the name by which it was asked
    #[response(status = 421, content_type = "application/problem+json")]
    Misdirected(Problem),
    /// Too many logins have failed
    #[response(
        status = 429,
        content_type = "application/problem+json",
        headers(("Retry-After" = u64, description = "When to try again, in seconds"))
    )]
    TooEarly(Problem),
}

/// The answer about something that is not there.
#[derive(IntoResponses)]
#[response(
    status = 404,
    description = "There is no such thing",
    content_type = "application/problem+json"
)]
#[expect(dead_code, reason = "only described")]
pub(super) struct Unknown(Problem);

/// Answers to an action that is refused.
#[derive(IntoResponses)]
#[expect(dead_code, reason = "only described")]
pub(super) enum Refused {
    /// The request cannot be understood
    #[response(status = 400, content_type = "application/problem+json")]
    BadRequest(Problem),
    /// Credentials are needed, or wrong
    #[response(status = 401, content_type = "application/problem+json")]
    Unauthorized(Problem),
    /// The caller may not do this, or a page of another site has sent it
    #[response(status = 403, content_type = "application/problem+json")]
    Forbidden(Problem),
    /// Nothing has this name
    #[response(status = 404, content_type = "application/problem+json")]
    NotFound(Problem),
    /// The state of what is named does not allow it
    #[response(status = 409, content_type = "application/problem+json")]
    Conflict(Problem),
    /// The server does not know that it has the name by which it was asked
    #[response(status = 421, content_type = "application/problem+json")]
    Misdirected(Problem),
    /// Too many logins have failed
    #[response(
        status = 429,
        content_type = "application/problem+json",
        headers(("Retry-After" = u64, description = "When to try again, in seconds"))
    )]
    TooEarly(Problem),
    /// It was tried and has failed
    #[response(status = 500, content_type = "application/problem+json")]
    Failed(Problem),
    /// The daemon is shutting down
    #[response(status = 503, content_type = "application/problem+json")]
    Stopping(Problem),
}

/// Answers to a body that is not taken.
#[derive(IntoResponses)]
#[expect(dead_code, reason = "only described")]
pub(super) enum BodyRefused {
    /// The body did not come in time
    #[response(status = 408, content_type = "application/problem+json")]
    Timeout(Problem),
    /// The body is too large
    #[response(status = 413, content_type = "application/problem+json")]
    TooLarge(Problem),
    /// The body is of another kind
    #[response(status = 415, content_type = "application/problem+json")]
    OtherKind(Problem),
}

/// Answers with a log.
#[derive(IntoResponses)]
#[expect(dead_code, reason = "only described")]
pub(super) enum LogText {
    /// The log, or its last lines
    #[response(
        status = 200,
        content_type = "text/plain",
        headers(("Log-Begin" = i64, description = "With `follow`: the number of the first byte, as \
            `written` of the log counts them; negative for one that the daemon has not written"))
    )]
    Text(String),
    /// The range, or the beginning of it
    #[response(
        status = 206,
        content_type = "text/plain",
        headers(("Content-Range" = String, description = "Which bytes of how many"))
    )]
    Range(String),
    /// The log has no such bytes
    #[response(status = 416, content_type = "application/problem+json")]
    NoSuchRange(Problem),
    /// The log cannot be read
    #[response(status = 500, content_type = "application/problem+json")]
    CannotRead(Problem),
}

#[derive(OpenApi)]
#[openapi(
    info(
        title = "supervisor-rs",
        description = "Processes of a supervisord: what they do, and making them do it. Times are \
            RFC 3339 in UTC, durations seconds, sizes bytes.",
        license(name = "MIT OR Apache-2.0", identifier = "MIT OR Apache-2.0"),
    ),
    servers((url = "/api/v1")),
    paths(
        daemon::show,
        control::shutdown,
        control::restart,
        control::reread,
        control::update,
        control::clear_log,
        logs::main,
        processes::list,
        processes::one,
        processes::usage,
        logs::list,
        logs::process,
        act::start,
        act::stop,
        act::restart,
        commands::signal,
        commands::clear_logs,
        commands::stdin,
        groups::list,
        groups::one,
        groups::add,
        groups::remove,
        configuration::show,
        events::stream,
        document,
    ),
    components(schemas(Channel, Problem, StreamChange, StreamSample, StreamSnapshot)),
    tags(
        (name = "daemon", description = "The daemon itself"),
        (name = "processes", description = "Processes and their logs"),
        (name = "groups", description = "Groups of processes"),
    ),
)]
struct Api;

/// Shows this document.
#[utoipa::path(
    get, path = "/openapi.json", operation_id = "getOpenApi",
    tag = "daemon",
    responses(
        (status = 200, description = "The document", body = Object),
        Unreadable,
    )
)]
pub(super) async fn document(Query(Nothing {}): Query<Nothing>) -> Response {
    // Hardly anybody asks, so it is made anew each time rather than kept.
    let mut document = Api::openapi();
    // Whom to ask depends on who has built us.
    document.info.contact = None;
    json(StatusCode::OK, &document)
}
