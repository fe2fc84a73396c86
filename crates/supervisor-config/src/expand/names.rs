//! The names that a value may use.

use supervisor_api::config::Environment;

/// What a name stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Named<'a> {
    Text(&'a str),
    Number(i64),
}

/// A table of names: a few plain ones, and `ENV_x` for every variable of some environments.
#[derive(Clone, Debug, Default)]
pub(crate) struct Names<'a> {
    plain: Vec<(&'static str, Named<'a>)>,
    environments: Vec<&'a Environment>,
}

impl<'a> Names<'a> {
    /// Makes a table of environments; a later one comes before an earlier one (C-72).
    pub(crate) fn of_environments(environments: &[&'a Environment]) -> Self {
        Self {
            plain: Vec::new(),
            environments: environments.to_vec(),
        }
    }

    /// Adds a name that stands for a text.
    pub(crate) fn with_text(mut self, name: &'static str, text: &'a str) -> Self {
        self.plain.push((name, Named::Text(text)));
        self
    }

    /// Adds a name that stands for a number.
    pub(crate) fn with_number(mut self, name: &'static str, number: i64) -> Self {
        self.plain.push((name, Named::Number(number)));
        self
    }

    /// Adds the variables of an environment, before those already there.
    pub(crate) fn with_environment(mut self, environment: &'a Environment) -> Self {
        self.environments.push(environment);
        self
    }

    pub(crate) fn find(&self, name: &str) -> Option<Named<'a>> {
        if let Some(variable) = name.strip_prefix("ENV_") {
            let mut latest_first = self.environments.iter().rev();
            return latest_first
                .find_map(|environment| environment.get(variable))
                .map(|value| Named::Text(value));
        }
        let mut plain = self.plain.iter();
        plain
            .find(|(known, _)| *known == name)
            .map(|(_, value)| *value)
    }

    /// Lists every name, in order and without doubles.
    pub(crate) fn available(&self) -> Vec<String> {
        let plain = self.plain.iter().map(|(name, _)| (*name).to_owned());
        let variables = self
            .environments
            .iter()
            .flat_map(|environment| environment.keys())
            .map(|name| format!("ENV_{name}"));
        let mut all: Vec<String> = plain.chain(variables).collect();
        all.sort_unstable();
        all.dedup();
        all
    }
}
