//! The server over real sockets, in front of a daemon without processes.
#![expect(clippy::unwrap_used, reason = "a failed helper fails its test")]

mod access;
mod api;
mod api_actions;
mod api_logs;
mod assets;
mod classic;
mod fake;
mod foreign;
mod happenings;
mod harness;
mod limits;
mod log;
mod logtail;
mod metrics;
mod page;
mod pages;
mod roles;
mod rpc;
mod stream;
mod waiting;
