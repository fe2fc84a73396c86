//! Supervisor's INI files to typed configuration, with origins and diagnostics.
//!
//! `ini` reads the dialect into a document that remembers where everything stood, `expand` fills
//! in `%(name)s`, `value` has one grammar per type, [`keys`] the one table of all keys, and the
//! builders in `section` make the typed configuration of [`supervisor_api::config`] from them, in
//! Supervisor's order and with its error texts. `lint` finds what Supervisor passes over in silence,
//! [`check()`] shows everything at once. [`getopt`] and [`search`] are what the command lines of the
//! programs share. The world is only seen through [`Files`].
//!
//! What holds: no text makes loading panic; what Supervisor 4.3 accepts means the same here; the
//! first error is the one that Supervisor would have shown; equal texts in another order make an
//! equal configuration.
#![forbid(unsafe_code)]
mod check;
mod ctl;
mod error;
mod expand;
pub mod files;
pub mod getopt;
#[cfg(test)]
mod golden;
mod ini;
pub mod keys;
mod lint;
mod load;
mod message;
mod origins;
mod overrides;
mod paths;
mod python;
pub mod search;
mod section;
#[cfg(test)]
mod tests;
mod value;
mod world;

pub use check::{Diagnostic, Report, Severity, check};
pub use ctl::{CtlConfig, load_ctl};
pub use error::{BadLine, ConfigError, Problem, SectionError, TextError};
pub use expand::{ExpandError, FormatFault};
pub use files::{Files, HostFiles};
pub use ini::Place;
pub use load::{LoadRequest, Loaded, load};
pub use message::Message;
pub use overrides::{Overrides, Setting};
pub use value::{GrantError, ValueError, check_url};
