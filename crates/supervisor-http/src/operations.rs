//! What is done with several processes, or in several steps, whoever asks for it: the JSON API and
//! the forms of the page.

mod chosen;
mod pattern;
mod perform;
mod select;
mod sequences;
mod settling;
mod update;
mod verb;

pub(crate) use chosen::{Chosen, Picked};
pub(crate) use pattern::fits;
pub(crate) use perform::Told;
pub(crate) use select::{Selector, TooManyPatterns, Unknown};
pub(crate) use sequences::Sequences;
pub(crate) use update::{Updated, update_all};
pub(crate) use verb::Verb;
