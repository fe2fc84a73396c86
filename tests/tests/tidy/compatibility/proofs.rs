//! What can be named as a proof.

use std::collections::BTreeSet;
use std::fs;

use serde_json::Value;

use crate::workspace::{Source, root, sources};

/// Everything that proves a fact: tests, and the data of those that compare with the original.
pub(super) struct Proofs {
    /// The path of the source, and the name of the test.
    tests: Vec<(String, String)>,
    cases: BTreeSet<String>,
}

impl Proofs {
    pub(super) fn collect() -> Self {
        Self {
            tests: sources().iter().flat_map(tests_of).collect(),
            cases: cases(),
        }
    }

    /// Tells whether a proof of this name is there: `kind:name`, or a test, which may have a part
    /// of its path in front as `part::test`.
    pub(super) fn has(&self, name: &str) -> bool {
        if let Some((part, test)) = name.split_once("::") {
            return self.has_test(part, test);
        }
        match name.split_once(':') {
            Some(("cases", id)) => self.cases.contains(id),
            Some(("corpus", file)) => exists("tests/corpus", file),
            Some(("trace", name)) => exists(
                "crates/supervisor-core/tests/traces",
                &format!("{name}.json"),
            ),
            Some(("session", name)) => {
                exists("tests/conformance/sessions", &format!("{name}.json"))
            }
            Some(_) => false,
            None => self.has_test("", name),
        }
    }

    fn has_test(&self, part: &str, test: &str) -> bool {
        let is_meant = |path: &str, name: &str| name == test && path.contains(part);
        self.tests.iter().any(|(path, name)| is_meant(path, name))
    }
}

/// The functions with a test attribute.
fn tests_of(source: &Source) -> Vec<(String, String)> {
    let mut names = Vec::new();
    let mut is_test = false;
    for line in source.text.lines().map(str::trim_start) {
        if line.starts_with("#[test") || line.starts_with("#[tokio::test") {
            is_test = true;
        }
        let function = line.trim_start_matches("async ").strip_prefix("fn ");
        if let Some(name) = function.and_then(|rest| rest.split(['(', '<']).next()) {
            if is_test {
                names.push((source.path.clone(), name.to_owned()));
            }
            is_test = false;
        }
    }
    names
}

/// The facts that the cases of `supervisorctl` are about.
fn cases() -> BTreeSet<String> {
    let text = fs::read_to_string(root().join("tests/data/ctl_cases.json")).expect("the cases");
    let data: Value = serde_json::from_str(&text).expect("JSON");
    let cases = data["cases"].as_array().expect("a list of cases").iter();
    cases
        .filter_map(|case| case["id"].as_str().map(str::to_owned))
        .collect()
}

fn exists(dir: &str, file: &str) -> bool {
    root().join(dir).join(file).is_file()
}
