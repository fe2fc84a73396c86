//! What could be seen of a session.

use std::collections::BTreeMap;

/// Everything that one daemon has shown.
#[derive(Clone, Debug)]
pub(crate) struct Transcript {
    /// The directory that its texts may name.
    pub(crate) dir: String,
    pub(crate) entries: Vec<Entry>,
    /// How the daemon ended.
    pub(crate) code: Option<i32>,
    /// The activity log.
    pub(crate) log: String,
    /// What a listener has recorded, an event a line.
    pub(crate) events: String,
}

/// One step.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    pub(crate) title: String,
    /// Whether the lines of the answer may come in any order.
    pub(crate) is_unordered: bool,
    pub(crate) answer: String,
    /// The description of every process after the step.
    pub(crate) processes: String,
}

/// The lines about each process, in their order; all others are under an empty name.
///
/// What two processes did at the same time may be told in either order.
pub(crate) fn by_process(text: &str) -> BTreeMap<String, Vec<String>> {
    let mut stories: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for line in text.lines().filter(|line| !line.is_empty()) {
        let name = process_of(line).unwrap_or_default();
        stories
            .entry(name.to_owned())
            .or_default()
            .push(line.to_owned());
    }
    stories
}

/// The process that a line of the activity log, or of the recorded events, is about.
fn process_of(line: &str) -> Option<&str> {
    let starts = [
        " spawned: '",
        " success: ",
        " exited: ",
        " stopped: ",
        " gave up: ",
        " killing '",
        " killing ",
        " sending ",
        "processname:",
    ];
    let rest = starts
        .iter()
        .find_map(|start| line.split_once(start).map(|(_, rest)| rest))?;
    rest.split([' ', '\'']).next()
}
