//! The harness of the end-to-end tests: real daemons with real children, each in a directory of
//! its own.
//!
//! A scenario starts a [`Daemon`] from the text of a configuration, drives it through its socket or
//! through `supervisorctl`, and looks at logs and processes. Which daemon that is comes from
//! [`Implementation::under_test`], so that every scenario can be proven against the original.
//! Nothing here waits for a duration: [`wait`] polls a condition up to a limit.

mod ctl;
mod daemon;
mod files;
mod http;
mod implementation;
mod machine;
mod process;
mod rpc;
mod sandbox;
mod setup;
pub mod skip;
pub mod wait;
mod web;

pub use ctl::{Ctl, Ran};
pub use daemon::Daemon;
pub use files::{dedent, lines_of, text_of};
pub use http::{free_port, http_answer, http_get};
pub use implementation::{Implementation, example, oracle, package_dir, tool};
pub use machine::{is_root, other_user};
pub use process::{Pid, Proc, run};
pub use sandbox::Sandbox;
pub use setup::Setup;
pub use supervisor_api::ProcessState as State;
pub use supervisor_client::{RemoteFault, Value};
pub use web::{WebAnswer, WebStream};
