//! `GET /api/v1/events`: changes and samples as server-sent events, without a gap or a repeat.
//!
//! Nothing is kept for a client. A [`reader`] asks the backend for what came after the number that
//! its client has seen, and does so only when the connection takes more; whoever is too slow gets
//! a fresh snapshot instead of what it has missed.

mod body;
mod content;
mod frame;
mod frames;
mod reader;
mod seats;

pub(crate) use body::EventBody;
pub(crate) use reader::{Reader, Samples};
pub(crate) use seats::{Seat, Seats};
