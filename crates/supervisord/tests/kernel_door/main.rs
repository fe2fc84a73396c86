//! The kernel door against the kernel: real children, sockets, users and limits.
//!
//! What changes a whole process (its user, limits, umask) is an ignored test that another test
//! starts as a process of its own.
#![expect(clippy::unwrap_used, reason = "what fails here fails the test")]

mod child;
mod descriptors;
mod failure;
mod fcgi;
mod lookup;
mod signals;
mod sockets;
mod start;
mod support;
mod users;
