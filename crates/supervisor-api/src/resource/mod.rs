//! The shapes of the JSON API, which `supervisorctl -o json` prints as well.
//!
//! Times are RFC 3339 in UTC with milliseconds, durations are seconds, sizes bytes. What is not
//! known is `null`. New members may be added; present ones keep their meaning within `/api/v1`.

mod action;
mod available;
mod configuration;
mod daemon;
mod group;
mod log;
mod problem;
mod process;
mod stream;
mod usage;

pub use action::{ActionResult, ChangeResult, DaemonResult, Outcome};
pub use available::AvailableProcess;
pub use configuration::{Configuration, ConfigurationSection, Origin, Setting};
pub use daemon::{Daemon, Summary};
pub use group::{
    Group, GroupChange, GroupFailure, GroupResult, GroupResults, ListenerPool, UpdateResult,
};
pub use log::{LogPosition, LogText, ProcessLog};
pub use problem::Problem;
pub use process::{Exit, Logs, NextStep, Process, RestartCounts};
pub use stream::{StreamChange, StreamSample, StreamSnapshot, UsageOf};
pub use usage::{UsageHistory, UsageMoment};
