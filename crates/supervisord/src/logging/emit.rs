//! Sends a line whose level is only known at run time through `tracing`.

use supervisor_api::Level;
use tracing::{debug, error, info, trace, warn};

/// Writes one line to the activity log.
pub fn log(level: Level, text: &str) {
    match level {
        Level::Critical => error!(target: "supervisord", crit = true, "{text}"),
        Level::Error => error!(target: "supervisord", "{text}"),
        Level::Warn => warn!(target: "supervisord", "{text}"),
        Level::Info => info!(target: "supervisord", "{text}"),
        Level::Debug => debug!(target: "supervisord", "{text}"),
        Level::Trace => trace!(target: "supervisord", "{text}"),
        Level::Blather => trace!(target: "supervisord", blather = true, "{text}"),
    }
}
