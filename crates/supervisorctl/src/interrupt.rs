//! Ctrl-C.

use tokio::signal::unix::{SignalKind, signal};

/// Works until it is done or the user presses Ctrl-C, which gives `None`.
///
/// From the first call on, SIGINT no longer ends the program by itself.
pub(crate) async fn until_interrupted<T>(work: impl Future<Output = T>) -> Option<T> {
    let Ok(mut interrupts) = signal(SignalKind::interrupt()) else {
        return Some(work.await);
    };
    tokio::select! {
        done = work => Some(done),
        _ = interrupts.recv() => None,
    }
}
