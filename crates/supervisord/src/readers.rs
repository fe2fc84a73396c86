//! Reads parts of logs on other threads, a few at a time: a log may be large and its disk slow.

use std::path::PathBuf;
use std::sync::Arc;

use supervisor_api::{Fault, FaultCode, LogRead, LogSlice};
use tokio::sync::Semaphore;

use crate::output;

/// How many logs are read at once; each answer may be large.
const READERS: usize = 4;

/// Those who read. Clones share their number.
#[derive(Clone, Debug)]
pub(crate) struct Readers {
    turns: Arc<Semaphore>,
}

impl Readers {
    pub(crate) fn new() -> Self {
        Self {
            turns: Arc::new(Semaphore::new(READERS)),
        }
    }

    /// Reads what is asked for from the log at `path`, which may not be configured.
    pub(crate) async fn read(
        &self,
        path: Option<PathBuf>,
        read: LogRead,
    ) -> Result<LogSlice, Fault> {
        let turn = Arc::clone(&self.turns).acquire_owned().await;
        let reading = tokio::task::spawn_blocking(move || {
            // A client that leaves does not end the reading, which keeps its turn until then.
            let _turn = turn;
            output::read(path.as_deref(), &read)
        });
        let failed = |_| Err(Fault::new(FaultCode::Failed));
        reading.await.unwrap_or_else(failed)
    }
}

#[cfg(test)]
mod tests {
    use std::future::poll_fn;
    use std::pin::pin;
    use std::sync::mpsc;
    use std::task::Poll;

    use supervisor_api::LogRef;
    use supervisor_api::log::ReadRule;

    use super::*;

    #[test]
    fn x_25_a_log_is_read_on_another_thread_than_that_of_the_loop() {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .max_blocking_threads(1)
            .build()
            .unwrap();
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("main.log");
        std::fs::write(&path, "hello\n").unwrap();
        let readers = Readers::new();
        let whole = LogRead {
            log: LogRef::Main,
            offset: 0,
            length: 0,
            rule: ReadRule::Read,
        };

        let slice = runtime.block_on(async {
            let (release, busy) = mpsc::channel::<()>();
            let only_thread = tokio::task::spawn_blocking(move || busy.recv());
            let mut reading = pin!(readers.read(Some(path), whole));
            let at_once = poll_fn(|context| Poll::Ready(reading.as_mut().poll(context))).await;
            assert!(at_once.is_pending());
            drop(release);
            assert!(only_thread.await.unwrap().is_err());
            reading.await.unwrap()
        });

        assert_eq!(slice.bytes, "hello\n");
    }
}
