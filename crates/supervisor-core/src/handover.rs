//! The machine as plain data, for a daemon that replaces itself while its children live on.

use alloc::string::String;
use alloc::vec::Vec;

use supervisor_api::{Mood, Revision};

use crate::id::RequestId;
use crate::pools::Pools;
use crate::registry::Registry;
use crate::supervisor::{Due, Reload, Shutdown};
use crate::tick::Ticks;
use crate::time::{Mono, Now};
use crate::waiter::Waiters;

/// Everything a machine knows. What can be found out from the rest is left out: the deadlines of
/// processes are in their states.
#[derive(Clone, Debug, PartialEq)]
pub struct Handover {
    pub(crate) pid: u32,
    pub(crate) identifier: String,
    pub(crate) mood: Mood,
    pub(crate) registry: Registry,
    pub(crate) pools: Pools,
    pub(crate) ticks: Ticks,
    /// When what is due that is not in the state of a process.
    pub(crate) reports: Vec<(Due, Mono)>,
    /// Requests to start several that are not through, and when they go on.
    pub(crate) queues: Vec<(RequestId, Mono)>,
    pub(crate) start_budget: u32,
    pub(crate) waiters: Waiters,
    pub(crate) reload: Reload,
    pub(crate) shutdown: Option<Shutdown>,
    pub(crate) revision: Revision,
    pub(crate) clock: Now,
    pub(crate) has_ended: bool,
}
