//! The shapes of the JSON API, which `supervisorctl -o json` prints as well.
//!
//! Times are RFC 3339 in UTC with milliseconds, durations are seconds, sizes bytes. What is not
//! known is `null`. New members may be added; present ones keep their meaning within `/api/v1`.

mod action;
mod daemon;
mod group;
mod log;
mod problem;
mod process;
mod stream;

pub use action::{ActionResult, ChangeResult, Outcome};
pub use daemon::{Daemon, Summary};
pub use group::{Group, ListenerPool};
pub use log::LogPosition;
pub use problem::Problem;
pub use process::{Exit, Logs, NextStep, Process, RestartCounts};
pub use stream::{StreamChange, StreamSample, StreamSnapshot, UsageOf};
