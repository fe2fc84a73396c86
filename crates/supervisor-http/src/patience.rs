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

/// A stream with limits on the time that a request head, a pause in reading and a departure take.
pub(crate) struct Patient<S> {
    stream: S,
    activity: Arc<Activity>,
    head_time: Duration,
    linger: Duration,
    stall_time: Duration,
    /// Runs out when the client has taken nothing for too long.
    stall: Option<Pin<Box<Sleep>>>,
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
            stall_time: limits.stall_time,
            stall: None,
            timer: None,
            ended: false,
        }
    }

    /// Waits for the rest of a request head, but not for ever.
    fn poll_head_time(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        if !matches!(self.activity.phase(), Phase::Head { .. }) {
            self.timer = None;
            return Poll::Pending;
        }
        ready!(self.poll_timer(cx, self.head_time));
        Poll::Ready(Err(io::ErrorKind::TimedOut.into()))
    }

    /// Waits for the client to take more of its answer, but not for ever.
    fn poll_stall<T>(
        &mut self,
        cx: &mut Context<'_>,
        written: Poll<io::Result<T>>,
    ) -> Poll<io::Result<T>> {
        if written.is_ready() {
            self.stall = None;
            return written;
        }
        let time = self.stall_time;
        let stall = self.stall.get_or_insert_with(|| Box::pin(sleep(time)));
        ready!(stall.as_mut().poll(cx));
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
        let this = self.get_mut();
        let written = Pin::new(&mut this.stream).poll_write(cx, buf);
        this.poll_stall(cx, written)
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
        let this = self.get_mut();
        let written = Pin::new(&mut this.stream).poll_write_vectored(cx, bufs);
        this.poll_stall(cx, written)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }
}

#[cfg(test)]
mod tests {
    use bytes::BufMut as _;
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, DuplexStream, duplex};
    use tokio::time::{advance, timeout};

    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    /// A stream that holds four bytes, and its client.
    fn stalling_after(stall_time: Duration) -> (Patient<DuplexStream>, DuplexStream) {
        let (client, server) = duplex(4);
        let limits = Limits {
            stall_time,
            ..Limits::default()
        };
        let activity = Arc::new(Activity::new());
        (Patient::new(server, activity, &limits), client)
    }

    #[tokio::test(flavor = "current_thread", start_paused = true)]
    async fn a_client_that_takes_nothing_is_given_up() {
        let (mut stream, _client) = stalling_after(10 * SECOND);

        let written = timeout(11 * SECOND, stream.write_all(b"12345")).await;

        let error = written.unwrap().unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::TimedOut);
    }

    #[tokio::test(flavor = "current_thread", start_paused = true)]
    async fn a_client_that_takes_something_now_and_then_gets_everything() {
        let (mut stream, mut client) = stalling_after(10 * SECOND);
        let reader = tokio::spawn(async move {
            let mut taken = Vec::new();
            while client.read_buf(&mut (&mut taken).limit(1)).await.unwrap() > 0 {
                advance(9 * SECOND).await;
            }
            taken
        });

        stream.write_all(b"a long answer").await.unwrap();
        drop(stream);

        assert_eq!(reader.await.unwrap(), b"a long answer");
    }
}
