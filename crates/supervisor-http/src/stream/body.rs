//! A body that asks for the next event only when the connection takes more.

use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use hyper::body::{Body as HttpBody, Frame};
use supervisor_api::Backend;
use tokio::sync::watch;

use super::frame::GREETING;
use super::reader::Reader;

type Step<B> = Pin<Box<dyn Future<Output = Option<(Bytes, Reader<B>)>> + Send>>;

/// The events of one client, until the server stops.
pub(crate) struct EventBody<B> {
    stop: watch::Receiver<bool>,
    /// `None` after the end.
    step: Option<Step<B>>,
}

impl<B: Backend> EventBody<B> {
    pub(crate) fn new(reader: Reader<B>, stop: watch::Receiver<bool>) -> Self {
        Self {
            stop,
            step: Some(Box::pin(async { Some((GREETING, reader)) })),
        }
    }
}

impl<B: Backend> HttpBody for EventBody<B> {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        let this = self.get_mut();
        let Some(step) = &mut this.step else {
            return Poll::Ready(None);
        };
        let next = ready!(step.as_mut().poll(cx));
        this.step = None;
        let Some((bytes, reader)) = next else {
            return Poll::Ready(None);
        };
        this.step = Some(Box::pin(advance(reader, this.stop.clone())));
        Poll::Ready(Some(Ok(Frame::data(bytes))))
    }
}

/// Waits for the next event; nothing comes any more once the server stops.
async fn advance<B: Backend>(
    mut reader: Reader<B>,
    mut stop: watch::Receiver<bool>,
) -> Option<(Bytes, Reader<B>)> {
    let bytes = tokio::select! {
        // A sender that is gone means the same.
        _ = stop.wait_for(|stop| *stop) => None,
        bytes = reader.next() => Some(bytes),
    };
    Some((bytes?, reader))
}
