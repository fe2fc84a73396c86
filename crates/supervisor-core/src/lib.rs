//! The pure machine of supervisor-rs: every decision about processes, groups, waits, reloads and
//! shutdown, and nothing else.
//!
//! The border is two vocabularies: [`Input`], what the shell tells, and [`Effect`], what it shall
//! do. Time is an argument ([`Now`]); the machine says when it next wants to be woken. It has no
//! clock, no file, no runtime, and being `no_std` it cannot get one.
#![no_std]
#![forbid(unsafe_code)]

extern crate alloc;

mod effect;
mod id;
mod input;
mod launch;
mod supervisor;
mod time;

pub use effect::{Effect, Effects, Exit, Record, Scope};
pub use id::{ChildId, LoadId, ProcessId, RequestId};
pub use input::{DaemonSignal, Input, KillError, KillPurpose};
pub use launch::LaunchError;
pub use supervisor::Supervisor;
pub use time::{Mono, Now};
