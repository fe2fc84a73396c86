//! The commands, one file each; `quit` has the three names of leaving.

pub(crate) mod add;
pub(crate) mod avail;
pub(crate) mod clear;
pub(crate) mod fg;
pub(crate) mod help;
pub(crate) mod maintail;
pub(crate) mod open;
pub(crate) mod pid;
pub(crate) mod quit;
pub(crate) mod reload;
pub(crate) mod remove;
pub(crate) mod reread;
pub(crate) mod restart;
pub(crate) mod shutdown;
pub(crate) mod signal;
pub(crate) mod start;
pub(crate) mod status;
pub(crate) mod stop;
pub(crate) mod tail;
pub(crate) mod update;
pub(crate) mod version;
