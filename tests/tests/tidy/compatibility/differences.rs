//! Where we differ from Supervisor on purpose.

use super::rows::{quoted, rows};

pub(super) struct Difference {
    pub(super) section: String,
    /// The identifiers of the facts that it concerns.
    pub(super) ids: Vec<String>,
    pub(super) verdict: Verdict,
    pub(super) proofs: Vec<String>,
    /// The row as it is shown.
    pub(super) cells: Vec<String>,
}

/// How a difference is judged, with the text that says why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    Better(String),
    NotApplicable(String),
    /// Only while the identifiers are pending.
    NotYet,
}

impl Verdict {
    fn of(cell: &str) -> Self {
        match cell.split_once(' ') {
            Some(("better", why)) => Self::Better(why.to_owned()),
            Some(("not", why)) if why.starts_with("applicable") => {
                Self::NotApplicable(why.to_owned())
            }
            Some(("not", "yet")) => Self::NotYet,
            _ => panic!("{cell:?} is no verdict: better (why), or not applicable (why)"),
        }
    }
}

pub(super) fn differences() -> Vec<Difference> {
    rows("differences.md")
        .into_iter()
        .map(|row| {
            let [fact, .., verdict, proof] = row.cells.as_slice() else {
                panic!("differences.md: {:?}", row.cells);
            };
            assert_eq!(row.cells.len(), 5, "differences.md: {:?}", row.cells);
            Difference {
                ids: fact.split_whitespace().map(str::to_owned).collect(),
                verdict: Verdict::of(verdict),
                proofs: quoted(proof),
                section: row.heading.clone(),
                cells: row.cells.clone(),
            }
        })
        .collect()
}
