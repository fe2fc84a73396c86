//! `docs/compatibility.md`, made from the data.

use std::fmt::Write as _;
use std::fs;

use super::contract::{AREAS, Fact, facts_of};
use super::differences::{Difference, Verdict, differences};
use super::ids::pending;
use crate::workspace::root;

const INTRODUCTION: &str = "\
# Compatibility with Supervisor 4.3.0

<!-- Made from tests/conformance/ by `SUPERVISOR_WRITE_DOCS=1 cargo test -p supervisor-tests --test tidy`. -->

Everything a client, a script or an operator can see is as in Supervisor 4.3.0, except for the rows below. The facts have the
identifiers of the behavioral contract: C configuration, P processes, X XML-RPC, T supervisorctl, E events, H HTTP, and W for
behaviors of Supervisor that were judged one by one. *Better* means that the row's W entry asks for the change, or that
Supervisor hangs, crashes or answers nonsense there (FREE). Each row names the test that proves it.
";

const WHOLE: &str = "
## The whole contract

Every fact of the contract, how far it is met, and what proves that. A proof is a test; `cases:` are played by both
`supervisorctl` with both daemons, `corpus:` files are read by both, `session:` scripts are played with both daemons, and
`trace:` files hold what Supervisor said.
";

/// With SUPERVISOR_WRITE_DOCS set, the page is written first.
#[test]
fn the_page_of_compatibility_is_current() {
    let path = root().join("docs/compatibility.md");
    let page = page();
    if std::env::var_os("SUPERVISOR_WRITE_DOCS").is_some() {
        fs::write(&path, &page).expect("the page can be written");
    }

    let committed = fs::read_to_string(&path).expect("the page is there");

    assert!(
        committed == page,
        "edit tests/conformance/ instead, and set SUPERVISOR_WRITE_DOCS=1 to renew the page"
    );
}

fn page() -> String {
    let differences = differences();
    let mut page = INTRODUCTION.to_owned();
    write_differences(&mut page, &differences);
    page += WHOLE;
    for (file, title) in AREAS {
        write_area(&mut page, title, &facts_of(file), &differences);
    }
    page
}

fn write_differences(page: &mut String, differences: &[Difference]) {
    let mut section = "";
    for difference in differences {
        if section != difference.section {
            section = &difference.section;
            write!(page, "\n## {section}\n\n").expect("texts grow");
            *page +=
                "| fact | Supervisor | supervisor-rs | verdict | test |\n|---|---|---|---|---|\n";
        }
        writeln!(page, "| {} |", difference.cells.join(" | ")).expect("texts grow");
    }
}

fn write_area(page: &mut String, title: &str, facts: &[Fact], differences: &[Difference]) {
    let mut part = "";
    write!(page, "\n### {title}\n").expect("texts grow");
    for fact in facts {
        if part != fact.part {
            part = &fact.part;
            write!(page, "\n#### {part}\n\n").expect("texts grow");
            *page += "| fact | what | outcome | proof |\n|---|---|---|---|\n";
        }
        let outcome = outcome(&fact.id, differences);
        let proofs: Vec<_> = fact.proofs.iter().map(|name| format!("`{name}`")).collect();
        let (id, what, proofs) = (&fact.id, &fact.what, proofs.join(" "));
        writeln!(page, "| {id} | {what} | {outcome} | {proofs} |").expect("texts grow");
    }
}

/// What is not listed as a difference is equal.
fn outcome(id: &str, differences: &[Difference]) -> String {
    if pending().contains(id) {
        return "pending".to_owned();
    }
    let mut verdicts: Vec<_> = differences
        .iter()
        .filter(|difference| difference.ids.iter().any(|of| of == id))
        .map(|difference| match &difference.verdict {
            Verdict::Better(why) => format!("better {why}"),
            Verdict::NotApplicable(why) => format!("not {why}"),
            Verdict::NotYet => "pending".to_owned(),
        })
        .collect();
    verdicts.dedup();
    match verdicts.is_empty() {
        true => "equal".to_owned(),
        false => verdicts.join("; "),
    }
}
