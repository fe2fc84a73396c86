//! The owner of all groups and processes.

use supervisor_api::{Config, Snapshot};

use crate::effect::Effects;
use crate::input::Input;
use crate::time::{Mono, Now};

/// The whole machine.
#[derive(Debug)]
pub struct Supervisor {}

impl Supervisor {
    /// Starts a run: the groups of the configuration become active.
    pub fn new(_config: &Config, _daemon_pid: u32, _now: Now, _out: &mut Effects) -> Self {
        Self {}
    }

    /// Takes one fact or wish in and says what to do.
    pub fn handle(&mut self, _now: Now, _input: Input, _out: &mut Effects) {}

    /// Does what is due by now.
    pub fn handle_timeout(&mut self, _now: Now, _out: &mut Effects) {}

    /// Returns when [`Self::handle_timeout`] wants to be called; `None` if nothing is due.
    #[must_use]
    pub fn poll_timeout(&self) -> Option<Mono> {
        None
    }

    /// Returns the present picture.
    #[must_use]
    pub fn snapshot(&self) -> Snapshot {
        unimplemented!()
    }
}
