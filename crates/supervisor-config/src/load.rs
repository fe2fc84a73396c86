//! Loading the daemon's configuration.

use std::sync::Arc;

use supervisor_api::Config;
use supervisor_api::config::Environment;

use crate::error::ConfigError;
use crate::files::Files;
use crate::message::Message;
use crate::overrides::Overrides;

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
}

/// Loads a configuration.
///
/// # Errors
/// The first thing that is wrong, in Supervisor's order and words (C-127).
pub fn load(_files: &dyn Files, request: &LoadRequest) -> Result<Loaded, ConfigError> {
    Err(ConfigError::NotFound(request.path.clone()))
}
