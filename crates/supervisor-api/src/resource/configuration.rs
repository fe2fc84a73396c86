//! The configuration as it is in force, and where it comes from.

mod daemon;
mod process;
mod sheet;

use alloc::string::String;
use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

use crate::origin::Configured;
use crate::snapshot::GroupView;

/// What the configuration comes to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Configuration {
    pub sections: Vec<ConfigurationSection>,
}

/// The settings of the daemon, of a server, of a group or of a process.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ConfigurationSection {
    /// The section of the files: `supervisord`, `program:web`.
    pub section: String,
    /// The process that the settings are of, where a section makes processes.
    pub process: Option<String>,
    pub settings: Vec<Setting>,
}

/// One key, with the value that is in force.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Setting {
    pub key: String,
    /// As it could be written in a file, with everything expanded; `null` if there is none.
    pub value: Option<String>,
    /// Whether parts of the value are secret and shown as `***`.
    pub masked: bool,
    /// Where it is set; `null` if it is a default, or comes from the command line.
    pub origin: Option<Origin>,
}

/// A line of a file, as it was when the files were read last.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Origin {
    pub file: String,
    pub line: u32,
}

impl Configuration {
    /// Describes the daemon and its servers, then these groups.
    #[must_use]
    pub fn of<'a>(configured: &Configured, groups: impl Iterator<Item = &'a GroupView>) -> Self {
        let origins = &*configured.origins;
        let mut sections = Vec::from([daemon::daemon(&configured.daemon, origins)]);
        let servers = configured.servers.iter();
        sections.extend(servers.map(|server| daemon::server(server, origins)));
        for group in groups {
            sections.extend(process::group(group, origins));
        }
        Self { sections }
    }
}

#[cfg(test)]
mod tests;
