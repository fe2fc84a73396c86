//! The one door to the kernel: what makes, ends and reaps children, and all of our `unsafe` code.
//!
//! A [`LaunchPlan`] holds everything about a child as plain data, made before it exists; a
//! [`Spawner`] turns it into a process. [`reap`] is the only place that waits for children and
//! [`signals`] the only one that kills them, so a pid that is known here is never another
//! process's: it stays taken until we reap it.
#![expect(
    unsafe_code,
    reason = "fork, exec, wait and kill have no safe form that does what we need; it is all here"
)]

mod child;
mod clock;
mod cstrings;
mod environment;
pub mod errno;
pub mod fd;
pub mod fork;
pub mod hosts;
mod listen;
mod lookup;
mod peer;
mod pid;
mod plan;
pub mod reap;
mod report;

pub mod signals;
mod slots;
mod spawn;
mod stack;
mod subreaper;
mod users;
mod watch;
mod words;

pub use clock::Clock;
pub use listen::listen;
pub use lookup::{Resolved, resolve};
pub use peer::peer_groups;
pub use pid::Pid;
pub use plan::{DescriptorLimit, Inheritance, LaunchPlan, SpawnMode};
pub use report::{LaunchFailure, LaunchReport, Step};
pub use spawn::{Child, Launch, Spawner, Stdio};
pub use subreaper::become_subreaper;
pub use users::{Credentials, Identity, IdentityError, credentials};
pub use watch::watch;
