//! What cargo and the file system know about the workspace.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde::Deserialize;

pub(crate) fn root() -> PathBuf {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR"));
    tests
        .parent()
        .expect("the crate is in the workspace")
        .to_path_buf()
}

#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Package>,
    resolve: Resolve,
    workspace_members: BTreeSet<String>,
}

#[derive(Deserialize)]
pub(crate) struct Package {
    id: String,
    pub(crate) name: String,
    pub(crate) license: Option<String>,
    pub(crate) source: Option<String>,
}

#[derive(Deserialize)]
struct Resolve {
    nodes: Vec<Node>,
}

#[derive(Deserialize)]
struct Node {
    id: String,
    deps: Vec<Edge>,
}

#[derive(Deserialize)]
struct Edge {
    pkg: String,
    dep_kinds: Vec<Kind>,
}

#[derive(Deserialize)]
struct Kind {
    /// Nothing for an ordinary dependency, else `dev` or `build`.
    kind: Option<String>,
}

/// The packages and who needs whom to run; what only tests need is left out of the edges.
pub(crate) struct Graph {
    pub(crate) packages: Vec<Package>,
    pub(crate) members: BTreeSet<String>,
    edges: BTreeMap<String, BTreeSet<String>>,
}

impl Graph {
    pub(crate) fn load() -> Self {
        let output = Command::new(env!("CARGO"))
            .args(["metadata", "--format-version", "1", "--locked"])
            .current_dir(root())
            .output()
            .expect("cargo");
        assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
        let metadata: Metadata = serde_json::from_slice(&output.stdout).expect("metadata");
        Self::of(metadata)
    }

    fn of(metadata: Metadata) -> Self {
        let names: BTreeMap<_, _> = metadata
            .packages
            .iter()
            .map(|package| (package.id.clone(), package.name.clone()))
            .collect();
        let needed = |edge: &Edge| edge.dep_kinds.iter().any(|kind| kind.kind.is_none());
        let edges = metadata.resolve.nodes.iter().map(|node| {
            let targets = node.deps.iter().filter(|edge| needed(edge));
            (
                names[&node.id].clone(),
                targets.map(|edge| names[&edge.pkg].clone()).collect(),
            )
        });
        Self {
            members: metadata
                .workspace_members
                .iter()
                .map(|id| names[id].clone())
                .collect(),
            edges: edges.collect(),
            packages: metadata.packages,
        }
    }

    /// What this package names as its dependencies.
    pub(crate) fn direct(&self, package: &str) -> &BTreeSet<String> {
        &self.edges[package]
    }

    /// What this package is built with, however indirectly.
    pub(crate) fn all(&self, package: &str) -> BTreeSet<String> {
        let mut found = BTreeSet::new();
        let mut open = vec![package.to_owned()];
        while let Some(next) = open.pop() {
            for target in &self.edges[&next] {
                if found.insert(target.clone()) {
                    open.push(target.clone());
                }
            }
        }
        found
    }
}

/// A file of the workspace with the path that people know it by.
pub(crate) struct Source {
    pub(crate) path: String,
    pub(crate) text: String,
}

/// Every Rust file of the workspace.
pub(crate) fn sources() -> Vec<Source> {
    let root = root();
    let mut sources = Vec::new();
    for top in ["crates", "tests"] {
        collect(&root, &root.join(top), &mut sources);
    }
    assert!(sources.len() > 20, "the search for sources is broken");
    sources
}

fn collect(root: &Path, dir: &Path, sources: &mut Vec<Source>) {
    for entry in fs::read_dir(dir).expect("a directory").flatten() {
        let path = entry.path();
        if path.is_dir() && !path.ends_with("target") {
            collect(root, &path, sources);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            sources.push(Source {
                path: path
                    .strip_prefix(root)
                    .expect("below the root")
                    .display()
                    .to_string(),
                text: fs::read_to_string(&path).expect("a source"),
            });
        }
    }
}
