//! The page for people: what there is, how it does, and what can be done about it.
//!
//! Every page is complete HTML that works without JavaScript: a list, a program, a form. One module
//! (`assets/ui/page.js`) keeps it live on top of that. The markup is made here only; the module
//! fills in texts, and asks for the page again where rows come or go.

mod act;
mod answer;
mod assets;
mod board;
mod chart;
mod confirm;
mod filter;
mod forms;
mod frame;
mod handlers;
mod list;
mod program;
mod refusals;
mod rights;
mod row;
mod story;
mod summary;
mod visitor;
mod words;

pub(crate) use assets::asset;
pub(crate) use forms::act;
pub(crate) use handlers::{index, program};
