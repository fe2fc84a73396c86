//! The beginning of a stream: who gets one, and where it starts.

use axum::body::Body;
use axum::extract::{Extension, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, RETRY_AFTER, X_CONTENT_TYPE_OPTIONS};
use axum::http::{HeaderMap, HeaderName, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use supervisor_api::resource::Problem;
use supervisor_api::{Backend, ChangeNumber};

use super::body::EventBody;
use super::reader::{Reader, Samples};
use super::seats::Seat;
use crate::access::Access;
use crate::activity::Endless;
use crate::app::App;
use crate::classic::Form;
use crate::origin::{is_foreign, refuse_foreign};
use crate::time::now;

/// What a browser sends when it connects again: the number of the last event that had one.
const LAST_EVENT_ID: &str = "last-event-id";

/// Streams events.
pub(crate) async fn events<B: Backend>(
    State(app): State<App<B>>,
    _may_look: Access,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    // No other site could read them, but it could take all the seats.
    if is_foreign(&headers) {
        return refuse_foreign();
    }
    let start = match Start::read(&uri, &headers) {
        Ok(start) => start,
        Err(detail) => return problem(StatusCode::BAD_REQUEST, detail),
    };
    match app.seats.take() {
        Some(seat) => stream(app, seat, start),
        None => {
            let detail = "as many streams as there may be are open already";
            let answer = problem(StatusCode::SERVICE_UNAVAILABLE, detail);
            ([(RETRY_AFTER, "5")], answer).into_response()
        }
    }
}

/// What a client asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Start {
    after: Option<ChangeNumber>,
    samples: bool,
}

impl Start {
    fn read(uri: &Uri, headers: &HeaderMap) -> Result<Self, &'static str> {
        let query = Form::of_query(uri.query().unwrap_or_default());
        let after = match query.field("after") {
            None => None,
            Some(text) => Some(number(text).ok_or("after= takes the number of an event")?),
        };
        let samples = match query.field("samples") {
            None | Some("true") => true,
            Some("false") => false,
            Some(_) => return Err("samples= takes true or false"),
        };
        // It is newer than the address, which stays the same when a browser connects again. One
        // that is none of ours gets a snapshot.
        let last = headers.get(LAST_EVENT_ID);
        let after = match last.and_then(|last| last.to_str().ok()) {
            None => after,
            Some(last) => number(last),
        };
        Ok(Self { after, samples })
    }
}

fn number(text: &str) -> Option<ChangeNumber> {
    text.parse().ok().map(ChangeNumber)
}

fn stream<B: Backend>(app: App<B>, seat: Seat, start: Start) -> Response {
    let samples = match start.samples {
        true => Samples::later_than(now()),
        false => Samples::Unwanted,
    };
    let reader = Reader {
        backend: app.backend,
        seat,
        started: app.started,
        seen: start.after,
        samples,
        stop: app.stop,
    };
    let headers = [
        (CONTENT_TYPE, "text/event-stream"),
        (CACHE_CONTROL, "no-store"),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        // A proxy is not to gather what comes.
        (HeaderName::from_static("x-accel-buffering"), "no"),
    ];
    let body = Body::new(EventBody::new(reader));
    (headers, Extension(Endless), body).into_response()
}

fn problem(status: StatusCode, detail: &str) -> Response {
    let problem = Problem {
        kind: "about:blank".to_owned(),
        title: status.canonical_reason().unwrap_or_default().to_owned(),
        status: status.as_u16(),
        detail: Some(detail.to_owned()),
    };
    let body = serde_json::to_vec(&problem).unwrap_or_default();
    let headers = [
        (CONTENT_TYPE, "application/problem+json"),
        (CACHE_CONTROL, "no-store"),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    (status, headers, body).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn start(uri: &'static str, last: Option<&str>) -> Result<Start, &'static str> {
        let mut headers = HeaderMap::new();
        if let Some(last) = last {
            headers.insert(LAST_EVENT_ID, last.parse().unwrap());
        }
        Start::read(&Uri::from_static(uri), &headers)
    }

    fn after(uri: &'static str, last: Option<&str>) -> Option<ChangeNumber> {
        start(uri, last).unwrap().after
    }

    #[test]
    fn the_last_number_comes_before_the_address_that_it_was_connected_with() {
        assert_eq!(after("/", None), None);
        assert_eq!(after("/?after=7", None), Some(ChangeNumber(7)));
        assert_eq!(after("/?after=7", Some("9")), Some(ChangeNumber(9)));
        assert_eq!(after("/?after=7", Some("yesterday")), None);
    }

    #[test]
    fn what_an_address_may_not_say_is_told() {
        assert!(start("/?after=-1", None).is_err());
        assert!(start("/?samples=no", None).is_err());
        assert!(!start("/?samples=false", None).unwrap().samples);
        assert!(start("/?samples=true", None).unwrap().samples);
    }
}
