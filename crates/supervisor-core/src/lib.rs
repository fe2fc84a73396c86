//! The pure machine of supervisor-rs: every decision about processes, groups, waits, reloads and
//! shutdown, and nothing else.
//!
//! The border is two vocabularies: [`Input`], what the shell tells, and [`Effect`], what it shall
//! do. Time is an argument ([`Now`]); the machine says when it next wants to be woken. It has no
//! clock, no file, no runtime, and being `no_std` it cannot get one.
#![no_std]
#![forbid(unsafe_code)]

extern crate alloc;

mod diff;
mod effect;
mod group;
mod handover;
mod id;
mod input;
mod launch;
mod policy;
mod pool;
mod process;
mod record;
mod registry;
mod request;
mod state;
mod supervisor;
mod time;
mod timetable;
mod turn;
mod unserved;
mod waiter;

pub use effect::{Effect, Effects, Exit, Record, Scope};
pub use handover::Handover;
pub use id::{ChildId, LoadId, ProcessId, RequestId};
pub use input::{DaemonSignal, Input, KillError, KillPurpose};
pub use launch::LaunchError;
pub use pool::{Pool, Pooled, Serials};
pub use supervisor::Supervisor;
pub use time::{Mono, Now};
