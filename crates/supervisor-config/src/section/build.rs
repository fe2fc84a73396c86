//! What all builders share.

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use supervisor_api::config::Environment;
use supervisor_api::{GroupName, Level, ProcessName};

use super::reader::Section;
use crate::error::{ConfigError, SectionError};
use crate::expand::Names;
use crate::ini::Document;
use crate::keys::Key;
use crate::message::Message;
use crate::value::{self, ValueError};
use crate::world::World;

/// The state of one load.
pub(crate) struct Build<'a> {
    pub(crate) document: &'a Document,
    pub(crate) world: World<'a>,
    /// The absolute directory of the main file.
    pub(crate) here: &'a str,
    pub(crate) host: &'a str,
    /// What `ENV_x` means: the process's environment, and over it those of `[supervisord]`.
    pub(crate) environments: Vec<&'a Environment>,
    pub(crate) messages: Vec<Message>,
    pub(crate) errors: Vec<ConfigError>,
    /// The variables that `[supervisord]` gives to every program.
    pub(crate) base: Arc<Environment>,
    /// Every process that was made, with its group and its section.
    pub(crate) made: Vec<(GroupName, ProcessName, &'a str)>,
    /// The ids of users that were looked up.
    users: RefCell<HashMap<String, Result<u32, ValueError>>>,
    /// Every environment of a process, so that equal ones are stored once.
    interned: HashSet<Arc<Environment>>,
}

impl<'a> Build<'a> {
    pub(crate) fn new(
        document: &'a Document,
        world: World<'a>,
        here: &'a str,
        host: &'a str,
        environments: Vec<&'a Environment>,
        base: Arc<Environment>,
    ) -> Self {
        Self {
            document,
            world,
            here,
            host,
            environments,
            messages: Vec::new(),
            errors: Vec::new(),
            base,
            made: Vec::new(),
            users: RefCell::default(),
            interned: HashSet::new(),
        }
    }

    /// Opens a section for reading.
    pub(crate) fn section(&self, name: &'a str) -> Section<'a> {
        Section::new(self.document, name)
    }

    /// Takes over what a section's reading has found.
    pub(crate) fn finish(&mut self, section: Section<'_>) {
        self.refuse_all(section.into_problems());
    }

    pub(crate) fn refuse_all(&mut self, problems: Vec<SectionError>) {
        let errors = problems.into_iter().map(Box::new);
        self.errors.extend(errors.map(ConfigError::Section));
    }

    /// Notes something for the log about a section or one of its keys.
    pub(crate) fn message(
        &mut self,
        level: Level,
        section: &str,
        key: Option<&'static Key>,
        text: String,
    ) {
        let origin = key.and_then(|key| self.document.key_origin(section, key.name));
        let at_key = origin.and_then(|origin| origin.lines.first());
        let place = at_key.or_else(|| self.document.header_place(section));
        self.messages
            .push(Message::new(level, text, place.cloned()));
    }

    /// compat: what is not quoted ends at the first odd character (W-57). What was dropped may be
    /// half a password, so it is not shown.
    pub(crate) fn warn_of_cut_values(&mut self, section: &str, key: &'static Key, cut: &[String]) {
        for name in cut {
            let text = format!(
                "In [{section}], the value of {name} in environment ends before what follows it, \
                 put it in quotes if that belongs to it"
            );
            self.message(Level::Warn, section, Some(key), text);
        }
    }

    /// The names of [`crate::keys::Scope::Environment`].
    pub(crate) fn environment_names(&self) -> Names<'a> {
        Names::of_environments(&self.environments)
    }

    /// The names of [`crate::keys::Scope::Here`].
    pub(crate) fn here_names(&self) -> Names<'a> {
        self.environment_names().with_text("here", self.here)
    }

    /// Lists the sections whose name begins with a prefix, in their order.
    pub(crate) fn sections_with(&self, prefix: &str) -> Vec<&'a str> {
        self.document
            .sections()
            .filter(|name| name.starts_with(prefix))
            .collect()
    }

    /// Finds a user's id; the database is asked once for each name.
    pub(crate) fn user(&self, text: &str) -> Result<u32, ValueError> {
        let mut users = self.users.borrow_mut();
        if let Some(known) = users.get(text) {
            return known.clone();
        }
        let found = value::user(self.world.files, text);
        users.insert(text.to_owned(), found.clone());
        found
    }

    /// Returns the environment of a process: its own variables over those of `[supervisord]`.
    pub(crate) fn merged(&mut self, own: &Environment) -> Arc<Environment> {
        if own.is_empty() {
            return self.base.clone();
        }
        let mut merged = (*self.base).clone();
        merged.extend(
            own.iter()
                .map(|(name, value)| (name.clone(), value.clone())),
        );
        self.intern(merged)
    }

    /// Stores an environment, or returns the equal one that is stored already.
    fn intern(&mut self, environment: Environment) -> Arc<Environment> {
        if let Some(known) = self.interned.get(&environment) {
            return known.clone();
        }
        let environment = Arc::new(environment);
        self.interned.insert(environment.clone());
        environment
    }
}
