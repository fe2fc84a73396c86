//! Which daemon to talk to, and how: the command line over the configuration file over defaults
//! (C-5).

use crate::cli::CommandLine;
use crate::session::Target;

/// Everything that is set before the first command.
#[derive(Debug)]
pub(crate) struct Settings {
    pub(crate) target: Target,
    pub(crate) interactive: bool,
    pub(crate) prompt: String,
    pub(crate) history_file: Option<String>,
    pub(crate) words: Vec<String>,
}

/// The `[supervisorctl]` section (C-189).
struct Section {
    serverurl: Option<String>,
    username: Option<String>,
    password: Option<String>,
    prompt: Option<String>,
    history_file: Option<String>,
}

impl Settings {
    pub(crate) fn resolve(line: CommandLine, _program: &str) -> Result<Self, String> {
        let section = read_section(line.configuration.as_deref())?;
        let url = line.url.or(section.serverurl);
        Ok(Self {
            target: Target {
                url: url.unwrap_or_else(|| "http://localhost:9001".to_owned()),
                username: line.username.or(section.username),
                password: line.password.or(section.password),
            },
            interactive: line.interactive || line.words.is_empty(),
            prompt: section.prompt.unwrap_or_else(|| "supervisor".to_owned()),
            history_file: line.history_file.or(section.history_file),
            words: line.words,
        })
    }
}

fn read_section(path: Option<&str>) -> Result<Section, String> {
    let mut section = Section {
        serverurl: None,
        username: None,
        password: None,
        prompt: None,
        history_file: None,
    };
    let Some(path) = path else { return Ok(section) };
    let text =
        std::fs::read_to_string(path).map_err(|_| format!("could not find config file {path}"))?;
    let mut inside = false;
    let mut found = false;
    for line in text.lines() {
        if line.starts_with('[') {
            inside = line.starts_with("[supervisorctl]");
            found |= inside;
            continue;
        }
        if !inside {
            continue;
        }
        let Some((k, v)) = line.split_once('=') else {
            continue;
        };
        let v = Some(v.trim().to_owned());
        match k.trim() {
            "serverurl" => section.serverurl = v,
            "username" => section.username = v,
            "password" => section.password = v,
            "prompt" => section.prompt = v,
            "history_file" => section.history_file = v,
            _ => {}
        }
    }
    if found {
        Ok(section)
    } else {
        Err(".ini file does not include supervisorctl section".into())
    }
}
