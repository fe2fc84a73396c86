//! The pages for people and load balancers.

use std::fmt::Write as _;

use axum::extract::State;
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use supervisor_api::name::display_name;
use supervisor_api::{Backend, Mood, ProcessInfo, Snapshot};

use crate::app::App;
use crate::error_page::error_page;
use crate::rpc::has_length;
use crate::time::{SystemZone, now};

const NO_CACHE: [(header::HeaderName, &str); 4] = [
    (header::CONTENT_TYPE, "text/html;charset=utf-8"),
    (header::PRAGMA, "no-cache"),
    (header::CACHE_CONTROL, "no-cache"),
    (header::EXPIRES, "Thu, 01 Jan 1970 00:00:00 GMT"),
];

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

/// Shows the state of all processes.
pub(crate) async fn status<B: Backend>(State(app): State<App<B>>) -> Response {
    let snapshot = app.backend.snapshot().await;
    match snapshot.mood {
        Mood::Running => (NO_CACHE, status_page(&snapshot)).into_response(),
        // compat: this page is the one that does not answer any more (H-27).
        Mood::Restarting | Mood::Shutdown => error_page(StatusCode::INTERNAL_SERVER_ERROR),
    }
}

fn status_page(snapshot: &Snapshot) -> String {
    let (now, zone) = (now(), SystemZone::read());
    let mut infos: Vec<ProcessInfo> = snapshot
        .processes()
        .map(|process| ProcessInfo::of(process, now, &zone))
        .collect();
    infos.sort_by(|a, b| (&a.group, &a.name).cmp(&(&b.group, &b.name)));
    let table = if infos.is_empty() {
        "<p>No programs to manage</p>\n".to_owned()
    } else {
        status_table(&infos)
    };
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <title>Supervisor Status</title>\n</head>\n<body>\n<h1>Supervisor Status</h1>\n\
         {table}<p>{}</p>\n</body>\n</html>\n",
        Escaped(&snapshot.identifier)
    )
}

fn status_table(infos: &[ProcessInfo]) -> String {
    let mut table = String::from(
        "<table>\n<thead>\n<tr><th>State</th><th>Description</th><th>Name</th></tr>\n\
         </thead>\n<tbody>\n",
    );
    for info in infos {
        let name = display_name(info.group.as_str(), info.name.as_str());
        // Writing into a String cannot fail.
        let _ = writeln!(
            table,
            "<tr><td>{}</td><td>{}</td><td>{}</td></tr>",
            info.state.name().to_lowercase(),
            Escaped(&info.description),
            Escaped(&name)
        );
    }
    table.push_str("</tbody>\n</table>\n");
    table
}

/// Text that cannot become markup.
struct Escaped<'a>(&'a str);

impl std::fmt::Display for Escaped<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for character in self.0.chars() {
            match character {
                '&' => f.write_str("&amp;"),
                '<' => f.write_str("&lt;"),
                '>' => f.write_str("&gt;"),
                '"' => f.write_str("&quot;"),
                '\'' => f.write_str("&#39;"),
                other => f.write_char(other),
            }?;
        }
        Ok(())
    }
}
