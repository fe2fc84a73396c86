//! The pages of the original, in our own words: its paths, forms, links and messages (H-70..H-84).

mod action;
mod document;
mod form;
mod handlers;
mod message;
mod redirect;
mod row;
mod status;
mod tail;

pub(crate) use form::Form;
pub(crate) use handlers::{index, index_by_form, tail, tail_by_form};
