//! A body that is a log, as far as it goes or as it grows.

use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};

use axum::http::{HeaderName, HeaderValue};
use bytes::Bytes;
use futures_core::Stream;
use hyper::body::{Body as HttpBody, Frame};
use tokio::sync::watch;

/// Tells a proxy to pass on what comes as it comes.
pub(crate) const AS_IT_COMES: (HeaderName, HeaderValue) = (
    HeaderName::from_static("x-accel-buffering"),
    HeaderValue::from_static("no"),
);

/// When such a body ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Until {
    /// When the server has stopped and everything is sent, or when the log ends.
    Stopped,
    /// After that many bytes, or earlier if there are no more for now.
    Bytes(u64),
}

/// A body whose bytes come from a follower of a log.
pub(crate) struct Following<S> {
    chunks: Pin<Box<S>>,
    stopped: Pin<Box<dyn Future<Output = ()> + Send>>,
    until: Until,
}

impl<S> Following<S> {
    pub(crate) fn new(chunks: S, stop: watch::Receiver<bool>, until: Until) -> Self {
        Self {
            chunks: Box::pin(chunks),
            stopped: Box::pin(stopped(stop)),
            until,
        }
    }

    /// Takes what still belongs to the body off a chunk.
    fn measure(&mut self, mut chunk: Bytes) -> Bytes {
        if let Until::Bytes(left) = &mut self.until {
            chunk.truncate(usize::try_from(*left).unwrap_or(usize::MAX));
            *left -= u64::try_from(chunk.len()).unwrap_or(*left);
        }
        chunk
    }
}

impl<S: Stream<Item = Bytes>> HttpBody for Following<S> {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        if self.until == Until::Bytes(0) {
            return Poll::Ready(None);
        }
        match (self.chunks.as_mut().poll_next(cx), self.until) {
            (Poll::Pending, Until::Stopped) => self.stopped.as_mut().poll(cx).map(|()| None),
            (Poll::Pending, Until::Bytes(_)) | (Poll::Ready(None), _) => Poll::Ready(None),
            (Poll::Ready(Some(chunk)), _) => {
                Poll::Ready(Some(Ok(Frame::data(self.measure(chunk)))))
            }
        }
    }
}

async fn stopped(mut stop: watch::Receiver<bool>) {
    // A sender that is gone means the same.
    let _ = stop.wait_for(|stop| *stop).await;
}
