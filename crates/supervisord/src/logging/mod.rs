//! The daemon's activity log.
