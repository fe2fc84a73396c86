//! Loading the daemon's configuration.

use std::cmp::Reverse;
use std::sync::Arc;

use supervisor_api::config::{Environment, RpcInterface, ServerConfig};
use supervisor_api::{Config, Origins};

use crate::error::{ConfigError, Problem, SectionError};
use crate::expand::Names;
use crate::files::Files;
use crate::ini::{self, Source};
use crate::lint::{self, Oddity};
use crate::message::Message;
use crate::origins::origins;
use crate::overrides::Overrides;
use crate::section::{self, Build};
use crate::world::World;

/// What to load.
#[derive(Clone, Debug)]
pub struct LoadRequest {
    /// The main file as it was given; texts name it like that.
    pub path: String,
    /// Where the program was started: relative paths are meant from there, also later when the
    /// daemon has moved to its `directory` (W-3).
    pub start_dir: String,
    pub overrides: Overrides,
    /// The environment of the process.
    pub environment: Arc<Environment>,
    /// The variables of `[supervisord] environment=` in earlier loads, which go on being known
    /// (C-72): empty at first, then [`Loaded::overlay`].
    pub overlay: Environment,
}

impl LoadRequest {
    /// Asks for a file with the present process's environment and directory.
    #[must_use]
    pub fn new(files: &dyn Files, path: impl Into<String>) -> Self {
        let environment = std::env::vars_os().map(|(name, value)| {
            let text = |text: std::ffi::OsString| text.to_string_lossy().as_ref().into();
            (text(name), text(value))
        });
        Self {
            path: path.into(),
            start_dir: files.current_dir(),
            overrides: Overrides::default(),
            environment: Arc::new(environment.collect()),
            overlay: Environment::new(),
        }
    }
}

/// A configuration that was loaded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Loaded {
    pub config: Config,
    /// For the log, at start and restart only (C-195): critical ones first, then warnings, then
    /// the rest.
    pub messages: Vec<Message>,
    /// To be handed to the next load.
    pub overlay: Environment,
    /// Where all of it stands.
    pub origins: Arc<Origins>,
}

/// Loads a configuration.
///
/// # Errors
/// The first thing that is wrong, in Supervisor's order and words (C-127).
pub fn load(files: &dyn Files, request: &LoadRequest) -> Result<Loaded, ConfigError> {
    let mut outcome = attempt(files, request);
    if outcome.errors.is_empty() {
        let oddities = lint::oddities(&outcome.source).into_iter();
        let mut loaded = outcome.loaded;
        loaded.messages.extend(oddities.map(Oddity::into_message));
        // Supervisor logs the critical ones first, then warnings, then the rest.
        loaded
            .messages
            .sort_by_key(|message| Reverse(message.level));
        return Ok(loaded);
    }
    Err(outcome.errors.swap_remove(0))
}

/// A load that went on to the end, whatever was wrong.
pub(crate) struct Outcome {
    pub(crate) source: Source,
    /// What can be used only if there are no errors.
    pub(crate) loaded: Loaded,
    /// In the order in which Supervisor would have met them.
    pub(crate) errors: Vec<ConfigError>,
}

/// Loads a configuration and collects every error.
pub(crate) fn attempt(files: &dyn Files, request: &LoadRequest) -> Outcome {
    let world = World {
        files,
        environment: &request.environment,
        start_dir: &request.start_dir,
    };
    let host = files.host_name();
    let names = Names::of_environments(&[&request.environment, &request.overlay]);
    let names = names.with_text("host_node_name", &host);
    let mut source = ini::read_with_includes(world, &request.path, names);
    let mut errors = std::mem::take(&mut source.errors);
    if errors.is_empty() && !source.document.has_section("supervisord") {
        errors.push(ConfigError::NoSection("supervisord"));
    }
    let (loaded, found) = build(world, request, &source, &host);
    errors.extend(found);
    Outcome {
        source,
        loaded,
        errors,
    }
}

fn build(
    world: World<'_>,
    request: &LoadRequest,
    source: &Source,
    host: &str,
) -> (Loaded, Vec<ConfigError>) {
    let document = &source.document;
    let outer = vec![&*request.environment, &request.overlay];
    let nothing = Arc::default();
    let mut first = Build::new(document, world, &source.here, host, outer.clone(), nothing);
    let daemon = section::daemon(&mut first);
    let base = daemon.environment.clone();
    let mut environments = outer;
    environments.push(&base);
    let shared = base.clone();
    let mut build = Build::new(document, world, &source.here, host, environments, shared);
    build.errors = first.errors;
    build.messages.clone_from(&source.messages);
    build.messages.append(&mut first.messages);

    let (rpc_interfaces, with_arguments) = section::rpc_interfaces(&mut build);
    let groups = section::groups(&mut build);
    let servers = section::servers(&mut build);
    let access = section::http_access(&mut build);
    let user = user(
        &mut build,
        request.overrides.user.as_ref().or(daemon.user.as_ref()),
    );
    refuse_arguments(&mut build, &with_arguments, &servers);

    let config = Config {
        daemon: daemon.with_overrides(&request.overrides, world, user),
        groups,
        server_url: section::server_url(&servers),
        servers,
        rpc_interfaces,
        access: Arc::new(access),
    };
    let mut overlay = request.overlay.clone();
    overlay.extend(
        base.iter()
            .map(|(name, value)| (name.clone(), value.clone())),
    );
    let mut origins = origins(document, &request.overrides);
    for (group, process, section) in build.made {
        origins.add_process(group, process, section);
    }
    let loaded = Loaded {
        config,
        messages: build.messages,
        overlay,
        origins: Arc::new(origins),
    };
    (loaded, build.errors)
}

/// The user is looked up when everything else is known to be right (C-127).
fn user(build: &mut Build<'_>, user: Option<&String>) -> Option<u32> {
    match build.user(user?) {
        Ok(uid) => Some(uid),
        Err(error) => {
            build.errors.push(ConfigError::User(error));
            None
        }
    }
}

/// The built-in interface takes no arguments; it is made once for each server (C-184).
fn refuse_arguments(
    build: &mut Build<'_>,
    with_arguments: &[RpcInterface],
    servers: &[ServerConfig],
) {
    if servers.is_empty() {
        return;
    }
    let problems = with_arguments.iter().map(|interface| SectionError {
        section: format!("rpcinterface:{}", interface.name),
        key: None,
        problem: Problem::RpcInterfaceArguments(interface.name.clone()),
        file: None,
        place: None,
    });
    build.refuse_all(problems.collect());
}
