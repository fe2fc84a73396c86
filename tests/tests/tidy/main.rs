//! The rules of the house that no compiler checks.

mod compatibility;
mod dashboards;
mod dependencies;
mod documents;
mod licenses;
mod sources;
mod workspace;
