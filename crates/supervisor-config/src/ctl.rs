//! Loading the section of the control program (C-30 to C-36, C-46, C-80, C-81, C-189).

use std::fmt;

use supervisor_api::config::Environment;

use crate::error::{ConfigError, Problem, SectionError};
use crate::expand::Names;
use crate::files::Files;
use crate::ini::{self, Document};
use crate::keys::ctlplugin::FACTORY;
use crate::keys::supervisorctl as keys;
use crate::section::Section;
use crate::world::World;

/// `[supervisorctl]`.
#[derive(Clone, PartialEq, Eq)]
pub struct CtlConfig {
    pub serverurl: String,
    pub username: Option<String>,
    pub password: Option<String>,
    pub prompt: String,
    pub history_file: Option<String>,
    /// What a person should know, such as a plugin that cannot be loaded.
    pub warnings: Vec<String>,
}

impl fmt::Debug for CtlConfig {
    /// Leaves the password out.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CtlConfig")
            .field("serverurl", &self.serverurl)
            .field("username", &self.username)
            .field("prompt", &self.prompt)
            .field("history_file", &self.history_file)
            .field("warnings", &self.warnings)
            .finish_non_exhaustive()
    }
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
    files: &dyn Files,
    path: &str,
    environment: &Environment,
) -> Result<CtlConfig, ConfigError> {
    let start_dir = files.current_dir();
    let world = World {
        files,
        environment,
        start_dir: &start_dir,
    };
    let source = ini::read_main(world, path);
    if let Some(error) = source.errors.into_iter().next() {
        return Err(error);
    }
    if !source.document.has_section("supervisorctl") {
        return Err(ConfigError::NoSection("supervisorctl"));
    }
    let mut section = Section::new(&source.document, "supervisorctl");
    let names = Names::of_environments(&[environment]);
    let config = ctl_config(world, &mut section, &names, &source.here);
    let mut problems = section.into_problems();
    let warnings = plugins(&source.document, &names, &mut problems);
    match problems.into_iter().next() {
        Some(problem) => Err(Box::new(problem).into()),
        None => Ok(CtlConfig { warnings, ..config }),
    }
}

fn ctl_config(
    world: World<'_>,
    section: &mut Section<'_>,
    names: &Names<'_>,
    here: &str,
) -> CtlConfig {
    let with_here = &names.clone().with_text("here", here);
    let serverurl = section.owned_text(&keys::SERVERURL, with_here);
    let serverurl = serverurl.unwrap_or_default();
    let serverurl = match serverurl.strip_prefix("unix://") {
        Some(path) => format!("unix://{}", world.absolute(path)),
        None => serverurl,
    };
    CtlConfig {
        serverurl,
        prompt: section.owned_text(&keys::PROMPT, names).unwrap_or_default(),
        username: section.owned_text(&keys::USERNAME, names),
        password: section.owned_text(&keys::PASSWORD, names),
        history_file: section
            .text(&keys::HISTORY_FILE, with_here)
            .filter(|path| !path.is_empty())
            .map(|path| world.absolute(&path)),
        warnings: Vec::new(),
    }
}

/// Python plugins cannot be loaded; everything else works without them (C-185).
fn plugins(
    document: &Document,
    names: &Names<'_>,
    problems: &mut Vec<SectionError>,
) -> Vec<String> {
    let mut warnings = Vec::new();
    for name in document
        .sections()
        .filter(|name| name.starts_with("ctlplugin:"))
    {
        let mut section = Section::new(document, name);
        match section.text(&FACTORY, names) {
            Some(factory) => warnings.push(format!(
                "[{name}] asks for the Python plugin '{factory}', which cannot be loaded: \
                 supervisorctl goes on without its commands"
            )),
            None if section.has_problems() => {}
            None => section.refuse(
                None,
                Problem::NoFactory {
                    section: name.to_owned(),
                    key: FACTORY.name,
                },
            ),
        }
        problems.extend(section.into_problems());
    }
    warnings
}
