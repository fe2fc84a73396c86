//! The conversation with one daemon: where it is, what was said, and how it will end.

use std::io::{self, Write as _};

use supervisor_api::config::Credentials;
use supervisor_client::{Client, ClientError, Endpoint};

use crate::console::Console;
use crate::exit::ExitStatus;
use crate::format::Format;

/// Which daemon, and as whom.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Target {
    pub(crate) url: String,
    pub(crate) username: Option<String>,
    pub(crate) password: Option<String>,
}

impl Target {
    /// Returns name and password, which only count together (T-10).
    pub(crate) fn credentials(&self) -> Option<Credentials> {
        Some(Credentials {
            username: self.username.clone()?,
            password: self.password.clone()?,
        })
    }

    pub(crate) fn endpoint(&self) -> Result<Endpoint, ClientError> {
        Endpoint::parse(&self.url)
    }

    pub(crate) fn client(&self) -> Result<Client, ClientError> {
        let credentials = self.credentials();
        Ok(Client::new(self.endpoint()?, credentials.as_ref()))
    }
}

/// What commands work with.
pub(crate) struct Session {
    /// Whether there is somebody to ask for confirmation and credentials.
    pub(crate) interactive: bool,
    pub(crate) status: ExitStatus,
    pub(crate) console: Console,
    /// Whether the user has asked to leave the shell.
    pub(crate) is_over: bool,
    format: Format,
    target: Target,
    /// What the command at work has to tell as a document.
    document: Option<String>,
    /// The connection of the command at work, once it has called the daemon.
    client: Option<Client>,
}

impl Session {
    pub(crate) fn new(target: Target, interactive: bool, console: Console) -> Self {
        Self {
            interactive,
            status: ExitStatus::default(),
            console,
            is_over: false,
            format: Format::default(),
            target,
            document: None,
            client: None,
        }
    }

    /// Prints data in this form from now on.
    pub(crate) const fn in_format(mut self, format: Format) -> Self {
        self.format = format;
        self.console.format = format;
        self
    }

    pub(crate) const fn format(&self) -> Format {
        self.format
    }

    pub(crate) const fn target(&self) -> &Target {
        &self.target
    }

    /// Talks to another daemon, or as somebody else, from now on.
    pub(crate) fn retarget(&mut self, target: Target) {
        self.target = target;
        self.client = None;
    }

    /// Closes the connection, since a daemon may be gone by the next command.
    pub(crate) fn disconnect(&mut self) {
        self.client = None;
    }

    pub(crate) fn client(&mut self) -> Result<&mut Client, ClientError> {
        let client = match self.client.take() {
            Some(client) => client,
            None => self.target.client()?,
        };
        Ok(self.client.insert(client))
    }

    /// Keeps the document that the command at work prints when it has ended.
    pub(crate) fn keep(&mut self, document: String) {
        self.document = Some(document);
    }

    /// Returns what was kept, if anything.
    pub(crate) fn take_document(&mut self) -> Option<String> {
        self.document.take()
    }

    /// Says something in a line, where no document can be in its way.
    pub(crate) fn say(&mut self, line: &str) -> io::Result<()> {
        let line = format!("{line}\n");
        match self.format {
            Format::Text => self.print(&line),
            Format::Json => io::stderr().write_all(line.as_bytes()),
        }
    }

    /// Prints text at once, whole lines or not.
    pub(crate) fn print(&mut self, text: &str) -> io::Result<()> {
        let mut out = io::stdout().lock();
        out.write_all(text.as_bytes())?;
        out.flush()
    }
}
