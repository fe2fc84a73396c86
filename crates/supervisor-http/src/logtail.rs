//! `/logtail/..` and `/mainlogtail`: logs as they grow (H-50..H-54).

use axum::body::Body;
use axum::extract::{Extension, State};
use axum::http::StatusCode;
use axum::http::header::{CONTENT_TYPE, LAST_MODIFIED, X_CONTENT_TYPE_OPTIONS};
use axum::response::{IntoResponse, Response};
use supervisor_api::{Backend, Begin, Channel, LogRef, Namespec};

use crate::activity::Endless;
use crate::app::App;
use crate::error_page::error_page;
use crate::following::{AS_IT_COMES, Following, Until};
use crate::path::DecodedPath;
use crate::time::HttpDate;

/// How much of what is already there a stream begins with (H-51).
const BACKLOG: u64 = 1024;

/// Streams the log of a process.
pub(crate) async fn process<B: Backend>(
    State(app): State<App<B>>,
    Extension(path): Extension<DecodedPath>,
) -> Response {
    let Some(log) = log_of(&path.0) else {
        return error_page(StatusCode::NOT_FOUND);
    };
    let mut response = stream(&app, &log).await;
    if response.status().is_success() {
        let (name, value) = AS_IT_COMES;
        response.headers_mut().insert(name, value);
    }
    response
}

/// Streams the daemon's own log.
pub(crate) async fn main<B: Backend>(State(app): State<App<B>>) -> Response {
    stream(&app, &LogRef::Main).await
}

/// Reads `/logtail/<name>[/<channel>]`.
fn log_of(path: &str) -> Option<LogRef> {
    let (_prefix, rest) = path.strip_prefix('/')?.split_once('/')?;
    let (name, channel) = rest
        .split_once('/')
        .unwrap_or((rest, Channel::Stdout.name()));
    let channel = Channel::ALL
        .into_iter()
        .find(|known| known.name() == channel)?;
    Some(LogRef::Process {
        name: Namespec::parse(name),
        channel,
    })
}

async fn stream<B: Backend>(app: &App<B>, log: &LogRef) -> Response {
    let Ok(followed) = app.backend.follow(log, Begin::Back(BACKLOG)).await else {
        return error_page(StatusCode::NOT_FOUND);
    };
    let headers = [
        (LAST_MODIFIED, HttpDate::of(followed.modified).to_string()),
        (CONTENT_TYPE, "text/plain;charset=utf-8".to_owned()),
        // A browser would gather bytes to guess what they are, and might guess a page.
        (X_CONTENT_TYPE_OPTIONS, "nosniff".to_owned()),
    ];
    let body = Following::new(followed.chunks, app.stop.clone(), Until::Stopped);
    let body = Body::new(body);
    (headers, Extension(Endless), body).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn log(name: &str, channel: Channel) -> Option<LogRef> {
        let name = Namespec::parse(name);
        Some(LogRef::Process { name, channel })
    }

    #[test]
    fn h_50_the_path_names_a_process_and_perhaps_a_channel() {
        assert_eq!(log_of("/logtail/web"), log("web", Channel::Stdout));
        assert_eq!(log_of("/logtail/g:w/stderr"), log("g:w", Channel::Stderr));
        assert_eq!(log_of("/logtailx/web/stdout"), log("web", Channel::Stdout));
    }

    #[test]
    fn h_50_other_paths_name_nothing() {
        assert_eq!(log_of("/logtail"), None);
        assert_eq!(log_of("/logtail/web/"), None);
        assert_eq!(log_of("/logtail/web/stdlog"), None);
        assert_eq!(log_of("/logtail/web/stdout/x"), None);
    }
}
