//! `--check`: everything that is wrong or odd about a configuration, at once (W-67).

mod diagnostic;
mod errors;
mod judge;
mod outlook;
mod render;
mod report;
#[cfg(test)]
mod tests;

pub use diagnostic::{Diagnostic, Severity};
pub use judge::check;
pub use report::Report;
