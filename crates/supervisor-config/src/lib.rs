//! Supervisor's INI files to typed configuration, with origins and diagnostics.
//!
//! `ini` reads the dialect into a document that remembers where everything stood, `expand` fills
//! in `%(name)s`, `value` has one grammar per type, `keys` the one table of all keys, and the
//! builders in `section` make the typed configuration of [`supervisor_api::config`] from them, in
//! Supervisor's order and with its error texts. The world is only seen through [`Files`].
#![forbid(unsafe_code)]
#![expect(
    dead_code,
    unused_imports,
    reason = "the loader that uses them comes next"
)]

mod ctl;
mod error;
mod expand;
pub mod files;
pub mod getopt;
mod ini;
pub mod keys;
mod load;
mod message;
mod overrides;
mod paths;
mod python;
pub mod search;
mod section;
mod value;
mod world;

pub use ctl::{CtlConfig, load_ctl};
pub use error::{BadLine, ConfigError, Problem, SectionError, TextError};
pub use expand::{ExpandError, FormatFault};
pub use files::{Files, HostFiles};
pub use ini::Place;
pub use load::{LoadRequest, Loaded, load};
pub use message::Message;
pub use overrides::{Overrides, Setting};
pub use value::{ValueError, check_url};
