//! The few rules of Python that Supervisor's texts and grammars are built on.

mod digits;
mod integer;
mod repr;
mod space;

pub(crate) use repr::{list_repr, repr};
