//! What the tests of whole configurations share.

use std::sync::Arc;

use supervisor_api::Level;
use supervisor_api::config::{Environment, ProcessConfig};

use crate::files::testing::FakeFiles;
use crate::{ConfigError, LoadRequest, Loaded, Overrides, load};

pub(crate) fn machine() -> FakeFiles {
    FakeFiles::default().directory("/srv").directory("/logs")
}

pub(crate) fn request() -> LoadRequest {
    let environment = [("HOME", "/root"), ("WORD", "word"), ("PERCENT", "50%")];
    LoadRequest {
        path: "x.conf".into(),
        start_dir: "/srv".into(),
        overrides: Overrides::default(),
        environment: Arc::new(variables(&environment)),
        overlay: Environment::new(),
    }
}

pub(crate) fn variables(pairs: &[(&str, &str)]) -> Environment {
    let pairs = pairs.iter();
    pairs
        .map(|(name, value)| ((*name).into(), (*value).into()))
        .collect()
}

/// Loads a main file whose text begins with `[supervisord]`.
pub(super) fn attempt(rest: &str) -> Result<Loaded, ConfigError> {
    let text = format!("[supervisord]\n{rest}\n");
    load(&machine().file("/srv/x.conf", text), &request())
}

pub(crate) fn loaded(rest: &str) -> Loaded {
    attempt(rest).expect("the configuration is right")
}

pub(super) fn refusal(rest: &str) -> String {
    attempt(rest)
        .expect_err("the configuration is wrong")
        .to_string()
}

/// Loads one `[program:x]` with a command and these lines.
pub(super) fn program(lines: &str) -> Arc<ProcessConfig> {
    let loaded = loaded(&format!("[program:x]\ncommand=/bin/x\n{lines}"));
    loaded.config.groups[0].processes[0].clone()
}

/// Refuses one `[program:x]` with a command and these lines; the text without the section and file
/// that every such text ends with.
pub(super) fn program_refusal(lines: &str) -> String {
    let text = refusal(&format!("[program:x]\ncommand=/bin/x\n{lines}"));
    text.strip_suffix(" in section 'program:x' (file: 'x.conf')")
        .expect("C-130: the text names section and file")
        .to_owned()
}

pub(super) fn warnings(loaded: &Loaded) -> Vec<&str> {
    let messages = loaded.messages.iter();
    messages
        .filter(|message| message.level == Level::Warn)
        .map(|message| message.text.as_str())
        .collect()
}
