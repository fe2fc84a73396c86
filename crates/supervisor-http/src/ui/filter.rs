//! What the filter box and the address ask to see. `assets/ui/filter.js` does the same.
//!
//! The terms are those of the API's selectors, with one difference: a plain word is a part of a
//! name, since people type it letter by letter.

use supervisor_api::ProcessState;
use supervisor_api::name::display_name;
use supervisor_api::snapshot::ProcessView;

use crate::operations::fits;

/// How many terms of a filter count. Each is held against each name, in the one thread that there
/// is, and nobody types that many.
const MOST_TERMS: usize = 100;

/// Which rows to show: one of the names, if there are any, and one of the states, and one of the
/// groups.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Filter {
    names: Vec<String>,
    states: Vec<String>,
    groups: Vec<String>,
}

impl Filter {
    /// Reads a filter; every text is one.
    pub(super) fn parse(text: &str) -> Self {
        let mut filter = Self::default();
        for term in text.to_lowercase().split([',', ' ']).take(MOST_TERMS) {
            match term.split_once(':') {
                _ if term.is_empty() || term == "all" => {}
                Some(("state", state)) => filter.states.push(state.to_owned()),
                Some(("group", group)) => filter.groups.push(group.to_owned()),
                _ => filter.names.push(term.to_owned()),
            }
        }
        filter
    }

    /// Tells whether a process is to be shown.
    pub(super) fn shows(&self, process: &ProcessView) -> bool {
        let group = process.group.as_str().to_lowercase();
        let name = process.config.name.as_str().to_lowercase();
        let any = |terms: &[String], fits: &dyn Fn(&str) -> bool| {
            terms.is_empty() || terms.iter().any(|term| fits(term))
        };
        any(&self.names, &|term| is_named(term, &group, &name))
            && any(&self.states, &|term| is_in(term, process))
            && any(&self.groups, &|term| fits(term, &group))
    }
}

/// `state:problem` is what is not as wanted, which is no state of its own.
fn is_in(term: &str, process: &ProcessView) -> bool {
    if term == "problem" {
        return !process.course.is_as_wanted(process.state);
    }
    let states = ProcessState::ALL.into_iter();
    let mut meant = states.filter(|state| state.name().to_lowercase().starts_with(term));
    meant.any(|state| state == process.state)
}

fn is_named(term: &str, group: &str, name: &str) -> bool {
    let id = display_name(group, name);
    match term.split_once(':') {
        Some((wanted, "" | "*")) => fits(wanted, group),
        _ if !term.contains(['*', '?']) => id.contains(term),
        Some((wanted, process)) => fits(wanted, group) && fits(process, name),
        None => fits(term, name),
    }
}
