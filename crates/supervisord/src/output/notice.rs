//! The lines that tell what became of a log.

use std::fmt::Display;
use std::path::Path;

use supervisor_api::Level;
use supervisor_core::Record;

/// What keeps a log from being written.
#[derive(Debug)]
pub(super) enum Cause {
    Error(std::io::Error),
    /// A pipe, socket or terminal that takes nothing because nobody reads it.
    Stuck,
}

impl Display for Cause {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Error(error) => error.fmt(f),
            Self::Stuck => f.write_str("nobody reads it"),
        }
    }
}

pub(super) fn dropping(path: &Path, cause: &Cause) -> Record {
    record(
        Level::Error,
        format!(
            "dropping log output path={} error=\"{cause}\"",
            path.display()
        ),
    )
}

pub(super) fn recovered(path: &Path, dropped: u64) -> Record {
    record(
        Level::Warn,
        format!(
            "log is written again path={} dropped_bytes={dropped}",
            path.display()
        ),
    )
}

pub(super) fn failed(doing: &str, path: &Path, error: &std::io::Error) -> Record {
    record(
        Level::Error,
        format!(
            "cannot {doing} log path={} error=\"{error}\"",
            path.display()
        ),
    )
}

pub(super) const fn record(level: Level, text: String) -> Record {
    Record { level, text }
}
