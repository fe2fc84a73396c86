//! The main file and what it includes (C-84 to C-87).

use std::sync::Arc;

use supervisor_api::Level;

use super::decode::decode;
use super::document::Document;
use super::lexer::{Fault, Item, Lexed, lex};
use super::place::Place;
use crate::error::{ConfigError, Problem, SectionError, TextError};
use crate::expand::{Names, expand};
use crate::files::wildcard;
use crate::message::Message;
use crate::paths;
use crate::world::World;

/// What the files say, and everything that was wrong with reading them.
pub(crate) struct Source {
    pub(crate) document: Document,
    /// The main file, as given.
    pub(crate) path: String,
    /// The absolute directory of the main file.
    pub(crate) here: String,
    pub(crate) messages: Vec<Message>,
    /// In the order in which Supervisor would have met them.
    pub(crate) errors: Vec<ConfigError>,
    /// Included files that could not be read, and nested includes (W-62).
    pub(crate) skipped: Vec<Skipped>,
    /// Where the main file says what is included.
    pub(crate) include_place: Option<Place>,
    /// The text of every file that was read, for those who show lines.
    pub(crate) texts: Vec<(Arc<str>, String)>,
}

/// Something that Supervisor passes over in silence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Skipped {
    Unreadable { path: String, reason: String },
    NestedInclude(Place),
}

/// Reads the main file alone, as the control program does (C-46).
pub(crate) fn read_main(world: World<'_>, path: &str) -> Source {
    let location = paths::join(world.start_dir, path);
    let mut source = Source {
        document: Document::new(),
        path: path.to_owned(),
        here: paths::absolute(world.start_dir, paths::parent(path)),
        messages: Vec::new(),
        errors: Vec::new(),
        skipped: Vec::new(),
        include_place: None,
        texts: Vec::new(),
    };
    if !world.files.exists(&location) {
        source.errors.push(ConfigError::NotFound(path.to_owned()));
        return source;
    }
    match world.files.read(&location) {
        Ok(bytes) => {
            source.take(path, &bytes);
        }
        Err(_) => source.errors.push(ConfigError::Unreadable(path.to_owned())),
    }
    source
}

/// Reads the main file and its includes; `names` is what `[include] files` may use besides `here`.
pub(crate) fn read_with_includes(world: World<'_>, path: &str, names: Names<'_>) -> Source {
    let mut source = read_main(world, path);
    if source.document.has_section("include") {
        let here = source.here.clone();
        source.document.replace_here(&here);
        source.include(world, &names.with_text("here", &here));
    }
    source
}

impl Source {
    fn include(&mut self, world: World<'_>, names: &Names<'_>) {
        let origin = self.document.key_origin("include", "files");
        self.include_place = origin.and_then(|origin| origin.lines.first().cloned());
        let patterns = match self.patterns(names) {
            Ok(patterns) => patterns,
            Err(problem) => {
                self.errors.push(include_error(problem));
                return;
            }
        };
        for pattern in patterns.split(crate::python::is_space) {
            if !pattern.is_empty() {
                self.include_pattern(world, &paths::join(&self.here, pattern));
            }
        }
    }

    fn patterns(&self, names: &Names<'_>) -> Result<String, Problem> {
        let files = self.document.get("include", "files");
        let files = files.ok_or(Problem::NoIncludeFiles)?;
        Ok(expand(files, "include.files", names)?.into_owned())
    }

    fn include_pattern(&mut self, world: World<'_>, pattern: &str) {
        let paths = wildcard::matching(world.files, pattern);
        if paths.is_empty() {
            let text = format!("No file matches via include \"{pattern}\"");
            self.messages
                .push(Message::new(Level::Warn, text, self.include_place.clone()));
        }
        for path in paths {
            let text = format!("Included extra file \"{path}\" during parsing");
            self.messages.push(Message::new(Level::Info, text, None));
            self.include_file(world, &path);
        }
    }

    fn include_file(&mut self, world: World<'_>, path: &str) {
        match world.files.read(path) {
            Ok(bytes) => {
                let nested = self.take(path, &bytes);
                self.skipped.extend(nested.map(Skipped::NestedInclude));
            }
            Err(error) => self.skipped.push(Skipped::Unreadable {
                path: path.to_owned(),
                reason: error.to_string(),
            }),
        }
        let here = paths::absolute(world.start_dir, paths::parent(path));
        self.document.replace_here(&here);
    }

    /// Adds a file's text; returns where the file itself includes others.
    fn take(&mut self, path: &str, bytes: &[u8]) -> Option<Place> {
        let text = match decode(path, bytes) {
            Ok(text) => text,
            Err(error) => {
                self.errors.push(error.into());
                return None;
            }
        };
        let file: Arc<str> = path.into();
        let lexed = lex(&text);
        self.note_faults(path, &lexed);
        self.document.add(&file, &lexed);
        let include = include_header(&file, &lexed);
        drop(lexed);
        self.texts.push((file, text));
        include
    }

    fn note_faults(&mut self, path: &str, lexed: &Lexed<'_>) {
        let file = path.to_owned();
        let mut lines = Vec::new();
        for fault in &lexed.faults {
            match fault {
                Fault::NoHeader(line) => {
                    let (file, line) = (file.clone(), line.clone());
                    self.errors.push(TextError::NoHeader { file, line }.into());
                }
                Fault::NoKey(line) => lines.push(line.clone()),
            }
        }
        if !lines.is_empty() {
            self.errors.push(TextError::Syntax { file, lines }.into());
        }
    }
}

fn include_header(file: &Arc<str>, lexed: &Lexed<'_>) -> Option<Place> {
    lexed.items.iter().find_map(|item| match item {
        Item::Header {
            name: "include",
            at,
        } => Some(Place {
            file: file.clone(),
            line: at.line,
            column: at.column,
        }),
        Item::Header { .. } | Item::Entry { .. } => None,
    })
}

fn include_error(problem: Problem) -> ConfigError {
    let error = SectionError {
        section: "include".to_owned(),
        key: Some("files"),
        problem,
        file: None,
        place: None,
    };
    ConfigError::Section(Box::new(error))
}
