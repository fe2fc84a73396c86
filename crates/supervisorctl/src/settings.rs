//! Which daemon to talk to, and how: the command line over the configuration file over defaults
//! (C-5).

use supervisor_api::config::Environment;
use supervisor_config::search::find;
use supervisor_config::{ConfigError, CtlConfig, HostFiles, load_ctl};

use crate::cli::CommandLine;
use crate::format::Format;
use crate::session::Target;

/// Everything that is set before the first command.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Settings {
    pub(crate) target: Target,
    pub(crate) interactive: bool,
    pub(crate) format: Format,
    pub(crate) prompt: String,
    pub(crate) history_file: Option<String>,
    /// What the configuration file asks for in vain.
    pub(crate) warnings: Vec<String>,
    /// The action; none means a shell.
    pub(crate) words: Vec<String>,
}

impl Settings {
    /// Reads the configuration file, if there is one, and puts the command line over it. `program`
    /// is the path by which this program was invoked.
    pub(crate) fn resolve(line: CommandLine, program: &str) -> Result<Self, ConfigError> {
        let path = match &line.configuration {
            Some(path) => Some(path.clone()),
            None => find(&HostFiles, program),
        };
        let section = match path {
            Some(path) => load_ctl(&HostFiles, &path, &environment())?,
            None => CtlConfig::default(),
        };
        Ok(Self::merge(line, section))
    }

    fn merge(line: CommandLine, section: CtlConfig) -> Self {
        Self {
            target: Target {
                url: line.url.unwrap_or(section.serverurl),
                username: line.username.or(section.username),
                password: line.password.or(section.password),
            },
            interactive: line.interactive || line.words.is_empty(),
            format: line.format.unwrap_or_default(),
            prompt: section.prompt,
            history_file: line.history_file.or(section.history_file),
            warnings: section.warnings,
            words: line.words,
        }
    }
}

/// Returns our environment, for `%(ENV_x)s`; variables that are no text cannot be named there.
fn environment() -> Environment {
    let variable = |(name, value): (std::ffi::OsString, std::ffi::OsString)| {
        Some((name.to_str()?.into(), value.to_str()?.into()))
    };
    std::env::vars_os().filter_map(variable).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn section() -> CtlConfig {
        CtlConfig {
            serverurl: "unix:///s".into(),
            username: Some("file".into()),
            password: Some("secret".into()),
            history_file: Some("/file".into()),
            ..CtlConfig::default()
        }
    }

    #[test]
    fn c_5_the_command_line_wins_over_the_file() {
        let line = CommandLine {
            url: Some("http://h:1".into()),
            username: Some("line".into()),
            history_file: Some("/line".into()),
            words: vec!["pid".into()],
            ..CommandLine::default()
        };

        let settings = Settings::merge(line, section());

        assert_eq!(settings.target.url, "http://h:1");
        assert_eq!(settings.target.username.as_deref(), Some("line"));
        assert_eq!(settings.target.password.as_deref(), Some("secret"));
        assert_eq!(settings.history_file.as_deref(), Some("/line"));
        assert!(!settings.interactive);
    }

    #[test]
    fn t_2_without_an_action_somebody_is_there_to_ask() {
        let settings = Settings::merge(CommandLine::default(), section());

        assert!(settings.interactive);
        assert_eq!(settings.target.url, "unix:///s");
        assert_eq!(settings.prompt, "supervisor");
    }

    #[test]
    fn c_42_without_a_file_the_defaults_hold() {
        let settings = Settings::merge(CommandLine::default(), CtlConfig::default());

        assert_eq!(settings.target.url, "http://localhost:9001");
    }
}
