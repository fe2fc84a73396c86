//! Supervisor's levels and those of `tracing`.

use supervisor_api::Level;
use tracing::Metadata;
use tracing::level_filters::LevelFilter;

/// Returns the level of an event: it depends on its place in the code only.
pub(super) fn of(metadata: &Metadata<'_>) -> Level {
    let marked = |field| metadata.fields().field(field).is_some();
    match *metadata.level() {
        tracing::Level::ERROR if marked("crit") => Level::Critical,
        tracing::Level::ERROR => Level::Error,
        tracing::Level::WARN => Level::Warn,
        tracing::Level::INFO => Level::Info,
        tracing::Level::DEBUG => Level::Debug,
        tracing::Level::TRACE if marked("blather") => Level::Blather,
        tracing::Level::TRACE => Level::Trace,
    }
}

/// Returns what `tracing` may skip when lines below `level` are not wanted.
pub(super) const fn filter(level: Level) -> LevelFilter {
    match level {
        Level::Blather | Level::Trace => LevelFilter::TRACE,
        Level::Debug => LevelFilter::DEBUG,
        Level::Info => LevelFilter::INFO,
        Level::Warn => LevelFilter::WARN,
        Level::Error | Level::Critical => LevelFilter::ERROR,
    }
}
