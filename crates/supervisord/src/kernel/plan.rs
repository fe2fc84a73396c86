//! Everything about a child that is known before it exists.

use std::ffi::{CString, OsString};
use std::os::unix::ffi::OsStrExt;

use supervisor_api::config::ServerUrl;
use supervisor_api::{GroupName, ProcessConfig};
use supervisor_core::LaunchError;

use super::cstrings::{CStrings, NulInside};
use super::environment;
use super::lookup::{Resolved, resolve};
use super::users::Identity;

/// What every child gets from the daemon.
#[derive(Clone, Debug)]
pub struct Inheritance {
    /// The daemon's environment at its start.
    pub environment: Vec<(OsString, OsString)>,
    /// `None` leaves children the daemon's own limit.
    pub descriptors: Option<DescriptorLimit>,
}

/// `RLIMIT_NOFILE` as children get it. The daemon's own may be higher: it needs several
/// descriptors for each child.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DescriptorLimit {
    pub soft: u64,
    pub hard: u64,
}

/// How the child comes into being.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SpawnMode {
    /// The child borrows our memory until it executes, and we stand still that long. Fast, and
    /// its cost does not grow with the daemon's size.
    Vfork,
    /// The child gets a copy, and we go on at once. Needed wherever somebody else could keep the
    /// child from executing: the user it becomes, or a network file system.
    Fork,
}

/// One launch, as data.
#[derive(Clone, Debug)]
pub struct LaunchPlan {
    pub(super) process: String,
    pub(super) file: CString,
    pub(super) arguments: CStrings,
    pub(super) environment: CStrings,
    pub(super) directory: Option<CString>,
    pub(super) umask: Option<u32>,
    pub(super) descriptors: Option<DescriptorLimit>,
    pub(super) identity: Identity,
    pub(super) mode: SpawnMode,
}

impl LaunchPlan {
    /// Plans the launch of a process.
    ///
    /// `server_url` is the computed one (C-191); `identity` comes from [`Identity::of`] and is an
    /// argument since asking for it may take time.
    ///
    /// # Errors
    /// The command cannot be split, or no file that may be executed is found.
    pub fn new(
        inherited: &Inheritance,
        config: &ProcessConfig,
        group: &GroupName,
        server_url: Option<&str>,
        identity: Identity,
    ) -> Result<Self, LaunchError> {
        let directory = config.directory.as_deref();
        let resolved = resolve(&config.command, &config.environment, directory)?;
        let mode = match identity {
            Identity::Changed(_) => SpawnMode::Fork,
            Identity::Kept | Identity::Refused { .. } => SpawnMode::Vfork,
        };
        let strings = strings(inherited, config, group, server_url, &resolved);
        let (file, arguments, environment, directory) =
            strings.map_err(|NulInside| LaunchError::Unparsable {
                command: config.command.clone(),
                reason: "embedded null byte",
            })?;
        Ok(Self {
            process: config.name.as_str().into(),
            file,
            arguments,
            environment,
            directory,
            umask: config.umask,
            descriptors: inherited.descriptors,
            identity,
            mode,
        })
    }

    /// Chooses another way of spawning than the one that the identity calls for.
    #[must_use]
    pub fn with_mode(self, mode: SpawnMode) -> Self {
        Self { mode, ..self }
    }

    /// Returns how the child will come into being.
    #[must_use]
    pub const fn mode(&self) -> SpawnMode {
        self.mode
    }
}

type Strings = (CString, CStrings, CStrings, Option<CString>);

/// Makes the C strings of a launch.
fn strings(
    inherited: &Inheritance,
    config: &ProcessConfig,
    group: &GroupName,
    server_url: Option<&str>,
    resolved: &Resolved,
) -> Result<Strings, NulInside> {
    let mut arguments = CStrings::default();
    for argument in &resolved.arguments {
        arguments.push(&[argument.as_bytes()])?;
    }
    let naming = naming(config, group, server_url);
    let environment = environment::merge(&inherited.environment, &naming, &config.environment)?;
    let file = c_string(resolved.file.as_os_str().as_bytes())?;
    let directory = config.directory.as_deref().map(str::as_bytes);
    let directory = directory.map(c_string).transpose()?;
    Ok((file, arguments, environment, directory))
}

/// Returns the variables by which a program learns what it is (P-47, C-157).
fn naming<'a>(
    config: &'a ProcessConfig,
    group: &'a GroupName,
    server_url: Option<&'a str>,
) -> Vec<(&'static str, &'a str)> {
    let url = match &config.serverurl {
        ServerUrl::Computed => server_url,
        ServerUrl::Given(url) => Some(url.as_str()).filter(|url| !url.is_empty()),
    };
    let mut naming = vec![
        ("SUPERVISOR_ENABLED", "1"),
        ("SUPERVISOR_PROCESS_NAME", config.name.as_str()),
        ("SUPERVISOR_GROUP_NAME", group.as_str()),
    ];
    naming.extend(url.map(|url| ("SUPERVISOR_SERVER_URL", url)));
    naming
}

fn c_string(bytes: &[u8]) -> Result<CString, NulInside> {
    CString::new(bytes).map_err(|_| NulInside)
}
