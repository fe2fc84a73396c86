//! How data is printed.

use std::io;

use serde::Serialize;
use supervisor_api::resource::{DaemonResult, Outcome, Problem};
use supervisor_api::{Fault, FaultCode};

use crate::exit::ExitStatus;
use crate::problem;
use crate::session::Session;

/// The form of what commands print.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Format {
    /// As the original prints it.
    #[default]
    Text,
    /// One JSON document a command, printed at its end. What is said besides goes to standard
    /// error.
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
            Format::Json => self.tell(document),
        }
    }

    /// Tells something as a document, if documents are asked for; the last one counts.
    pub(crate) fn tell(&mut self, document: &impl Serialize) -> io::Result<()> {
        if self.format() == Format::Json {
            let text = serde_json::to_string(document)?;
            self.keep(text);
        }
        Ok(())
    }

    /// Says why a command cannot do what it should, in a line and as a problem document.
    pub(crate) fn fail(
        &mut self,
        line: &str,
        status: ExitStatus,
        problem: &Problem,
    ) -> io::Result<()> {
        self.say(line)?;
        self.status = status;
        self.tell(problem)
    }

    /// The same, where the words of the line are to blame.
    pub(crate) fn fail_at_words(&mut self, line: &str, status: ExitStatus) -> io::Result<()> {
        let prefixes = ["ERROR: ", "Error: "];
        let complaint = prefixes.iter().find_map(|it| line.strip_prefix(it));
        self.fail(line, status, &problem::of_words(complaint.unwrap_or(line)))
    }

    /// Prints the document of the command that has ended.
    pub(crate) fn print_document(&mut self) -> io::Result<()> {
        match self.take_document() {
            Some(document) => self.print(&format!("{document}\n")),
            None => Ok(()),
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

/// What `shutdown` and `reload` print: the daemon goes on with what it was asked for after the
/// answer.
pub(crate) const fn outcome(outcome: Outcome) -> DaemonResult {
    DaemonResult { outcome }
}

/// An entry of a list of named processes.
#[derive(Serialize)]
#[serde(untagged)]
pub(crate) enum Entry<T> {
    Found(T),
    /// A name that nothing has.
    Missing {
        id: String,
        problem: Problem,
    },
}

impl<T> Entry<T> {
    pub(crate) fn missing(name: &str) -> Self {
        Self::Missing {
            id: name.to_owned(),
            problem: Problem::of(&Fault::with(FaultCode::BadName, name)),
        }
    }
}
