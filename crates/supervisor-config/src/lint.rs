//! What Supervisor passes over in silence although somebody probably meant something else (W-53,
//! W-61, W-62). The daemon logs it, `--check` shows it.

mod nearest;
mod oddity;
mod sections;
mod skipped;
mod texts;

pub(crate) use nearest::nearest;
pub(crate) use oddity::{Oddity, oddities};
pub(crate) use texts::words;
