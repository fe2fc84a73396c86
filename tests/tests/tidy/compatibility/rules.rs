//! What must hold of the data.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use super::contract::facts;
use super::differences::{Difference, Verdict, differences};
use super::ids::{Judgment, ids, pending};
use super::proofs::Proofs;
use crate::workspace::root;

#[test]
fn every_id_of_the_contract_has_exactly_one_row() {
    let ids = ids();
    let mut seen = BTreeSet::new();

    for fact in facts() {
        assert!(ids.contains_key(&fact.id), "{} is not in ids.txt", fact.id);
        assert!(seen.insert(fact.id.clone()), "{} is there twice", fact.id);
        assert!(!fact.what.is_empty(), "{} says nothing", fact.id);
    }

    let lost: Vec<_> = ids.keys().filter(|id| !seen.contains(*id)).collect();
    assert!(lost.is_empty(), "without a row: {lost:?}");
}

#[test]
fn every_row_has_a_proof_or_is_pending() {
    let pending = pending();

    for fact in facts() {
        let is_proven = !fact.proofs.is_empty();
        assert_eq!(
            is_proven,
            !pending.contains(&fact.id),
            "{}: a row has a proof, or is in pending.txt",
            fact.id
        );
    }
}

#[test]
fn every_proof_is_a_test_that_exists() {
    let proofs = Proofs::collect();
    let of_facts = facts().into_iter().map(|fact| (fact.id, fact.proofs));
    let of_differences = differences()
        .into_iter()
        .map(|difference| (difference.ids.join(" "), difference.proofs));

    let missing: Vec<_> = of_facts
        .chain(of_differences)
        .flat_map(|(id, names)| names.into_iter().map(move |name| (id.clone(), name)))
        .filter(|(_, name)| !proofs.has(name))
        .collect();

    assert!(missing.is_empty(), "{missing:#?}");
    assert!(!proofs.has("no_such_test") && !proofs.has("cases:T-0"));
}

#[test]
fn every_difference_has_a_test_and_concerns_known_facts() {
    let ids = ids();

    for difference in differences() {
        let row = difference.cells.join(" | ");
        assert!(!difference.proofs.is_empty(), "no test is named in: {row}");
        assert!(!difference.ids.is_empty(), "no fact is named in: {row}");
        for id in &difference.ids {
            assert!(ids.contains_key(id), "{id} is unknown: {row}");
        }
    }
}

#[test]
fn every_improvement_says_who_allows_it() {
    let ids = ids();

    for difference in differences() {
        let row = difference.cells.join(" | ");
        match &difference.verdict {
            Verdict::Better(why) => assert!(is_allowed(why, &ids), "nothing allows: {row}"),
            Verdict::NotApplicable(why) => assert!(why.contains('('), "no reason: {row}"),
            Verdict::NotYet => {
                let pending = pending();
                assert!(
                    difference.ids.iter().all(|id| pending.contains(id)),
                    "{row}"
                );
            }
        }
    }
}

/// W rows that may be changed, the rule for hangs and crashes (FREE), or a decision that exists.
fn is_allowed(why: &str, ids: &BTreeMap<String, Option<Judgment>>) -> bool {
    let inner = why.trim_start_matches('(').trim_end_matches(')');
    let has_decision = why
        .split("](")
        .nth(1)
        .and_then(|rest| rest.split(')').next())
        .is_some_and(|path| root().join("docs").join(path).is_file());
    let may_change = |id: &str| match ids.get(id.trim()) {
        Some(Some(judgment)) => *judgment != Judgment::Keep,
        Some(None) | None => false,
    };
    inner == "FREE" || has_decision || inner.split(',').all(may_change)
}

#[test]
fn what_is_to_be_improved_is_improved() {
    let differences = differences();
    let pending = pending();

    for (id, judgment) in ids() {
        let is_due = judgment == Some(Judgment::Improve) && !pending.contains(&id);
        assert!(
            !is_due || concerns(&differences, &id),
            "{id} is to be improved, and no row of differences.md says how"
        );
    }
}

/// The suites that compare with the original list the differences that they expect; each must be
/// told to the users.
#[test]
fn every_difference_that_a_comparison_expects_has_a_row() {
    let differences = differences();

    for (file, ids) in expected_differences() {
        assert!(!ids.is_empty(), "{file} names no difference");
        for id in ids {
            assert!(concerns(&differences, &id), "{file}: {id} has no row");
        }
    }
}

fn expected_differences() -> Vec<(&'static str, BTreeSet<String>)> {
    [
        "tests/corpus/differences.json",
        "tests/tests/ctl_differential/differences.rs",
        "tests/conformance/masks.json",
    ]
    .map(|file| {
        let text = fs::read_to_string(root().join(file)).expect(file);
        let known = ids();
        let words = text.split(|c: char| !c.is_ascii_alphanumeric() && c != '-');
        // The cases of supervisorctl are named by the facts that they are about.
        let is_case = |id: &str| id.starts_with("T-");
        let ids = words.filter(|word| !is_case(word) && known.contains_key(*word));
        (file, ids.map(str::to_owned).collect())
    })
    .into()
}

fn concerns(differences: &[Difference], id: &str) -> bool {
    let mut all = differences.iter().flat_map(|difference| &difference.ids);
    all.any(|found| found == id)
}
