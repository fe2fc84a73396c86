//! The sockets of the FastCGI programs of a group: who shares them, and whether they are open.

use alloc::sync::Arc;
use alloc::vec::Vec;

use supervisor_api::config::FcgiSocketConfig;

use crate::id::{ProcessId, SocketId};

/// A socket that the processes of one section share (H-60), in a `[group:x]` as well (W-12).
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct SharedSocket {
    config: Arc<FcgiSocketConfig>,
    members: Vec<ProcessId>,
    /// `None` while it is closed, or could not be made.
    open: Option<SocketId>,
}

impl SharedSocket {
    pub(crate) fn config(&self) -> &Arc<FcgiSocketConfig> {
        &self.config
    }

    /// Returns the processes that accept connections on it.
    pub(crate) fn members(&self) -> &[ProcessId] {
        &self.members
    }

    /// Returns the life of the socket that is going on.
    pub(crate) const fn open(&self) -> Option<SocketId> {
        self.open
    }

    /// Begins its next life.
    pub(crate) const fn begin(&mut self, socket: SocketId) {
        self.open = Some(socket);
    }

    /// Ends its present life.
    pub(crate) const fn end(&mut self) -> Option<SocketId> {
        self.open.take()
    }
}

/// The sockets of one group. Sections that ask for the same one share it.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct SharedSockets(Vec<SharedSocket>);

impl SharedSockets {
    /// Notes that a process is to accept connections on this socket.
    pub(crate) fn join(&mut self, config: &Arc<FcgiSocketConfig>, process: ProcessId) {
        match self.of_mut(config) {
            Some(socket) => socket.members.push(process),
            None => self.0.push(SharedSocket {
                config: Arc::clone(config),
                members: Vec::from([process]),
                open: None,
            }),
        }
    }

    pub(crate) fn of(&self, config: &FcgiSocketConfig) -> Option<&SharedSocket> {
        self.0.iter().find(|socket| *socket.config == *config)
    }

    pub(crate) fn of_mut(&mut self, config: &FcgiSocketConfig) -> Option<&mut SharedSocket> {
        self.0.iter_mut().find(|socket| *socket.config == *config)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &SharedSocket> {
        self.0.iter()
    }

    pub(crate) fn iter_mut(&mut self) -> impl Iterator<Item = &mut SharedSocket> {
        self.0.iter_mut()
    }
}
