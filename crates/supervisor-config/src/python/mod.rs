//! The few rules of Python that Supervisor's texts and grammars are built on.

mod digits;
mod integer;
mod space;

pub(crate) use integer::{decimal, octal};
pub(crate) use space::{is_space, trim, trim_end};
