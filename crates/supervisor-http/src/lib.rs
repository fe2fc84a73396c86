//! HTTP in front of a daemon: XML-RPC, JSON, log streams and pages over any
//! [`Backend`](supervisor_api::Backend).
//!
//! The crate translates and decides nothing about processes. Sockets come bound from outside
//! ([`Listener`]); one call of [`serve`] is one server. One gate asks for credentials before
//! anything else is looked at. Every limit on what a client may use up is in [`Limits`].
#![forbid(unsafe_code)]

mod access;
mod activity;
mod api;
mod app;
mod assets;
mod cache;
mod calls;
mod classic;
mod connection;
mod error_page;
mod following;
mod html;
mod listener;
mod logtail;
mod metrics;
mod operations;
mod origin;
mod pages;
mod path;
mod patience;
mod percent;
mod printable;
mod request_log;
mod rpc;
mod server;
mod settings;
mod shortage;
mod stream;
mod time;
mod ui;

pub use access::{Guard, PeerGroups};
pub use listener::Listener;
pub use metrics::RequestCounts;
pub use server::{serve, serve_with_successors};
pub use settings::{Limits, ServerSettings};
pub use time::SystemZone;
