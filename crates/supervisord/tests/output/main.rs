//! `output` and `logging` on real pipes and files.
#![expect(clippy::unwrap_used, reason = "a helper of a test fails the test")]

mod autolog;
mod follow;
mod heard;
mod logging;
mod nested;
mod pump;
mod read;
mod reopen;
mod rig;
mod rotation;
mod stdin;
mod stdout;
mod streams;
mod syslog;
