//! The log line of a request (H-30), written when its answer has been sent.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use axum::body::Body;
use axum::http::{Request, Response, StatusCode};
use bytes::Bytes;
use hyper::body::{Body as HttpBody, Frame, SizeHint};

use crate::activity::Activity;
use crate::listener::Peer;
use crate::printable::Printable;
use crate::time::log_date;

/// What is known of a request before it is answered.
pub(crate) struct RequestLog {
    peer: Peer,
    /// The request line, as far as anybody wants to see it.
    line: Option<String>,
    activity: Arc<Activity>,
}

impl RequestLog {
    pub(crate) fn begin<T>(peer: Peer, request: &Request<T>, activity: Arc<Activity>) -> Self {
        let line = tracing::enabled!(target: "supervisord", tracing::Level::TRACE).then(|| {
            let (method, uri) = (request.method(), Printable(request.uri()));
            format!("{method} {uri} {:?}", request.version())
        });
        Self {
            peer,
            line,
            activity,
        }
    }

    /// Follows the answer to its end.
    pub(crate) fn follow(self, response: Response<Body>) -> Response<Logged> {
        let status = response.status();
        let bytes = head_bytes(&response);
        response.map(|body| Logged {
            body,
            log: self,
            status,
            bytes,
        })
    }
}

/// The body of an answer, which is counted as it goes.
pub(crate) struct Logged {
    body: Body,
    log: RequestLog,
    status: StatusCode,
    bytes: usize,
}

impl HttpBody for Logged {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let this = self.get_mut();
        let polled = Pin::new(&mut this.body).poll_frame(cx);
        if let Poll::Ready(Some(Ok(frame))) = &polled {
            this.bytes += frame.data_ref().map_or(0, Bytes::len);
        }
        polled
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

impl Drop for Logged {
    fn drop(&mut self) {
        let RequestLog {
            peer,
            line,
            activity,
        } = &self.log;
        activity.answer_ends();
        let Some(line) = line else {
            return;
        };
        let (label, date) = (peer.label(), log_date());
        let (status, bytes) = (self.status.as_u16(), self.bytes);
        tracing::trace!(target: "supervisord", "{label} - - [{date}] \"{line}\" {status} {bytes}");
    }
}

/// Counts the head of an answer, as the original does.
fn head_bytes(response: &Response<Body>) -> usize {
    // What hyper adds: the version in front, the date, the line ends.
    const FIXED: usize =
        "HTTP/1.1 200 \r\n\r\n".len() + "Date: Wed, 25 Nov 2026 14:44:21 GMT\r\n".len();
    let reason = response.status().canonical_reason().unwrap_or_default();
    let headers: usize = response
        .headers()
        .iter()
        .map(|(name, value)| name.as_str().len() + value.len() + ": \r\n".len())
        .sum();
    FIXED + reason.len() + headers
}
