//! `[inet_http_server]` and `[unix_http_server]` (C-186 to C-191).

use supervisor_api::config::{Credentials, ServerAddress, ServerConfig};

use super::build::Build;
use super::reader::Section;
use crate::error::Problem;
use crate::expand::Names;
use crate::keys::{inet_http_server as inet, unix_http_server as unix};
use crate::python::trim;
use crate::value;

/// The mode of a Unix socket unless `chmod` says otherwise.
const DEFAULT_MODE: u32 = 0o700;

/// Reads all servers, inet ones first (H-45).
pub(crate) fn servers(build: &mut Build<'_>) -> Vec<ServerConfig> {
    let mut servers = Vec::new();
    for name in build.sections_with("inet_http_server") {
        let mut section = build.section(name);
        servers.extend(inet_server(build, &mut section));
        build.finish(section);
    }
    for name in build.sections_with("unix_http_server") {
        let mut section = build.section(name);
        servers.extend(unix_server(build, &mut section));
        build.finish(section);
    }
    servers
}

/// Computes what programs find in SUPERVISOR_SERVER_URL (C-191).
pub(crate) fn server_url(servers: &[ServerConfig]) -> Option<String> {
    let first_unix = servers.iter().find_map(|server| match &server.address {
        ServerAddress::Unix { path, .. } => Some(format!("unix://{path}")),
        ServerAddress::Inet { .. } => None,
    });
    let last_inet = || {
        servers
            .iter()
            .rev()
            .find_map(|server| match &server.address {
                ServerAddress::Inet { host, port } if host.is_empty() => {
                    Some(format!("http://localhost:{port}"))
                }
                ServerAddress::Inet { host, port } => Some(format!("http://{host}:{port}")),
                ServerAddress::Unix { .. } => None,
            })
    };
    first_unix.or_else(last_inet)
}

fn inet_server(build: &Build<'_>, section: &mut Section<'_>) -> Option<ServerConfig> {
    let names = &build.environment_names();
    let credentials = credentials(section, names);
    let address = section.optional(&inet::PORT, names, value::port);
    if section.raw(&inet::PORT).is_none() {
        section.refuse(None, Problem::NoPort(section.name().to_owned()));
    }
    let (host, port) = address?;
    Some(ServerConfig {
        section: section.name().to_owned(),
        address: ServerAddress::Inet { host, port },
        credentials,
    })
}

fn unix_server(build: &Build<'_>, section: &mut Section<'_>) -> Option<ServerConfig> {
    let names = &build.environment_names();
    let file = section.text(&unix::FILE, &build.here_names());
    if section.raw(&unix::FILE).is_none() {
        section.refuse(None, Problem::NoFile(section.name().to_owned()));
    }
    let credentials = credentials(section, names);
    let chown = section.optional(&unix::CHOWN, names, |text| {
        let found = value::user_and_group(build.world.files, text);
        found.map_err(|_| Problem::SocketChown(text.to_owned()))
    });
    let mode = section.optional(&unix::CHMOD, names, |text| {
        value::octal(text).map_err(|_| Problem::SocketChmod(text.to_owned()))
    });
    let address = ServerAddress::Unix {
        path: build.world.absolute(trim(&file?)),
        mode: mode.unwrap_or(DEFAULT_MODE),
        chown,
    };
    Some(ServerConfig {
        section: section.name().to_owned(),
        address,
        credentials,
    })
}

/// An empty user name means no authentication, whatever the password (C-188).
fn credentials(section: &mut Section<'_>, names: &Names<'_>) -> Option<Credentials> {
    let username = section.owned_text(&unix::USERNAME, names);
    let password = section.owned_text(&unix::PASSWORD, names);
    match (username, password) {
        (Some(username), Some(password)) => {
            let credentials = Credentials { username, password };
            (!credentials.username.is_empty()).then_some(credentials)
        }
        (None, None) => None,
        _ if section.has_problems() => None,
        _ => {
            let name = section.name().to_owned();
            section.refuse(None, Problem::IncompleteAuthentication(name));
            None
        }
    }
}
