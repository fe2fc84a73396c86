//! The facts of the contract, each in a few words of ours.

use super::rows::{quoted, rows};

/// The parts of the contract: the file with the rows, and its title.
pub(super) const AREAS: [(&str, &str); 7] = [
    ("contract/config.md", "Configuration"),
    ("contract/processes.md", "Processes and the daemon"),
    ("contract/xmlrpc.md", "XML-RPC"),
    ("contract/supervisorctl.md", "supervisorctl"),
    ("contract/events.md", "Events and listeners"),
    ("contract/http.md", "HTTP"),
    (
        "contract/judged.md",
        "Behaviors that were judged one by one",
    ),
];

pub(super) struct Fact {
    /// What it belongs to within its area.
    pub(super) part: String,
    pub(super) id: String,
    pub(super) what: String,
    /// The names of the tests that prove it.
    pub(super) proofs: Vec<String>,
}

/// The facts of one file.
pub(super) fn facts_of(file: &str) -> Vec<Fact> {
    rows(file)
        .into_iter()
        .map(|row| {
            let [id, what, proof] = <[String; 3]>::try_from(row.cells)
                .unwrap_or_else(|cells| panic!("{file}: a row has three cells: {cells:?}"));
            Fact {
                part: row.heading,
                id,
                what,
                proofs: quoted(&proof),
            }
        })
        .collect()
}

/// All facts.
pub(super) fn facts() -> Vec<Fact> {
    AREAS.iter().flat_map(|(file, _)| facts_of(file)).collect()
}
