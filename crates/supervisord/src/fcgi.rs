//! The sockets of FastCGI programs while the core wants them open.

use std::collections::HashMap;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};

use supervisor_api::config::{Config, FcgiSocketConfig};
use supervisor_api::{GroupConfig, Level};
use supervisor_core::{Input, LaunchError, SocketId};

use crate::known::Known;
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
    pub(crate) fn open(
        &mut self,
        socket: SocketId,
        config: &FcgiSocketConfig,
        known: &Known,
    ) -> Option<Input> {
        let opened = open_fcgi(config, |host| known.address(host));
        let opened = opened.map_err(|error| LaunchError::Socket {
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
pub(crate) fn check_all(config: &Config, known: &Known) -> Result<(), FcgiCheckError> {
    config
        .groups
        .iter()
        .try_for_each(|group| check(group, known))
}

fn check(group: &GroupConfig, known: &Known) -> Result<(), FcgiCheckError> {
    let mut checked: Vec<&FcgiSocketConfig> = Vec::new();
    let sockets = group.processes.iter();
    for config in sockets.filter_map(|process| process.socket.as_deref()) {
        if checked.contains(&config) {
            continue;
        }
        let url = config.address.to_string();
        logging::log(Level::Info, &format!("Creating socket {url}"));
        let opened = open_fcgi(config, |host| known.address(host));
        opened.map_err(|source| FcgiCheckError {
            url: url.clone(),
            source,
        })?;
        logging::log(Level::Info, &format!("Closing socket {url}"));
        checked.push(config);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::net::{Ipv4Addr, TcpStream};

    use supervisor_api::config::FcgiAddress;

    use super::*;

    /// To ask while the daemon runs would keep everybody waiting for a name server that is gone.
    #[test]
    fn h_60_a_socket_is_bound_where_its_host_was_when_it_was_looked_up() {
        let port = std::net::TcpListener::bind("127.0.0.1:0")
            .and_then(|free| free.local_addr())
            .expect("a free port")
            .port();
        let config = FcgiSocketConfig {
            address: FcgiAddress::Tcp {
                host: "moved.invalid".into(),
                port,
            },
            owner: None,
            mode: None,
            backlog: None,
        };
        let known = Known::with_host("moved.invalid", Ipv4Addr::LOCALHOST);
        let mut sockets = FcgiSockets::default();

        assert!(sockets.open(SocketId(1), &config, &known).is_none());

        assert!(TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_ok());
    }
}
