//! What the documents promise is there.

use std::collections::BTreeSet;
use std::fs;

use crate::workspace::root;

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

fn read(document: &str) -> String {
    fs::read_to_string(root().join(document)).unwrap_or_else(|error| panic!("{document}: {error}"))
}
