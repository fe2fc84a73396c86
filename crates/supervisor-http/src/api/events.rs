//! `/events`: what happens, as it happens.

use axum::body::Body;
use axum::extract::{Extension, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use supervisor_api::{Backend, ChangeNumber};

use super::answer::ALWAYS;
use super::problem::Refusal;
use super::query::{Query, flag};
use crate::activity::Endless;
use crate::app::App;
use crate::following::AS_IT_COMES;
use crate::operations::Selector;
use crate::origin::is_foreign;
use crate::stream::{EventBody, Reader, Samples, Seat};
use crate::time::now;

/// What a browser sends when it connects again: the number of the last event that had one.
const LAST_EVENT_ID: &str = "last-event-id";

/// What to tell, and from where on.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct Wanted {
    /// A selector; without it, everything is told. With it, of processes only those that it means,
    /// and of a state in it when a process enters and leaves it.
    #[serde(default)]
    #[param(value_type = Option<String>)]
    select: String,
    /// The number of the last event that the client has seen; `Last-Event-ID` comes before it.
    after: Option<u64>,
    /// Whether to tell what programs use. The daemon samples for as long as somebody wants that,
    /// and an hour longer.
    #[serde(default = "yes", deserialize_with = "flag")]
    #[param(value_type = Option<bool>, default = true)]
    samples: bool,
}

const fn yes() -> bool {
    true
}

/// Streams server-sent events: a snapshot, and then every change with the next number, and samples
/// without a number. A client that comes back with the last number that it has seen misses nothing.
#[utoipa::path(
    get, path = "/events", operation_id = "streamEvents",
    tag = "daemon",
    params(
        Wanted,
        ("Last-Event-ID" = Option<String>, Header, description = "The last number, from a browser"),
    ),
    responses(
        (
            status = 200, description = "Events named `snapshot`, `change` and `sample`, whose data \
                are `StreamSnapshot`, `StreamChange` and `StreamSample`",
            content_type = "text/event-stream", body = String
        ),
        super::openapi::Unreadable,
        (
            status = 503, description = "As many streams as there may be are open",
            content_type = "application/problem+json", body = supervisor_api::resource::Problem
        ),
    )
)]
pub(super) async fn stream<B: Backend>(
    State(app): State<App<B>>,
    Query(wanted): Query<Wanted>,
    headers: HeaderMap,
) -> Response {
    // No other site could read them, but it could take all the seats.
    if is_foreign(&headers) {
        return Refusal::foreign().into_response();
    }
    let selector = match Selector::parse(&wanted.select) {
        Ok(selector) => selector,
        Err(error) => return Refusal::from(error).into_response(),
    };
    let after = wanted.after(&headers);
    match app.seats.take() {
        Some(seat) => answer(reader(app, seat, selector, wanted.samples, after)),
        None => full(),
    }
}

impl Wanted {
    /// Tells which change the client has seen last.
    fn after(&self, headers: &HeaderMap) -> Option<ChangeNumber> {
        let number = match headers.get(LAST_EVENT_ID) {
            None => self.after,
            // It is newer than the address, which stays the same when a browser connects again.
            // One that is none of ours gets a snapshot.
            Some(last) => last.to_str().ok().and_then(|last| last.parse().ok()),
        };
        number.map(ChangeNumber)
    }
}

fn reader<B: Backend>(
    app: App<B>,
    seat: Seat,
    selector: Selector,
    samples: bool,
    seen: Option<ChangeNumber>,
) -> Reader<B> {
    let samples = match samples {
        true => Samples::Since(now()),
        false => Samples::Unwanted,
    };
    Reader {
        backend: app.backend,
        seat,
        started: app.started,
        selector,
        seen,
        samples,
        stop: app.stop,
    }
}

fn answer<B: Backend>(reader: Reader<B>) -> Response {
    let kind = [(header::CONTENT_TYPE, "text/event-stream")];
    let body = Body::new(EventBody::new(reader));
    (ALWAYS, kind, [AS_IT_COMES], Extension(Endless), body).into_response()
}

fn full() -> Response {
    let detail = "as many streams as there may be are open already";
    let mut response = Refusal::new(StatusCode::SERVICE_UNAVAILABLE, detail).into_response();
    let soon = HeaderValue::from_static("5");
    response.headers_mut().insert(header::RETRY_AFTER, soon);
    response
}

#[cfg(test)]
mod tests {
    use axum::http::Uri;

    use super::*;

    fn wanted(uri: &'static str) -> Result<Wanted, String> {
        let query = axum::extract::Query::try_from_uri(&Uri::from_static(uri));
        query
            .map(|query| query.0)
            .map_err(|error| error.body_text())
    }

    fn after(uri: &'static str, last: Option<&str>) -> Option<u64> {
        let mut headers = HeaderMap::new();
        if let Some(last) = last {
            headers.insert(LAST_EVENT_ID, last.parse().unwrap());
        }
        wanted(uri).unwrap().after(&headers).map(|number| number.0)
    }

    #[test]
    fn the_last_number_comes_before_the_address_that_it_was_connected_with() {
        assert_eq!(after("/", None), None);
        assert_eq!(after("/?after=7", None), Some(7));
        assert_eq!(after("/?after=7", Some("9")), Some(9));
        assert_eq!(after("/?after=7", Some("yesterday")), None);
    }

    #[test]
    fn what_an_address_may_not_say_is_refused() {
        assert!(wanted("/?after=-1").is_err());
        assert!(wanted("/?samples=no").is_err());
        assert!(wanted("/?sample=false").is_err());
        assert!(!wanted("/?samples=false").unwrap().samples);
        assert!(wanted("/?samples=true").unwrap().samples);
        assert!(wanted("/").unwrap().samples);
    }
}
