//! What the documents promise is there.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

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
    for document in documents() {
        let text = fs::read_to_string(&document).expect("a document");
        let directory = document.parent().expect("it is in one");
        let links = text
            .split("](")
            .skip(1)
            .filter_map(|rest| rest.split([')', '#']).next());
        for link in links.filter(|link| !link.contains("://") && !link.is_empty()) {
            let leads = directory.join(link).exists();
            assert!(leads, "{} leads to {link}", document.display());
        }
    }
}

/// The documents at the top, in `docs`, and of the dashboard.
fn documents() -> Vec<PathBuf> {
    let directories = ["", "docs", "docs/decisions", "contrib/grafana"];
    let files = directories.iter().flat_map(|directory| {
        let entries = fs::read_dir(root().join(directory)).expect("a directory");
        entries.map(|entry| entry.expect("an entry").path())
    });
    files
        .filter(|path| path.extension().is_some_and(|extension| extension == "md"))
        .collect()
}

fn read(document: &str) -> String {
    fs::read_to_string(root().join(document)).unwrap_or_else(|error| panic!("{document}: {error}"))
}
