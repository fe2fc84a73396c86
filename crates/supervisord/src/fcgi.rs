//! The sockets of FastCGI programs while the core wants them open.

use std::collections::HashMap;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};

use supervisor_api::config::{Config, FcgiSocketConfig};
use supervisor_api::{GroupConfig, Level};
use supervisor_core::{Input, LaunchError, SocketId};

use crate::logging;
use crate::sockets::{FcgiSocketError, open_fcgi};

/// A socket that could not be made when the daemon started.
#[derive(Debug, thiserror::Error)]
#[error("Could not create FastCGI socket {url}: {source}")]
pub(crate) struct FcgiCheckError {
    url: String,
    source: FcgiSocketError,
}

/// Sockets by their numbers; of those that could not be made, the reason.
#[derive(Debug, Default)]
pub(crate) struct FcgiSockets(HashMap<SocketId, Result<OwnedFd, LaunchError>>);

impl FcgiSockets {
    /// Makes a socket; a failure is a fact for the core.
    pub(crate) fn open(&mut self, socket: SocketId, config: &FcgiSocketConfig) -> Option<Input> {
        let opened = open_fcgi(config).map_err(|error| LaunchError::Socket {
            url: config.address.to_string(),
            reason: error.to_string(),
        });
        let has_failed = opened.is_err();
        self.0.insert(socket, opened);
        has_failed.then_some(Input::SocketFailed { socket })
    }

    pub(crate) fn close(&mut self, socket: SocketId) {
        self.0.remove(&socket);
    }

    /// Returns the socket for a child, or why the child cannot be made.
    pub(crate) fn lend(&self, socket: SocketId) -> Result<BorrowedFd<'_>, LaunchError> {
        match self.0.get(&socket) {
            Some(Ok(open)) => Ok(open.as_fd()),
            Some(Err(error)) => Err(error.clone()),
            None => unreachable!("the core speaks only of sockets that it has opened"),
        }
    }
}

/// Makes each socket once and closes it again, so that whoever starts the daemon learns of what
/// is wrong with it (H-61).
pub(crate) fn check_all(config: &Config) -> Result<(), FcgiCheckError> {
    config.groups.iter().try_for_each(|group| check(group))
}

fn check(group: &GroupConfig) -> Result<(), FcgiCheckError> {
    let mut checked: Vec<&FcgiSocketConfig> = Vec::new();
    let sockets = group.processes.iter();
    for config in sockets.filter_map(|process| process.socket.as_deref()) {
        if checked.contains(&config) {
            continue;
        }
        let url = config.address.to_string();
        logging::log(Level::Info, &format!("Creating socket {url}"));
        let opened = open_fcgi(config);
        opened.map_err(|source| FcgiCheckError {
            url: url.clone(),
            source,
        })?;
        logging::log(Level::Info, &format!("Closing socket {url}"));
        checked.push(config);
    }
    Ok(())
}
