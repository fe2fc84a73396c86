//! One builder per section type: from the document's texts to the typed configuration.
//!
//! Builders go on after a problem and collect them all, in the order in which Supervisor evaluates
//! the keys (C-127); loading reports the first one, `--check` reports every one.

mod build;
mod daemon;
mod eventlistener;
mod fcgi_program;
mod group;
mod http_access;
mod process;
mod program;
mod reader;
mod rpcinterface;
mod server;
mod shared;

pub(crate) use build::Build;
pub(crate) use daemon::daemon;
pub(crate) use group::groups;
pub(crate) use http_access::http_access;
pub(crate) use reader::Section;
pub(crate) use rpcinterface::rpc_interfaces;
pub(crate) use server::{server_url, servers};
