//! The one table of every section and key: name, type, default, meaning, and whose it is.
//!
//! Parsing takes its defaults from here, `--check` its list of known names, and `docs/config.md` is
//! written from it.

mod kind;
mod program;
mod section;
mod servers;
pub(crate) mod supervisord;

pub use kind::{Key, KeyDefault, Kind, Scope};
pub use section::{Naming, SECTIONS, SectionKind, SectionSpec};

pub(crate) use program::{eventlistener, fcgi_program, group, programs};
pub(crate) use servers::{
    ctlplugin, inet_http_server, rpcinterface, supervisorctl, unix_http_server,
};
