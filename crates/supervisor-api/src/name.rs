//! Names of groups and processes, and the way clients write them (X-14, T-25).

use alloc::string::String;
use alloc::sync::Arc;
use core::fmt;

use serde::{Deserialize, Serialize};

/// The name of a process group: a `[group:x]`, or a program section that forms its own group.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct GroupName(Arc<str>);

/// The name of one process, unique within its group.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ProcessName(Arc<str>);

impl GroupName {
    /// Returns the name as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl ProcessName {
    /// Returns the name as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<&str> for GroupName {
    fn from(text: &str) -> Self {
        Self(text.into())
    }
}

impl From<&str> for ProcessName {
    fn from(text: &str) -> Self {
        Self(text.into())
    }
}

impl fmt::Display for GroupName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl fmt::Display for ProcessName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

/// What a client wrote to name a process (`web`, `group:web`) or a whole group (`group:*`).
///
/// Faults quote the text as it was given, so it is kept.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub struct Namespec {
    given: String,
    group: GroupName,
    process: Option<ProcessName>,
}

impl Namespec {
    /// Reads a name; every text is one, whether or not something of that name exists.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let (group, process) = match text.split_once(':') {
            None => (text, Some(text)),
            Some((group, "" | "*")) => (group, None),
            Some((group, process)) => (group, Some(process)),
        };
        Self {
            given: text.into(),
            group: group.into(),
            process: process.map(Into::into),
        }
    }

    /// Returns the group part.
    #[must_use]
    pub fn group(&self) -> &GroupName {
        &self.group
    }

    /// Returns the process part; `None` means the whole group.
    #[must_use]
    pub fn process(&self) -> Option<&ProcessName> {
        self.process.as_ref()
    }

    /// Returns the text as the client gave it.
    #[must_use]
    pub fn as_given(&self) -> &str {
        &self.given
    }
}

impl From<String> for Namespec {
    fn from(text: String) -> Self {
        Self::parse(&text)
    }
}

impl From<Namespec> for String {
    fn from(name: Namespec) -> Self {
        name.given
    }
}

/// Shows a process the way Supervisor displays it: `name` if the group has the same name, else
/// `group:name` (T-25).
#[must_use]
pub fn display_name(group: &str, process: &str) -> String {
    if group == process {
        return process.into();
    }
    alloc::format!("{group}:{process}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(text: &str) -> (String, Option<String>) {
        let name = Namespec::parse(text);
        assert_eq!(name.as_given(), text);
        (
            name.group().as_str().into(),
            name.process().map(|p| p.as_str().into()),
        )
    }

    #[test]
    fn x_14_a_bare_name_is_the_process_of_the_group_of_that_name() {
        assert_eq!(parts("web"), ("web".into(), Some("web".into())));
    }

    #[test]
    fn x_14_the_first_colon_separates_group_and_process() {
        assert_eq!(parts("g:a:b"), ("g".into(), Some("a:b".into())));
    }

    #[test]
    fn x_14_star_and_nothing_mean_the_whole_group() {
        assert_eq!(parts("g:*"), ("g".into(), None));
        assert_eq!(parts("g:"), ("g".into(), None));
    }

    #[test]
    fn t_25_the_group_is_shown_only_where_it_differs() {
        assert_eq!(display_name("web", "web"), "web");
        assert_eq!(display_name("g", "web"), "g:web");
    }
}
