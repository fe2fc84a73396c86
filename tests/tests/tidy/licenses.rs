//! Dependencies come from the registry and under licenses that `deny.toml` allows.

use std::fs;

use crate::workspace::{Graph, root};

#[test]
fn every_dependency_has_a_license_that_we_allow() {
    let allowed = allowed();

    for package in Graph::load().packages {
        let license = package.license.unwrap_or_default();
        assert!(
            is_allowed(&license, &allowed),
            "{}: {license:?}",
            package.name
        );
    }
}

#[test]
fn every_dependency_comes_from_the_registry() {
    let graph = Graph::load();

    for package in &graph.packages {
        let is_ours = graph.members.contains(&package.name);
        let source = package.source.as_deref().unwrap_or("a path");
        assert!(
            is_ours || source.starts_with("registry+"),
            "{} is from {source}",
            package.name
        );
    }
}

#[test]
fn an_expression_is_allowed_if_one_alternative_is() {
    let allowed = ["MIT".to_owned(), "Zlib WITH X".to_owned()];

    for good in [
        "MIT",
        "GPL OR MIT",
        "GPL/MIT",
        "(GPL OR MIT) AND Zlib WITH X",
    ] {
        assert!(is_allowed(good, &allowed), "{good}");
    }
    for bad in ["", "GPL", "MIT AND GPL", "(GPL OR LGPL) AND MIT"] {
        assert!(!is_allowed(bad, &allowed), "{bad}");
    }
}

/// Reads the list of licenses.
fn allowed() -> Vec<String> {
    let text = fs::read_to_string(root().join("deny.toml")).expect("deny.toml");
    let (_, list) = text.split_once("allow = [").expect("a list of licenses");
    let (list, _) = list.split_once(']').expect("its end");
    list.split('"')
        .skip(1)
        .step_by(2)
        .map(str::to_owned)
        .collect()
}

/// Evaluates a license expression; older packages write a slash for OR.
fn is_allowed(expression: &str, allowed: &[String]) -> bool {
    let spaced = expression
        .replace('/', " OR ")
        .replace('(', " ( ")
        .replace(')', " ) ");
    let mut words: Vec<_> = spaced.split_whitespace().rev().collect();
    any(&mut words, allowed)
}

fn any(words: &mut Vec<&str>, allowed: &[String]) -> bool {
    let mut good = every(words, allowed);
    while words.last() == Some(&"OR") {
        words.pop();
        good |= every(words, allowed);
    }
    good
}

fn every(words: &mut Vec<&str>, allowed: &[String]) -> bool {
    let mut good = one(words, allowed);
    while words.last() == Some(&"AND") {
        words.pop();
        good &= one(words, allowed);
    }
    good
}

fn one(words: &mut Vec<&str>, allowed: &[String]) -> bool {
    let Some(word) = words.pop() else {
        return false;
    };
    if word == "(" {
        let good = any(words, allowed);
        words.pop();
        return good;
    }
    let mut license = word.to_owned();
    if words.last() == Some(&"WITH") {
        words.pop();
        license = format!("{word} WITH {}", words.pop().unwrap_or_default());
    }
    allowed.contains(&license)
}
