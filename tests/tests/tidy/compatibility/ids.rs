//! The identifiers of the contract.

use std::collections::{BTreeMap, BTreeSet};

use super::rows::read;

/// What was decided about a behavior of Supervisor (W) that was judged by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Judgment {
    /// It stays as it is.
    Keep,
    /// It may be changed in the way that the judgment names.
    May,
    /// It is to be improved.
    Improve,
    /// Nobody can depend on it.
    Free,
}

/// Every identifier; those of judged behaviors have their judgment.
pub(super) fn ids() -> BTreeMap<String, Option<Judgment>> {
    words("ids.txt")
        .iter()
        .map(|word| match word.split_once('=') {
            Some((id, judgment)) => (id.to_owned(), Some(judgment_named(judgment))),
            None => (word.clone(), None),
        })
        .collect()
}

/// The identifiers whose proof is still being written.
pub(super) fn pending() -> BTreeSet<String> {
    words("pending.txt").into_iter().collect()
}

fn judgment_named(word: &str) -> Judgment {
    match word {
        "keep" => Judgment::Keep,
        "may" => Judgment::May,
        "improve" => Judgment::Improve,
        "free" => Judgment::Free,
        other => panic!("ids.txt: {other} is no judgment"),
    }
}

fn words(file: &str) -> Vec<String> {
    read(file)
        .lines()
        .filter(|line| !line.starts_with('#'))
        .flat_map(str::split_whitespace)
        .map(str::to_owned)
        .collect()
}
