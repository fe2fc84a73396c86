//! Supervisor's INI files to typed configuration, with origins and diagnostics.
//!
//! `ini` reads the dialect into a document that remembers where everything stood, `expand` fills
//! in `%(name)s`, `value` has one grammar per type, `keys` the one table of all keys, and the
//! builders in `section` make the typed configuration of [`supervisor_api::config`] from them, in
//! Supervisor's order and with its error texts. The world is only seen through [`Files`].
#![forbid(unsafe_code)]
#![cfg_attr(
    not(test),
    expect(dead_code, reason = "the loader that uses it comes next")
)]

pub mod files;
pub mod getopt;
mod paths;
mod python;
pub mod search;

pub use files::{Files, HostFiles};
