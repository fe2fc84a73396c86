//! Python's `%` formatting of configuration values (C-70 to C-83).

mod error;
mod format;
mod names;
mod number;

pub use error::{ExpandError, FormatFault};

pub(crate) use format::{expand, expand_again};
pub(crate) use names::Names;
