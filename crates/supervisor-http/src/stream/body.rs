//! A body that asks for the next event only when the connection takes more.

use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use hyper::body::{Body as HttpBody, Frame};
use supervisor_api::Backend;

use super::frame::GREETING;
use super::reader::Reader;

type Step<B> = Pin<Box<dyn Future<Output = Option<(Bytes, Reader<B>)>> + Send>>;

/// The events of one client, until the server stops.
pub(crate) struct EventBody<B> {
    /// `None` after the end.
    step: Option<Step<B>>,
}

impl<B: Backend> EventBody<B> {
    pub(crate) fn new(reader: Reader<B>) -> Self {
        Self {
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
        this.step = Some(Box::pin(advance(reader)));
        Poll::Ready(Some(Ok(Frame::data(bytes))))
    }
}

async fn advance<B: Backend>(mut reader: Reader<B>) -> Option<(Bytes, Reader<B>)> {
    let bytes = reader.next().await?;
    Some((bytes, reader))
}
