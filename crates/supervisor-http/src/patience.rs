//! A stream that knows how long to be patient with its client.
//!
//! hyper's own limit for request heads also runs while a connection is idle, which would cut off
//! clients that keep a connection for hours. And hyper takes a client that has closed its sending
//! side for gone, although tools such as socat do so and then wait for the answer.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Sleep, sleep};

use crate::activity::{Activity, Phase};
use crate::settings::Limits;

/// A stream with limits on the time that a request head and a departure take.
pub(crate) struct Patient<S> {
    stream: S,
    activity: Arc<Activity>,
    head_time: Duration,
    linger: Duration,
    /// Runs out for the head, or after the end for the answer.
    timer: Option<Pin<Box<Sleep>>>,
    /// The client has closed its sending side.
    ended: bool,
}

impl<S> Patient<S> {
    pub(crate) fn new(stream: S, activity: Arc<Activity>, limits: &Limits) -> Self {
        Self {
            stream,
            activity,
            head_time: limits.head_time,
            linger: limits.linger,
            timer: None,
            ended: false,
        }
    }

    /// Waits for the rest of a request head, but not for ever.
    fn poll_head_time(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        if self.activity.phase() != Phase::Head {
            self.timer = None;
            return Poll::Pending;
        }
        ready!(self.poll_timer(cx, self.head_time));
        Poll::Ready(Err(io::ErrorKind::TimedOut.into()))
    }

    /// Holds the end of the stream back while an answer is on the way.
    fn poll_linger(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        if self.activity.poll_answered(cx).is_pending() {
            ready!(self.poll_timer(cx, self.linger));
        }
        Poll::Ready(Ok(()))
    }

    fn poll_timer(&mut self, cx: &mut Context<'_>, time: Duration) -> Poll<()> {
        let timer = self.timer.get_or_insert_with(|| Box::pin(sleep(time)));
        timer.as_mut().poll(cx)
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Patient<S> {
    fn poll_read(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        if this.ended {
            return this.poll_linger(cx);
        }
        let before = buf.filled().len();
        match Pin::new(&mut this.stream).poll_read(cx, buf) {
            Poll::Pending => this.poll_head_time(cx),
            Poll::Ready(Ok(())) if buf.filled().len() == before => {
                this.ended = true;
                this.timer = None;
                this.poll_linger(cx)
            }
            Poll::Ready(Ok(())) => {
                if matches!(this.activity.phase(), Phase::Idle { .. }) {
                    this.timer = None;
                    this.activity.head_begins();
                }
                Poll::Ready(Ok(()))
            }
            Poll::Ready(Err(error)) => Poll::Ready(Err(error)),
        }
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Patient<S> {
    fn poll_write(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.get_mut().stream).poll_write(cx, buf)
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_flush(cx)
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_shutdown(cx)
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.get_mut().stream).poll_write_vectored(cx, bufs)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }
}
