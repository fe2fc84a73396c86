//! How data is printed.

use std::io;

use serde::Serialize;

use crate::session::Session;

/// The form of what commands print.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Format {
    /// As the original prints it.
    #[default]
    Text,
    /// One JSON document a command. What is said besides goes to standard error.
    Json,
}

impl Format {
    pub(crate) fn parse(word: &str) -> Option<Self> {
        match word {
            "text" => Some(Self::Text),
            "json" => Some(Self::Json),
            _ => None,
        }
    }
}

impl Session {
    /// Prints data: a document, or the text that `as_text` makes.
    pub(crate) fn show(
        &mut self,
        document: &impl Serialize,
        as_text: impl FnOnce() -> String,
    ) -> io::Result<()> {
        match self.format() {
            Format::Text => self.print(&as_text()),
            Format::Json => {
                let text = serde_json::to_string(document)?;
                self.print(&format!("{text}\n"))
            }
        }
    }
}

/// What `version` prints.
#[derive(Serialize)]
pub(crate) struct Version {
    /// The version of Supervisor that the daemon is, or stands in for.
    pub(crate) supervisor_version: String,
}

/// What `pid` prints: about the daemon, without an id.
#[derive(Serialize)]
pub(crate) struct Pid {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) id: Option<String>,
    /// `null` while the process does not run.
    pub(crate) pid: Option<u32>,
}
