//! Which crate may know which.

use crate::workspace::Graph;

/// The crates of ours that each crate of ours may name.
const ALLOWED: [(&str, &[&str]); 8] = [
    ("supervisor-api", &[]),
    ("supervisor-config", &["supervisor-api"]),
    ("supervisor-core", &["supervisor-api"]),
    ("supervisor-xmlrpc", &["supervisor-api"]),
    (
        "supervisor-client",
        &["supervisor-api", "supervisor-xmlrpc"],
    ),
    ("supervisor-http", &["supervisor-api", "supervisor-xmlrpc"]),
    (
        "supervisord",
        &[
            "supervisor-api",
            "supervisor-config",
            "supervisor-core",
            "supervisor-http",
        ],
    ),
    (
        "supervisorctl",
        &["supervisor-api", "supervisor-client", "supervisor-config"],
    ),
];

/// What must not be in a crate, not even indirectly.
const FORBIDDEN: [(&str, &[&str]); 5] = [
    ("supervisor-api", &["tokio", "axum", "nix", "libc"]),
    (
        "supervisor-core",
        &["supervisor-config", "tokio", "nix", "libc"],
    ),
    (
        "supervisor-http",
        &["supervisor-core", "supervisor-config", "nix"],
    ),
    (
        "supervisor-client",
        &["supervisor-core", "supervisord", "supervisor-http", "axum"],
    ),
    (
        "supervisorctl",
        &["supervisor-core", "supervisord", "supervisor-http", "axum"],
    ),
];

#[test]
fn crates_know_only_whom_they_may_know() {
    let graph = Graph::load();

    let ours = graph
        .members
        .iter()
        .filter(|name| *name != "supervisor-tests");
    assert!(ours.eq(sorted(ALLOWED.map(|(name, _)| name)).iter()));
    for (name, allowed) in ALLOWED {
        for target in graph.direct(name).intersection(&graph.members) {
            assert!(
                allowed.contains(&target.as_str()),
                "{name} must not depend on {target}"
            );
        }
    }
}

fn sorted(names: [&str; 8]) -> Vec<String> {
    let mut names = names.map(str::to_owned);
    names.sort();
    names.into()
}

#[test]
fn crates_are_free_of_what_would_spoil_them() {
    let graph = Graph::load();

    for (name, forbidden) in FORBIDDEN {
        let all = graph.all(name);
        for target in forbidden {
            assert!(
                !all.contains(*target),
                "{name} must not be built with {target}"
            );
        }
    }
}

/// The budget of `docs/decisions/`: few dependencies, each for a reason.
#[test]
fn dependencies_stay_within_the_budget() {
    let graph = Graph::load();
    let mut direct = std::collections::BTreeSet::new();
    let mut all = direct.clone();

    for (name, _) in ALLOWED {
        direct.extend(graph.direct(name).difference(&graph.members).cloned());
        all.extend(graph.all(name).difference(&graph.members).cloned());
    }

    eprintln!("{} direct dependencies, {} in all", direct.len(), all.len());
    assert!(direct.len() <= 40, "{direct:#?}");
    assert!(all.len() <= 160, "{all:#?}");
}
