//! The vocabulary that every crate of supervisor-rs shares.
//!
//! Names, states, the typed configuration, commands, replies, faults, events, the snapshot that
//! readers get, and the [`Backend`] door between the daemon and its front ends. The crate holds
//! data and pure text rules only: no I/O, no clock, no runtime. It is `no_std`, so that the
//! compiler can prove the same of `supervisor-core`.
// The schema macros expand to code that needs std.
#![cfg_attr(not(feature = "openapi"), no_std)]
#![forbid(unsafe_code)]

extern crate alloc;

pub mod access;
pub mod backend;
mod calendar;
pub mod change;
pub mod command;
pub mod config;
pub mod counters;
pub mod course;
pub mod event;
pub mod event_type;
pub mod fault;
pub mod http_access;
pub mod info;
pub mod level;
pub mod log;
pub mod name;
pub mod origin;
pub mod python;
pub mod reply;
pub mod resource;
pub mod sample;
pub mod signal;
pub mod snapshot;
pub mod state;
pub mod status;
pub mod time;

pub use access::{Role, needs};
pub use backend::Backend;
pub use change::{Change, ChangeNumber, Changes};
pub use command::{Action, Caller, Target, Transport};
pub use config::{Config, GroupConfig, ProcessConfig};
pub use counters::{Counters, Durations, LogCounter};
pub use course::Course;
pub use event::Event;
pub use event_type::EventType;
pub use fault::{Fault, FaultCode};
pub use info::ProcessInfo;
pub use level::Level;
pub use log::{Begin, Channel, Followed, LogRead, LogRef, LogSlice, LogState};
pub use name::{GroupName, Namespec, ProcessName};
pub use origin::{Configured, Origins};
pub use reply::{ConfigDiff, Outcome, Reply};
pub use sample::{ProgramUsage, Sample, Usage, UsagePoint};
pub use signal::Signal;
pub use snapshot::{GroupView, PoolView, ProcessView, Revision, Snapshot};
pub use state::{Mood, ProcessState, Wish};
pub use status::ExitStatus;
pub use time::Wall;

/// The version of Supervisor that supervisor-rs stands in for; scripts compare it.
pub const SUPERVISOR_VERSION: &str = "4.3.0";

/// The version of the XML-RPC interface.
pub const API_VERSION: &str = "3.0";
