//! What the documents promise is there.

use std::collections::BTreeSet;
use std::fs;

use crate::workspace::{root, sources};

#[test]
fn every_difference_from_the_original_has_a_test() {
    let tests = test_names();

    for row in compatibility() {
        let names = quoted(&row);
        let tested = names
            .iter()
            .any(|name| tests.contains(name.rsplit("::").next().unwrap_or(name)));
        assert!(tested, "no test is named in: {row}");
    }
}

#[test]
fn every_improvement_says_why_it_is_one() {
    for row in compatibility() {
        let is_better = cells(&row).any(|cell| cell.starts_with("better"));
        let has_reason = row.contains("W-") || row.contains("decisions/") || row.contains("FREE");
        assert!(
            !is_better || has_reason,
            "no W- row and no decision is named in: {row}"
        );
    }
}

#[test]
fn the_readme_names_only_targets_that_exist() {
    let makefile = read("Makefile");
    let readme = read("README.md");

    let named: BTreeSet<_> = readme
        .split(['\n', '`'])
        .filter_map(|words| words.strip_prefix("make ")?.split(' ').next())
        .collect();

    assert!(
        named.contains("demo") && named.contains("test"),
        "{named:?}"
    );
    for target in named {
        assert!(makefile.contains(&format!("\n{target}:")), "make {target}");
    }
}

#[test]
fn links_between_documents_lead_somewhere() {
    for document in [
        "README.md",
        "CONTRIBUTING.md",
        "SECURITY.md",
        "CHANGELOG.md",
    ] {
        let text = read(document);
        let links = text
            .split("](")
            .skip(1)
            .filter_map(|rest| rest.split([')', '#']).next());
        for link in links.filter(|link| !link.contains("://") && !link.is_empty()) {
            assert!(root().join(link).exists(), "{document} leads to {link}");
        }
    }
}

/// The rows of the table of differences, without its head.
fn compatibility() -> Vec<String> {
    let text = read("docs/compatibility.md");
    let rows: Vec<_> = text
        .lines()
        .filter(|line| {
            line.starts_with('|') && !line.starts_with("| ---") && !line.starts_with("|--")
        })
        .filter(|line| !line.starts_with("| fact |"))
        .map(str::to_owned)
        .collect();
    assert!(!rows.is_empty(), "the table of differences is empty");
    rows
}

fn cells(row: &str) -> impl Iterator<Item = &str> {
    row.split('|').map(str::trim)
}

/// The texts between backticks.
fn quoted(text: &str) -> Vec<String> {
    text.split('`')
        .skip(1)
        .step_by(2)
        .map(str::to_owned)
        .collect()
}

fn test_names() -> BTreeSet<String> {
    sources()
        .iter()
        .flat_map(|source| source.text.split("fn ").skip(1))
        .filter_map(|rest| rest.split(['(', '<']).next().map(str::to_owned))
        .collect()
}

fn read(document: &str) -> String {
    fs::read_to_string(root().join(document)).unwrap_or_else(|error| panic!("{document}: {error}"))
}
