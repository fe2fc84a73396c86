//! The pure machine of supervisor-rs: every decision about processes, groups, waits, reloads and
//! shutdown, and nothing else.
//!
//! # The border
//!
//! Two vocabularies: [`Input`], what the shell tells, and [`Effect`], what it shall do, in order.
//! Time is an argument ([`Now`]); [`Supervisor::poll_timeout`] says when the machine next wants
//! [`Supervisor::handle_timeout`] to be called. It has no clock, no file, no runtime, and being
//! `no_std` it cannot get one. Nothing it is told makes it panic: facts may be late, repeated or
//! about lives that are over.
//!
//! # The states of a process
//!
//! | state | commanded start | commanded stop | child ends | its own timer | shutdown |
//! |---|---|---|---|---|---|
//! | STOPPED, FATAL | STARTING | refused | - | `autostart`: STARTING | stays |
//! | EXITED | STARTING | refused | - | restart: STARTING | stays |
//! | STARTING, child ordered | refused | stop when it is there | as STARTING | - | as stop |
//! | STARTING | refused | STOPPING | too early: BACKOFF or FATAL | RUNNING | as stop |
//! | RUNNING | refused | STOPPING | EXITED | - | as stop |
//! | BACKOFF | refused | STOPPED | - | retry: STARTING | FATAL |
//! | STOPPING | accepted, nothing starts | refused | STOPPED | SIGKILL, again and again | goes on |
//! | UNKNOWN | refused | refused | EXITED | - | stays |
//!
//! Every state with every input, and all that is said then: `tests/table.txt`.
//!
//! # Invariants
//!
//! 1. At most one live child per process, known in exactly one state; a dead one in none.
//! 2. Only documented transitions; each has exactly one event, and its line in its place.
//! 3. Only a child that has not been reported as ended is signaled.
//! 4. Every action gets exactly one reply, unless its client has left.
//! 5. After the stop has begun nothing is spawned, and the run ends.
//! 6. No deadline lies in the past, and no sequence of inputs makes the machine spin.
//! 7. Automatic starts of one process are at least a second apart.
//! 8. A machine that was frozen and thawed does what it would have done.
//! 9. Serials rise by one, a rejected event returns to the head, a buffer keeps its size.
//! 10. A FastCGI socket is there for every start of its programs, is never closed while one of
//!     them lives or is due to start, and is closed when none is.
//!
//! Each is a property in `tests/properties.rs`; of the last one there is more in `tests/pools.rs`.
//!
//! # Where to read on
//!
//! `supervisor` routes inputs and has one file for each kind of request; `process` is one process
//! with its births, deaths and stops; `policy` has the rules; `request` and `waiter` know who waits
//! for what. Events go through `pools` to the `listeners` of each; `listener` is the protocol.
#![no_std]
#![forbid(unsafe_code)]

extern crate alloc;

mod diff;
mod effect;
mod envelope;
mod group;
mod handler;
mod handover;
mod id;
mod input;
mod launch;
mod listener;
mod listeners;
mod policy;
mod pool;
mod pools;
mod process;

mod registry;
mod request;
mod socket;
mod state;
mod supervisor;
mod tick;
mod time;
mod timetable;
mod turn;
mod waiter;

pub use effect::{Effect, Effects, Exit, LoadPurpose, Record, Scope};
pub use handover::Handover;
pub use id::{ChildId, LoadId, ProcessId, RequestId, SocketId};
pub use input::{DaemonSignal, Input, KillError, KillPurpose, SendError};
pub use launch::LaunchError;
pub use pool::{Pool, Pooled, Serials};
pub use supervisor::Supervisor;
pub use time::{Mono, Now};
