//! `GET /metrics`: numbers for Prometheus and everything else that reads its formats.
//!
//! [`families`] is the one list of what there is; `docs/metrics.md` is checked against it.

mod answer;
mod daemon;
mod exporters;
mod exposition;
mod families;
mod processes;
mod requests;

pub(crate) use answer::metrics;
pub use requests::RequestCounts;
pub(crate) use requests::count;
