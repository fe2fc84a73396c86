//! A typed client of a Supervisor daemon, ours or the original, over a Unix socket or TCP.
//!
//! [`Client`] calls XML-RPC methods over one kept-alive connection; [`LogStream`] follows a
//! log (H-50). The crate needs a tokio runtime with I/O; it prints nothing and decides nothing:
//! what an error means to a user is up to the caller, who gets it as a [`ClientError`].
#![forbid(unsafe_code)]

mod answer;
mod auth;
mod client;
mod connection;
mod endpoint;
mod error;
mod follow;
mod methods;

pub use answer::{ConfigInfo, ProcessResult};
pub use client::Client;
pub use endpoint::Endpoint;
pub use error::ClientError;
pub use follow::LogStream;
pub use supervisor_xmlrpc::{RemoteFault, Value};
