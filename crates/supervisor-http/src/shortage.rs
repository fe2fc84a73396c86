//! The times when no connection can be accepted, for want of descriptors say.

use std::io;
use std::time::Duration;

use tokio::time::{Instant, sleep_until};

/// How long the server waits before it tries again.
const PAUSE: Duration = Duration::from_millis(250);

/// How long connections must have been accepted before a shortage is over: in the midst of one, a
/// client that leaves makes room for a single other.
const CALM: Duration = Duration::from_secs(10);

/// Whether connections can be accepted. The log has one line when that ends and one when it is so
/// again, however long it takes and however many wait.
#[derive(Debug, Default)]
pub(crate) struct Shortage {
    last_failure: Option<Instant>,
}

impl Shortage {
    /// Deals with a failure to accept.
    pub(crate) fn note_failure(&mut self, error: &io::Error) {
        if !is_of_one_client(error) && self.begins() {
            tracing::warn!(target: "supervisord", "cannot accept connections: {error}");
        }
    }

    /// Deals with a connection that was accepted.
    pub(crate) fn note_success(&mut self) {
        if self.ends() {
            tracing::warn!(target: "supervisord", "connections are accepted again");
        }
    }

    /// Tells whether this is news.
    fn begins(&mut self) -> bool {
        self.last_failure.replace(Instant::now()).is_none()
    }

    /// Tells whether this is news.
    fn ends(&mut self) -> bool {
        let is_over = |failure: &mut Instant| failure.elapsed() >= CALM;
        self.last_failure.take_if(is_over).is_some()
    }

    /// Waits until there is sense in trying.
    pub(crate) async fn pause(&self) {
        if let Some(failure) = self.last_failure {
            sleep_until(failure + PAUSE).await;
        }
    }
}

/// Tells whether only that client is concerned, which left before it was accepted: accept(2) passes
/// on what went wrong with its connection.
fn is_of_one_client(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::ConnectionAborted
            | io::ErrorKind::ConnectionReset
            | io::ErrorKind::Interrupted
    )
}

#[cfg(test)]
mod tests {
    use tokio::time::advance;

    use super::*;

    #[tokio::test(flavor = "current_thread", start_paused = true)]
    async fn only_a_shortage_makes_the_server_pause() {
        let mut shortage = Shortage::default();
        let start = Instant::now();

        shortage.note_failure(&io::ErrorKind::ConnectionAborted.into());
        shortage.pause().await;
        assert_eq!(start.elapsed(), Duration::ZERO);

        shortage.note_failure(&io::ErrorKind::QuotaExceeded.into());
        shortage.pause().await;
        assert_eq!(start.elapsed(), PAUSE);

        shortage.note_success();
        shortage.pause().await;
        assert_eq!(start.elapsed(), PAUSE);
    }

    #[tokio::test(flavor = "current_thread", start_paused = true)]
    async fn a_shortage_is_news_when_it_begins_and_when_it_is_over_for_good() {
        let mut shortage = Shortage::default();

        assert!(!shortage.ends());
        assert!(shortage.begins());
        for _ in 0..5 {
            advance(CALM / 2).await;
            assert!(!shortage.ends(), "room for one is no end");
            assert!(!shortage.begins());
        }

        advance(CALM).await;
        assert!(shortage.ends());
        assert!(!shortage.ends());
        assert!(shortage.begins());
    }
}
