//! Whether a log takes bytes, and what it has missed if not.

use std::io;
use std::path::Path;
use std::time::{Duration, Instant};

use supervisor_core::Record;

use super::notice::{self, Cause};

/// How long a target that failed is left alone.
pub(super) const PAUSE: Duration = Duration::from_secs(1);

/// Good, or in a trouble that was reported once.
#[derive(Debug, Default)]
pub(super) struct Health {
    /// Boxed, since nearly every log is good.
    trouble: Option<Box<Trouble>>,
}

#[derive(Debug)]
struct Trouble {
    dropped: u64,
    retry_at: Instant,
}

impl Health {
    pub(super) const fn is_good(&self) -> bool {
        self.trouble.is_none()
    }

    /// Tells whether the target is to be left alone now.
    pub(super) fn is_paused(&self) -> bool {
        self.trouble
            .as_ref()
            .is_some_and(|trouble| Instant::now() < trouble.retry_at)
    }

    /// Notes a failed attempt: begins a trouble, or another pause of it.
    pub(super) fn dropped(
        &mut self,
        path: &Path,
        count: usize,
        error: Option<io::Error>,
        records: &mut Vec<Record>,
    ) {
        let retry_at = Instant::now() + PAUSE;
        match &mut self.trouble {
            Some(trouble) => trouble.retry_at = retry_at,
            None => {
                let cause = error.map_or(Cause::Stuck, Cause::Error);
                records.push(notice::dropping(path, &cause));
                let dropped = 0;
                self.trouble = Some(Box::new(Trouble { dropped, retry_at }));
            }
        }
        self.count_dropped(count);
    }

    pub(super) fn count_dropped(&mut self, count: usize) {
        if let Some(trouble) = &mut self.trouble {
            trouble.dropped += u64::try_from(count).unwrap_or(u64::MAX);
        }
    }

    /// Notes that the target has taken everything.
    pub(super) fn recovered(&mut self, path: &Path, records: &mut Vec<Record>) {
        if let Some(trouble) = self.trouble.take() {
            records.push(notice::recovered(path, trouble.dropped));
        }
    }

    /// Ends the pause, for example because the target is another one now.
    pub(super) fn retry_at_once(&mut self) {
        if let Some(trouble) = &mut self.trouble {
            trouble.retry_at = Instant::now();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_failed_attempt_is_followed_by_a_pause_but_only_the_first_is_reported() {
        let path = Path::new("/x.log");
        let mut health = Health::default();
        let mut records = Vec::new();
        assert!(health.is_good() && !health.is_paused());

        health.dropped(path, 3, None, &mut records);
        assert!(health.is_paused());
        health.retry_at_once();
        assert!(!health.is_paused());
        health.dropped(path, 4, None, &mut records);
        assert!(health.is_paused());
        health.count_dropped(5);
        assert_eq!(records.len(), 1);

        health.recovered(path, &mut records);
        assert!(health.is_good());
        assert!(records[1].text.ends_with("dropped_bytes=12"));
    }
}
