//! The activity log as the rest of the daemon sees it.

use std::path::PathBuf;
use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use supervisor_api::{Fault, Level};

use super::sinks::{LogOpenError, LogSettings, Sinks};
use super::subscriber::ActivitySubscriber;
use crate::output::{Feeds, Progress};

/// The daemon's own log. Clones are the same log.
#[derive(Clone, Debug)]
pub struct ActivityLog {
    shared: Arc<Shared>,
    feeds: Feeds,
}

#[derive(Debug)]
pub(super) struct Shared {
    /// The least level that is written, as its place among all.
    threshold: AtomicU8,
    sinks: Mutex<Sinks>,
}

impl ActivityLog {
    /// Makes a log that leads nowhere yet; followers of it use the same `feeds`.
    #[must_use]
    pub fn new(feeds: Feeds) -> Self {
        let shared = Shared {
            threshold: AtomicU8::new(Level::Info as u8),
            sinks: Mutex::default(),
        };
        Self {
            shared: Arc::new(shared),
            feeds,
        }
    }

    /// Makes this log the subscriber of all `tracing` events, if there is none yet.
    pub fn install(&self) {
        let _ = tracing::subscriber::set_global_default(self.subscriber());
    }

    /// Returns a subscriber that writes into this log.
    #[must_use]
    pub fn subscriber(&self) -> ActivitySubscriber {
        ActivitySubscriber::new(Arc::clone(&self.shared))
    }

    /// Opens the targets of the settings and leaves the present ones, at the start and at each
    /// restart.
    ///
    /// # Errors
    /// The file cannot be opened; the present targets stay.
    pub fn open(&self, settings: &LogSettings) -> Result<(), LogOpenError> {
        let sinks = Sinks::open(settings, &self.feeds)?;
        *self.shared.sinks() = sinks;
        let level = settings.level as u8;
        self.shared.threshold.store(level, Ordering::Relaxed);
        tracing::callsite::rebuild_interest_cache();
        Ok(())
    }

    /// Returns the file where the log can be read and followed.
    #[must_use]
    pub fn path(&self) -> Option<PathBuf> {
        self.shared.sinks().path()
    }

    /// Opens the file by its name again (SIGUSR2).
    pub fn reopen(&self) {
        self.shared.sinks().reopen();
    }

    /// Empties the log.
    ///
    /// # Errors
    /// NO_FILE if the file is gone or the log is none, FAILED if it cannot be removed.
    pub fn clear(&self) -> Result<(), Fault> {
        let announce = (Level::Info, "reopening log file");
        let wanted = self.shared.wants(announce.0);
        self.shared.sinks().clear(wanted.then_some(announce))
    }

    /// Tries again to write what a pipe or terminal has not taken yet.
    pub fn flush(&self) -> Progress {
        self.shared.sinks().flush()
    }
}

impl Shared {
    /// Tells whether lines of this level are written.
    pub(super) fn wants(&self, level: Level) -> bool {
        level as u8 >= self.threshold.load(Ordering::Relaxed)
    }

    /// Returns the least level that is written.
    pub(super) fn threshold(&self) -> Level {
        let wanted = |level: &Level| self.wants(*level);
        Level::ALL
            .into_iter()
            .find(wanted)
            .unwrap_or(Level::Critical)
    }

    pub(super) fn sinks(&self) -> MutexGuard<'_, Sinks> {
        self.sinks.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
