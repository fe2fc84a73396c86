//! Supervisor's INI dialect, and the document that all files of a configuration make together.

mod decode;
mod document;
mod include;
mod lexer;
mod line;
mod place;

pub use place::Place;

pub(crate) use document::{DEFAULT, Document, KeyOrigin};
pub(crate) use include::{Source, read_main, read_with_includes};
