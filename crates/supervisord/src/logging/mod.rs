//! The daemon's activity log, in Supervisor's format and with its seven levels (P-110).
//!
//! [`ActivityLog`] owns where lines go. [`ActivityLog::install`] makes it the subscriber of all
//! `tracing` events whose target begins with `supervisord`. Levels beyond those of `tracing` are
//! marked by a field: `error!(crit = true, ..)` is CRIT, `trace!(blather = true, ..)` is BLAT.
//! [`log`] takes the level as a value, for the records of the core.

mod activity;
mod emit;
mod level;
mod line;
mod sinks;
mod subscriber;

pub use activity::ActivityLog;
pub use emit::log;
pub use sinks::{LogOpenError, LogSettings};
