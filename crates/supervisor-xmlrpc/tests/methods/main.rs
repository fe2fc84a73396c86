//! The method table: what calls ask for, and how answers look.
#![expect(clippy::unwrap_used, reason = "a failed helper fails its test")]

mod demo;
mod golden;
mod requests;
