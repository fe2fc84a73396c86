//! The machine under test: by its table, in a simulated world, and against recorded lives.

#![expect(
    clippy::expect_used,
    reason = "a test may stop where its own assumption fails"
)]

mod clients;
mod course;
mod handing_over;
mod listener_table;
mod listening;
mod plan;
mod pools;
mod properties;
mod reloading;
mod shutting_down;
mod sockets;
mod start_requests;
mod starting;
mod stopping;
mod table;
mod ticking;
mod traces;
mod world;
