//! One connection, from its first request to its end.

use std::convert::Infallible;
use std::pin::pin;
use std::sync::Arc;

use axum::body::Body;
use axum::http::{HeaderValue, Request, Response, header};
use axum::routing::Router;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::sync::Notify;
use tokio::time::timeout;
use tower::ServiceExt as _;

use crate::activity::{Activity, Endless, Phase};
use crate::listener::Peer;
use crate::path::canonical;
use crate::patience::Patient;
use crate::request_log::{Logged, RequestLog};
use crate::settings::Limits;

/// How large the head of a request may be, and with it the buffer that it is read into.
const HEAD_BYTES: usize = 64 * 1024;

/// What others know of a connection.
#[derive(Debug)]
pub(crate) struct Connection {
    pub(crate) activity: Arc<Activity>,
    /// Asks it to end after the answer that is on the way.
    pub(crate) close: Notify,
}

impl Connection {
    pub(crate) fn new() -> Self {
        Self {
            activity: Arc::new(Activity::new()),
            close: Notify::new(),
        }
    }
}

/// How the wait for a connection ended.
enum Turn {
    Over,
    Close,
}

/// Answers the requests of one connection until it ends or is asked to.
pub(crate) async fn answer_all(
    stream: impl AsyncRead + AsyncWrite + Unpin,
    peer: Peer,
    router: Router,
    connection: Arc<Connection>,
    limits: Limits,
) {
    let activity = Arc::clone(&connection.activity);
    let service = service_fn(|request| {
        // Before anything is awaited: hyper looks for the client's end as soon as it has the
        // request, and would take one that comes right behind it for a departure.
        activity.answer_begins();
        answer(router.clone(), request, peer.clone(), activity.clone())
    });
    let stream = Patient::new(stream, Arc::clone(&activity), &limits);
    let mut http = pin!(
        http1::Builder::new()
            .header_read_timeout(None)
            .title_case_headers(true)
            .max_header_size(HEAD_BYTES)
            .max_buf_size(HEAD_BYTES)
            .serve_connection(TokioIo::new(stream), service)
    );
    let turn = tokio::select! {
        // An error means that the client left or sent no HTTP; hyper has answered that.
        _ = http.as_mut() => Turn::Over,
        () = connection.close.notified() => Turn::Close,
    };
    // A head that is not complete by now gets no answer that could be waited for.
    let has_begun = matches!(activity.phase(), Phase::Head { .. });
    if matches!(turn, Turn::Close) && !has_begun {
        http.as_mut().graceful_shutdown();
        let _ = timeout(limits.grace, http).await;
    }
}

async fn answer(
    router: Router,
    mut request: Request<Incoming>,
    peer: Peer,
    activity: Arc<Activity>,
) -> Result<Response<Logged>, Infallible> {
    let log = RequestLog::begin(peer.clone(), &request, Arc::clone(&activity));
    canonical(&mut request);
    request.extensions_mut().insert(peer);
    let mut response = router.oneshot(request.map(Body::new)).await?;
    let server = HeaderValue::from_static("Medusa/1.12");
    response.headers_mut().insert(header::SERVER, server);
    if response.extensions().get::<Endless>().is_some() {
        activity.stream_begins();
    }
    Ok(log.follow(response))
}

#[cfg(test)]
mod tests {
    use axum::routing::get;
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, duplex};

    use super::*;

    #[tokio::test(flavor = "current_thread")]
    async fn a_client_that_ends_right_behind_its_request_gets_its_answer() {
        let (mut client, server) = duplex(1024);
        let request = b"GET / HTTP/1.1\r\nHost: sv\r\n\r\n";
        client.write_all(request).await.unwrap();
        client.shutdown().await.unwrap();

        let peer = Peer::Tcp("192.0.2.1:1".parse().unwrap());
        let router = Router::new().route("/", get(async || "hello"));
        let connection = Arc::new(Connection::new());
        answer_all(server, peer, router, connection, Limits::default()).await;

        let mut answer = String::new();
        client.read_to_string(&mut answer).await.unwrap();
        assert!(answer.ends_with("hello"), "{answer:?}");
    }
}
