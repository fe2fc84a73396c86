//! Selectors: which processes a client means.
//!
//! A selector is a list of terms, separated by commas or spaces. Names choose, and filters narrow
//! what the names have chosen; without names there is everything to narrow.
//!
//! | term | chooses |
//! |---|---|
//! | `web` | the process `web` of the group `web`, as in every command of Supervisor |
//! | `shop:web` | the process `web` of the group `shop` |
//! | `shop:*`, `shop:` | every process of the group `shop` |
//! | `web-*`, `w?b` | every process with such a name, in whatever group |
//! | `shop:w*`, `*:web` | every process with such a name, in groups with such a name |
//! | `all`, `*` | everything |
//! | `state:fatal` | narrows to a state; several are alternatives |
//! | `group:shop` | narrows to a group, which may be a pattern; several are alternatives |
//!
//! `*` stands for any characters, `?` for one.

use supervisor_api::{Namespec, ProcessState, ProcessView, Snapshot};

use super::pattern::fits;

/// How many patterns a selector may have. Each is held against each name, in the one thread that
/// there is.
const MOST_PATTERNS: usize = 100;

/// A selector, read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Selector {
    names: Vec<Name>,
    states: Vec<ProcessState>,
    groups: Vec<String>,
}

/// A term that chooses.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Name {
    All,
    /// One process or one group, which there must be.
    Exact(Namespec),
    Pattern {
        group: String,
        process: String,
    },
}

/// A selector has more patterns than anybody means.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("a selector has at most {MOST_PATTERNS} patterns")]
pub(crate) struct TooManyPatterns;

/// A name that nothing has.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Unknown(pub(crate) String);

impl Selector {
    /// Reads a selector; every text is one, if it is not excessive.
    pub(crate) fn parse(text: &str) -> Result<Self, TooManyPatterns> {
        let mut selector = Self::default();
        let terms = text.split([',', ' ']).filter(|term| !term.is_empty());
        terms.for_each(|term| selector.add(term));
        if selector.patterns() > MOST_PATTERNS {
            return Err(TooManyPatterns);
        }
        Ok(selector)
    }

    fn patterns(&self) -> usize {
        let is_pattern = |name: &&Name| matches!(name, Name::Pattern { .. });
        self.groups.len() + self.names.iter().filter(is_pattern).count()
    }

    /// Makes one that means everything.
    pub(crate) fn everything() -> Self {
        Self {
            names: vec![Name::All],
            ..Self::default()
        }
    }

    /// Makes one that means just these processes and groups.
    pub(crate) fn exactly(names: impl IntoIterator<Item = Namespec>) -> Self {
        Self {
            names: names.into_iter().map(Name::Exact).collect(),
            ..Self::default()
        }
    }

    fn add(&mut self, term: &str) {
        match term.split_once(':') {
            Some(("state", state)) if state_named(state).is_some() => {
                self.states.extend(state_named(state));
            }
            Some(("group", group)) if !group.is_empty() => self.groups.push(group.to_owned()),
            _ => self.names.push(Name::parse(term)),
        }
    }

    /// Tells whether it names nothing and narrows nothing.
    pub(crate) fn is_empty(&self) -> bool {
        self.names.is_empty() && self.states.is_empty() && self.groups.is_empty()
    }

    /// Returns the one process that it names, if it does that and no more.
    pub(super) fn only_name(&self) -> Option<&Namespec> {
        match self.names.as_slice() {
            [Name::Exact(name)] if self.states.is_empty() && self.groups.is_empty() => {
                Some(name).filter(|name| name.process().is_some())
            }
            _ => None,
        }
    }

    /// Tells whether it calls a process by its own name, and not just by its group or a pattern.
    pub(super) fn names(&self, process: &ProcessView) -> bool {
        self.names.iter().any(|name| match name {
            Name::Exact(exact) => exact.process().is_some() && name.means(process),
            Name::All | Name::Pattern { .. } => false,
        })
    }

    /// Finds the processes that are meant, each once, in the order in which they start.
    pub(crate) fn choose<'a>(&self, snapshot: &'a Snapshot) -> Vec<&'a ProcessView> {
        snapshot.processes().filter(|it| self.means(it)).collect()
    }

    /// Finds them too, but insists that whatever is named exists.
    pub(super) fn insist<'a>(
        &self,
        snapshot: &'a Snapshot,
    ) -> Result<Vec<&'a ProcessView>, Unknown> {
        let missing = self.names.iter().find_map(|name| name.missing(snapshot));
        match missing {
            Some(name) => Err(Unknown(name.as_given().to_owned())),
            None => Ok(self.choose(snapshot)),
        }
    }

    /// Tells whether a process is meant.
    pub(crate) fn means(&self, process: &ProcessView) -> bool {
        self.means_in(process, process.state)
    }

    /// Tells whether a process is meant when it is in this state.
    pub(crate) fn means_in(&self, process: &ProcessView, state: ProcessState) -> bool {
        let group = process.group.as_str();
        (self.names.is_empty() || self.names.iter().any(|name| name.means(process)))
            && (self.states.is_empty() || self.states.contains(&state))
            && (self.groups.is_empty() || self.groups.iter().any(|wanted| fits(wanted, group)))
    }
}

impl Name {
    fn parse(term: &str) -> Self {
        if term == "all" || term == "*" {
            return Self::All;
        }
        let name = Namespec::parse(term);
        let is_pattern = |text: &str| text.contains(['*', '?']);
        let process = name.process().map(|process| process.as_str());
        if !is_pattern(name.group().as_str()) && !process.is_some_and(is_pattern) {
            return Self::Exact(name);
        }
        let (group, process) = term.split_once(':').unwrap_or(("*", term));
        Self::Pattern {
            group: group.to_owned(),
            process: if process.is_empty() { "*" } else { process }.to_owned(),
        }
    }

    fn means(&self, process: &ProcessView) -> bool {
        let (own_group, own_name) = (process.group.as_str(), process.config.name.as_str());
        match self {
            Self::All => true,
            Self::Exact(name) => {
                name.group().as_str() == own_group
                    && (name.process()).is_none_or(|wanted| wanted.as_str() == own_name)
            }
            Self::Pattern { group, process } => fits(group, own_group) && fits(process, own_name),
        }
    }

    /// Returns the name if it must exist and does not.
    fn missing(&self, snapshot: &Snapshot) -> Option<&Namespec> {
        let Self::Exact(name) = self else {
            return None;
        };
        let exists = match name.process() {
            None => snapshot.group(name.group()).is_some(),
            Some(_) => snapshot.process(name).is_some(),
        };
        (!exists).then_some(name)
    }
}

fn state_named(text: &str) -> Option<ProcessState> {
    let mut states = ProcessState::ALL.into_iter();
    states.find(|state| state.name().eq_ignore_ascii_case(text))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use supervisor_api::{Course, GroupConfig, GroupView, Mood, ProcessConfig, Revision, Wall};

    use super::*;

    fn group(name: &str, processes: &[(&str, ProcessState)]) -> GroupView {
        let view = |(process, state): &(&str, ProcessState)| ProcessView {
            group: name.into(),
            config: Arc::new(ProcessConfig::new(process, "/bin/cat")),
            state: *state,
            start: Wall::NEVER,
            stop: Wall::NEVER,
            pid: None,
            exit_code: None,
            spawn_error: None,
            stdout_logfile: None,
            stderr_logfile: None,
            course: Course::default(),
        };
        let config = GroupConfig {
            name: name.into(),
            priority: 999,
            processes: Vec::new(),
            pool: None,
        };
        GroupView {
            config: Arc::new(config),
            processes: processes.iter().map(view).collect(),
            pool: None,
        }
    }

    fn snapshot() -> Snapshot {
        use ProcessState::{Fatal, Running, Stopped};
        Snapshot {
            revision: Revision(1),
            mood: Mood::Running,
            pid: 1,
            identifier: String::new(),
            groups: vec![
                group("web", &[("web", Running)]),
                group(
                    "shop",
                    &[("web", Fatal), ("web-1", Running), ("db", Stopped)],
                ),
                group("state", &[("fatal", Fatal)]),
            ],
            configured: Vec::new(),
        }
    }

    fn chosen(selector: &str) -> Vec<String> {
        let snapshot = snapshot();
        let chosen = Selector::parse(selector).unwrap().choose(&snapshot);
        let id = |it: &&ProcessView| format!("{}:{}", it.group, it.config.name);
        chosen.iter().map(id).collect()
    }

    #[test]
    fn x_14_names_mean_what_they_mean_in_supervisor() {
        assert_eq!(chosen("web"), ["web:web"]);
        assert_eq!(chosen("shop:web"), ["shop:web"]);
        assert_eq!(chosen("shop:*"), ["shop:web", "shop:web-1", "shop:db"]);
        assert_eq!(chosen("shop:"), chosen("shop:*"));
        assert_eq!(chosen("db"), [""; 0]);
        assert_eq!(chosen("all").len(), 5);
    }

    #[test]
    fn patterns_look_into_every_group() {
        assert_eq!(chosen("web*"), ["web:web", "shop:web", "shop:web-1"]);
        assert_eq!(chosen("*:web"), ["web:web", "shop:web"]);
        assert_eq!(chosen("s*p:?b"), ["shop:db"]);
        assert_eq!(chosen("*"), chosen("all"));
    }

    #[test]
    fn names_add_up_and_filters_narrow() {
        assert_eq!(chosen("web,shop:db web"), ["web:web", "shop:db"]);
        assert_eq!(chosen("state:Fatal"), ["shop:web", "state:fatal"]);
        assert_eq!(
            chosen("group:shop state:fatal,state:stopped"),
            ["shop:web", "shop:db"]
        );
        assert_eq!(chosen("web* group:w?b"), ["web:web"]);
        assert_eq!(chosen("state:tired"), [""; 0]);
    }

    #[test]
    fn what_is_named_must_exist_and_what_only_fits_need_not() {
        let snapshot = snapshot();
        let missing = |text: &str| match Selector::parse(text).unwrap().insist(&snapshot) {
            Ok(_) => None,
            Err(Unknown(name)) => Some(name),
        };

        assert_eq!(missing("web nosuch"), Some("nosuch".to_owned()));
        assert_eq!(missing("nosuch:*"), Some("nosuch:*".to_owned()));
        assert_eq!(missing("shop:nosuch"), Some("shop:nosuch".to_owned()));
        assert_eq!(missing("nosuch-* state:unknown group:nosuch"), None);
    }

    #[test]
    fn patterns_are_not_without_number_but_names_are() {
        let repeated = |term: &str, count| Selector::parse(&vec![term; count].join(","));

        assert!(repeated("*a*", MOST_PATTERNS).is_ok());
        assert_eq!(
            repeated("*a*", MOST_PATTERNS + 1).err(),
            Some(TooManyPatterns)
        );
        assert_eq!(
            repeated("group:a*", MOST_PATTERNS + 1).err(),
            Some(TooManyPatterns)
        );
        assert!(repeated("shop:web", 1_000).is_ok());
    }
}
