//! What loading a configuration has to say in the daemon's log.

use supervisor_api::Level;

use crate::ini::Place;

/// A line for the log, written once the log is open (C-86, C-149, C-151, C-165, C-184, W-62).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    pub level: Level,
    pub text: String,
    /// What it is about.
    pub place: Option<Place>,
}

impl Message {
    pub(crate) fn new(level: Level, text: impl Into<String>, place: Option<Place>) -> Self {
        let text = text.into();
        Self { level, text, place }
    }
}
