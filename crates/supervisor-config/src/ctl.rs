//! Loading the section of the control program (C-30 to C-36, C-46, C-80, C-81, C-189).

use supervisor_api::config::Environment;

use crate::error::ConfigError;
use crate::files::Files;

/// `[supervisorctl]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CtlConfig {
    pub serverurl: String,
    pub username: Option<String>,
    pub password: Option<String>,
    pub prompt: String,
    pub history_file: Option<String>,
    /// What a person should know, such as a plugin that cannot be loaded.
    pub warnings: Vec<String>,
}

impl Default for CtlConfig {
    /// What holds without any file (C-42).
    fn default() -> Self {
        Self {
            serverurl: "http://localhost:9001".into(),
            username: None,
            password: None,
            prompt: "supervisor".into(),
            history_file: None,
            warnings: Vec::new(),
        }
    }
}

/// Loads the control program's section; `[include]` means nothing here.
///
/// # Errors
/// The file cannot be read or says something wrong.
pub fn load_ctl(
    _files: &dyn Files,
    path: &str,
    _environment: &Environment,
) -> Result<CtlConfig, ConfigError> {
    Err(ConfigError::NotFound(path.to_owned()))
}
