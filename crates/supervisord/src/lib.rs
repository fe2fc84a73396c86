//! The shell around `supervisor-core`: it performs the core's effects and reports facts.
//!
//! All `unsafe` code is in [`kernel`], the one door to fork, exec, wait and kill. [`output`] moves
//! the bytes of the children past the decisions straight into their logs; [`logging`] is the
//! daemon's own activity log.
#![deny(unsafe_code)]

mod backend;
pub mod boot;
mod changes;
mod cli;
pub mod daemonize;
mod effects;
mod fcgi;
pub mod kernel;
mod known;
mod launch;
mod life;
pub mod limits;
mod loader;
pub mod logging;
mod lookups;
pub mod output;
pub mod pidfile;
pub mod pidproxy;
pub mod privileges;
mod process;
mod readers;
mod record;
mod reports;
mod requests;
mod runtime;
mod sampler;
mod servers;
mod signals;
pub mod sockets;
mod stdio;
mod tallies;
mod task;
mod worker;
