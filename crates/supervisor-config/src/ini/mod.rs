//! Supervisor's INI dialect, and the document that all files of a configuration make together.

mod decode;
mod document;
#[cfg(test)]
mod golden;
mod include;
mod lexer;
mod line;
mod place;

pub use place::Place;

pub(crate) use document::Document;
pub(crate) use include::{Skipped, Source, read_main, read_with_includes};
