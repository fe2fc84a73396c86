//! The files of the page. Their directory is named after what is in them, so that a browser may
//! keep them for good and a newer daemon has others.

use std::fmt::Write as _;
use std::sync::LazyLock;

use axum::extract::Extension;
use axum::http::header::{
    CACHE_CONTROL, CONTENT_TYPE, ETAG, IF_NONE_MATCH, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use sha1::{Digest as _, Sha1};

use crate::error_page::error_page;
use crate::path::DecodedPath;

const CSS: &str = "text/css;charset=utf-8";
const JS: &str = "text/javascript;charset=utf-8";
const SVG: &str = "image/svg+xml";
const TEXT: &str = "text/plain;charset=utf-8";

struct Asset {
    name: &'static str,
    kind: &'static str,
    bytes: &'static [u8],
}

/// One row for each file under `assets/ui/`.
macro_rules! assets {
    ($($name:literal $kind:ident,)*) => {
        const ASSETS: &[Asset] = &[$(Asset {
            name: $name,
            kind: $kind,
            bytes: include_bytes!(concat!("../../assets/ui/", $name)),
        }),*];
    };
}

assets! {
    "page.css" CSS,
    "program.css" CSS,
    "uplot.css" CSS,
    "page.js" JS,
    "act.js" JS,
    "ansi.js" JS,
    "board.js" JS,
    "charts.js" JS,
    "dialog.js" JS,
    "filter.js" JS,
    "head.js" JS,
    "keys.js" JS,
    "lines.js" JS,
    "lives.js" JS,
    "log.js" JS,
    "program.js" JS,
    "spark.js" JS,
    "stream.js" JS,
    "time.js" JS,
    "timeline.js" JS,
    "words.js" JS,
    "uplot.js" JS,
    "uplot.LICENSE" TEXT,
    "good.svg" SVG,
    "bad.svg" SVG,
    "busy.svg" SVG,
}

static DIGEST: LazyLock<String> = LazyLock::new(|| {
    let mut digest = Sha1::new();
    for asset in ASSETS {
        digest.update(asset.name);
        digest.update(asset.bytes);
    }
    let mut text = String::new();
    for byte in digest.finalize().iter().take(8) {
        // Writing into a String cannot fail.
        let _ = write!(text, "{byte:02x}");
    }
    text
});

/// Returns the name of the directory below `/ui/` that the files are in.
pub(crate) fn asset_directory() -> &'static str {
    &DIGEST
}

/// Answers with a file. One of another daemon's directory is not there: the page that asks for it
/// is of another version too.
pub(crate) async fn asset(Extension(path): Extension<DecodedPath>, headers: HeaderMap) -> Response {
    let Some(asset) = find(&path.0) else {
        return error_page(StatusCode::NOT_FOUND);
    };
    let tag = format!("\"{}\"", asset_directory());
    let known = headers
        .get(IF_NONE_MATCH)
        .is_some_and(|known| *known == *tag);
    let headers = [
        (ETAG, tag.as_str()),
        (CACHE_CONTROL, "private, max-age=31536000, immutable"),
        (CONTENT_TYPE, asset.kind),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    match known {
        true => (StatusCode::NOT_MODIFIED, headers).into_response(),
        false => (headers, asset.bytes).into_response(),
    }
}

fn find(path: &str) -> Option<&'static Asset> {
    let (directory, name) = path.strip_prefix("/ui/")?.split_once('/')?;
    let mut assets = ASSETS.iter().filter(|_| directory == asset_directory());
    assets.find(|asset| asset.name == name)
}
