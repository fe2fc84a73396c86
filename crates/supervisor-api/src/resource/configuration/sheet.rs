//! The settings of one section while they are written down.

use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt::Display;

use super::{ConfigurationSection, Origin, Setting};
use crate::config::Environment;
use crate::origin::Origins;

/// What stands for a secret.
const MASK: &str = "***";

/// A section that is being filled.
pub(super) struct Sheet<'a> {
    origins: &'a Origins,
    section: ConfigurationSection,
}

impl<'a> Sheet<'a> {
    pub(super) fn new(section: &str, process: Option<String>, origins: &'a Origins) -> Self {
        let section = ConfigurationSection {
            section: section.into(),
            process,
            settings: Vec::new(),
        };
        Self { origins, section }
    }

    pub(super) fn finish(self) -> ConfigurationSection {
        self.section
    }

    /// Adds a key that has a value.
    pub(super) fn set(&mut self, key: &str, value: impl Display) -> &mut Self {
        self.add(key, Some(value.to_string()), false)
    }

    /// Adds a key that may be without a value.
    pub(super) fn set_some(&mut self, key: &str, value: Option<impl Display>) -> &mut Self {
        self.add(key, value.map(|value| value.to_string()), false)
    }

    /// Adds a list.
    pub(super) fn set_list(
        &mut self,
        key: &str,
        values: impl IntoIterator<Item = impl Display>,
    ) -> &mut Self {
        let texts: Vec<String> = values.into_iter().map(|value| value.to_string()).collect();
        self.add(key, Some(texts.join(",")), false)
    }

    /// Adds a mode or a mask.
    pub(super) fn set_octal(&mut self, key: &str, value: Option<u32>) -> &mut Self {
        self.set_some(key, value.map(|value| alloc::format!("{value:03o}")))
    }

    /// Adds variables: their names are no secret, their values may be.
    pub(super) fn set_environment(&mut self, key: &str, environment: &Environment) -> &mut Self {
        let pairs: Vec<String> = (environment.keys())
            .map(|name| alloc::format!("{name}=\"{MASK}\""))
            .collect();
        let is_masked = !pairs.is_empty();
        self.add(key, Some(pairs.join(",")), is_masked)
    }

    /// Adds a password, if there is one.
    pub(super) fn set_password(&mut self, key: &str, is_given: bool) -> &mut Self {
        self.add(key, is_given.then(|| MASK.into()), is_given)
    }

    fn add(&mut self, key: &str, value: Option<String>, masked: bool) -> &mut Self {
        let origin = self.origins.key(&self.section.section, key);
        self.section.settings.push(Setting {
            key: key.into(),
            value,
            masked,
            origin: origin.map(|origin| Origin {
                file: origin.file.to_string(),
                line: origin.line,
            }),
        });
        self
    }
}
