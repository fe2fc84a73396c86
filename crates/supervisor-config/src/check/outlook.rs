//! What will go wrong later although the configuration loads: missing commands and directories,
//! servers without a guard.

use supervisor_api::config::{
    Config, FcgiAddress, GroupConfig, ProcessConfig, RpcInterface, ServerAddress, ServerConfig,
};
use supervisor_api::http_access::HttpAccess;

use super::diagnostic::Diagnostic;
use crate::files::Files;
use crate::ini::{Document, Place};
use crate::lint::words;
use crate::load::{LoadRequest, Outcome};
use crate::paths;

/// Where commands are looked for if there is no PATH (C-162).
const DEFAULT_PATH: &str = "/bin:/usr/bin:/usr/local/bin";

/// Looks ahead.
pub(super) fn warnings(
    files: &dyn Files,
    request: &LoadRequest,
    outcome: &Outcome,
) -> Vec<Diagnostic> {
    let look = Look {
        files,
        request,
        document: &outcome.source.document,
    };
    let config = &outcome.loaded.config;
    let mut warnings = Vec::new();
    for group in &config.groups {
        for process in &group.processes {
            warnings.extend(look.process(group, process));
        }
    }
    for server in &config.servers {
        warnings.extend(look.server(server, &config.access));
    }
    warnings.extend(look.useless_permission(config));
    warnings.extend(look.without_interface(&config.servers, &config.rpc_interfaces));
    warnings.sort_by(|a, b| (&a.place, &a.text).cmp(&(&b.place, &b.text)));
    // Processes of one program have the same troubles.
    warnings.dedup();
    warnings
}

struct Look<'a> {
    files: &'a dyn Files,
    request: &'a LoadRequest,
    document: &'a Document,
}

impl Look<'_> {
    fn process(&self, group: &GroupConfig, process: &ProcessConfig) -> Vec<Diagnostic> {
        let section = self.section_of(group, process);
        let mut warnings = Vec::new();
        let mut warn = |key: &str, text: String| {
            let place = section.and_then(|section| self.value_place(section, key));
            warnings.push(Diagnostic::warning(place, text));
        };
        if let Some(text) = self.command_trouble(process) {
            warn("command", text);
        }
        if let Some(directory) = &process.directory
            && !self.files.is_dir(&self.located(directory))
        {
            warn("directory", format!("there is no directory '{directory}'"));
        }
        if let Some(socket) = &process.socket
            && let FcgiAddress::Unix(path) = &socket.address
            && !self.files.is_dir(paths::parent(path))
        {
            warn("socket", format!("there is no directory for '{path}'"));
        }
        warnings
    }

    fn command_trouble(&self, process: &ProcessConfig) -> Option<String> {
        // Quotes that are not closed are told elsewhere.
        let words = words(&process.command)?;
        let Some(command) = words.first() else {
            return Some("the command is empty".to_owned());
        };
        let candidates = self.candidates(process, command);
        let Some(found) = candidates.iter().find(|path| self.files.exists(path)) else {
            return Some(format!("there is no command '{command}'"));
        };
        if self.files.is_executable(found) {
            return None;
        }
        Some(format!("'{found}' cannot be executed"))
    }

    /// Lists where a command may be (C-161, C-162, W-22).
    fn candidates(&self, process: &ProcessConfig, command: &str) -> Vec<String> {
        if command.contains('/') {
            let directory = process.directory.as_deref().unwrap_or_default();
            let inside = self.located(&paths::join(directory, command));
            return vec![self.located(command), inside];
        }
        let own = process.environment.get("PATH");
        let path = own.or_else(|| {
            let inherited = self.request.environment.get("PATH");
            inherited.filter(|path| !path.is_empty())
        });
        path.map_or(DEFAULT_PATH, |path| path)
            .split(':')
            .map(|directory| self.located(&paths::join(directory, command)))
            .collect()
    }

    fn server(&self, server: &ServerConfig, access: &HttpAccess) -> Option<Diagnostic> {
        let asks = access.has_credentials();
        let place = self.document.header_place(&server.section).cloned();
        match &server.address {
            ServerAddress::Inet { host, .. } if server.credentials.is_none() && !asks => {
                let who = if is_loopback(host) {
                    "every user of this machine"
                } else {
                    "everybody who can reach the port"
                };
                let text = format!("no username and password: {who} can control the programs");
                Some(Diagnostic::warning(place, text))
            }
            ServerAddress::Unix { path, .. } if !self.files.is_dir(paths::parent(path)) => {
                let place = self.value_place(&server.section, "file").or(place);
                let text = format!("there is no directory for '{path}'");
                Some(Diagnostic::warning(place, text))
            }
            ServerAddress::Inet { .. } | ServerAddress::Unix { .. } => None,
        }
    }

    /// Nobody comes without credentials where everybody is asked for them.
    fn useless_permission(&self, config: &Config) -> Option<Diagnostic> {
        let asks_nobody = |server: &ServerConfig| {
            let is_inet = matches!(server.address, ServerAddress::Inet { .. });
            is_inet && server.credentials.is_none() && !config.access.has_credentials()
        };
        if !config.access.allow_unauthenticated || config.servers.iter().any(asks_nobody) {
            return None;
        }
        let place = self.value_place("http_access", "allow_unauthenticated");
        let text = "allow_unauthenticated means nothing, since every TCP server asks for \
                    credentials";
        Some(Diagnostic::warning(place, text.to_owned()))
    }

    fn without_interface(
        &self,
        servers: &[ServerConfig],
        interfaces: &[RpcInterface],
    ) -> Option<Diagnostic> {
        let server = servers.first()?;
        if interfaces.iter().any(RpcInterface::is_built_in) {
            return None;
        }
        let place = self.document.header_place(&server.section).cloned();
        let text = "there is a server but no [rpcinterface:supervisor], so supervisorctl can do \
                    nothing";
        Some(Diagnostic::warning(place, text.to_owned()))
    }

    /// Finds the section of a process: of its group's name, or one whose name it begins with.
    fn section_of(&self, group: &GroupConfig, process: &ProcessConfig) -> Option<&str> {
        let titled = |title: &str| {
            self.document.sections().find(|section| {
                let is_program = ["program", "fcgi-program", "eventlistener"];
                section
                    .split_once(':')
                    .is_some_and(|(kind, name)| is_program.contains(&kind) && name == title)
            })
        };
        titled(group.name.as_str()).or_else(|| titled(process.name.as_str()))
    }

    fn value_place(&self, section: &str, key: &str) -> Option<Place> {
        let origin = self.document.key_origin(section, key)?;
        origin.lines.first().cloned()
    }

    fn located(&self, path: &str) -> String {
        paths::join(&self.request.start_dir, path)
    }
}

fn is_loopback(host: &str) -> bool {
    host == "localhost" || host.starts_with("127.")
}
