//! The signals that the daemon acts on, as facts for the core (P-103..P-106).

use std::io;
use std::task::{Context, Poll};

use supervisor_api::Signal;
use supervisor_core::DaemonSignal;
use tokio::signal::unix::{self, SignalKind};

/// What the daemon was told by a signal.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Heard {
    Signal(DaemonSignal),
    /// SIGCHLD.
    Children,
}

/// The streams of the daemon's own signals. Those that are pending at the same instant come in
/// ascending order of their numbers, as in Supervisor (P-94).
pub(crate) struct Signals {
    streams: [(unix::Signal, DaemonSignal); 5],
    children: unix::Signal,
}

impl Signals {
    /// Takes the signals over from their default actions.
    pub(crate) fn install() -> io::Result<Self> {
        let stream = |number: i32, meaning| {
            unix::signal(SignalKind::from_raw(number)).map(|stream| (stream, meaning))
        };
        let exit = |number| stream(number, DaemonSignal::Exit(Signal::new(number)));
        Ok(Self {
            streams: [
                stream(libc::SIGHUP, DaemonSignal::Restart)?,
                exit(libc::SIGINT)?,
                exit(libc::SIGQUIT)?,
                stream(libc::SIGUSR2, DaemonSignal::ReopenLogs)?,
                exit(libc::SIGTERM)?,
            ],
            children: unix::signal(SignalKind::child())?,
        })
    }

    /// Waits for a signal. SIGCHLD comes last, however many children it stands for.
    pub(crate) fn poll_recv(&mut self, context: &mut Context<'_>) -> Poll<Heard> {
        for (stream, meaning) in &mut self.streams {
            if stream.poll_recv(context).is_ready() {
                return Poll::Ready(Heard::Signal(*meaning));
            }
        }
        self.children.poll_recv(context).map(|_| Heard::Children)
    }
}
