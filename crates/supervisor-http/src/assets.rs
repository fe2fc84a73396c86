//! The files that pages refer to, and old links too (H-83).

use axum::extract::{Extension, State};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_TYPE, IF_MODIFIED_SINCE, LAST_MODIFIED, LOCATION, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use supervisor_api::Backend;

use crate::app::App;
use crate::error_page::error_page;
use crate::path::DecodedPath;
use crate::time::HttpDate;

const CSS: &str = "text/css";
const GIF: &str = "image/gif";
const PNG: &str = "image/png";

struct Asset {
    path: &'static str,
    kind: &'static str,
    bytes: &'static [u8],
}

/// One row for each file under `assets/`.
macro_rules! assets {
    ($($path:literal $kind:ident,)*) => {
        const ASSETS: &[Asset] = &[$(Asset {
            path: $path,
            kind: $kind,
            bytes: include_bytes!(concat!("../assets/", $path)),
        }),*];
    };
}

assets! {
    "stylesheets/supervisor.css" CSS,
    "images/icon.png" PNG,
    "images/rule.gif" GIF,
    "images/state0.gif" GIF,
    "images/state1.gif" GIF,
    "images/state2.gif" GIF,
    "images/state3.gif" GIF,
    "images/supervisor.gif" GIF,
}

const DIRECTORIES: [&str; 2] = ["stylesheets", "images"];

/// Tells whether a path without its leading slashes has an answer here.
pub(crate) fn is_asset(path: &str) -> bool {
    DIRECTORIES.contains(&path) || find(path).is_some()
}

/// Answers with a file, unless the client has it.
pub(crate) async fn asset<B: Backend>(
    State(app): State<App<B>>,
    Extension(path): Extension<DecodedPath>,
    headers: HeaderMap,
) -> Response {
    let path = path.0.trim_start_matches('/');
    let Some(asset) = find(path) else {
        return with_slash(path);
    };
    let started = HttpDate::of(app.started);
    let modified = (LAST_MODIFIED, started.to_string());
    if has_it(&headers, started) {
        return (StatusCode::NOT_MODIFIED, [modified]).into_response();
    }
    let headers = [
        modified,
        (CONTENT_TYPE, asset.kind.to_owned()),
        // A newer daemon may have other pages, which would look odd with an old style sheet.
        (CACHE_CONTROL, "no-cache".to_owned()),
        (X_CONTENT_TYPE_OPTIONS, "nosniff".to_owned()),
    ];
    (headers, asset.bytes).into_response()
}

fn find(path: &str) -> Option<&'static Asset> {
    ASSETS.iter().find(|asset| asset.path == path)
}

/// Sends a client from a directory to the same with a slash, where there is nothing to see.
fn with_slash(directory: &str) -> Response {
    let location = [(LOCATION, format!("/{directory}/"))];
    (location, error_page(StatusCode::MOVED_PERMANENTLY)).into_response()
}

fn has_it(headers: &HeaderMap, modified: HttpDate) -> bool {
    headers
        .get(IF_MODIFIED_SINCE)
        .and_then(|value| value.to_str().ok())
        .and_then(HttpDate::parse)
        .is_some_and(|since| modified <= since)
}
