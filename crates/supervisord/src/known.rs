//! What the system has said last about names of the configuration: who its users are, and where
//! its hosts. Whoever needs an answer at once takes this one and waits for nobody.

use std::collections::{HashMap, HashSet};
use std::net::Ipv4Addr;

use supervisor_api::config::FcgiAddress;
use supervisor_api::{Config, ProcessConfig};

use crate::kernel::Identity;
use crate::kernel::hosts::{self, HostError};

/// A name whose look-up may take its time: both databases can be network services.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Name {
    /// A user by its id; asked for are its groups.
    User(u32),
    /// The host on which a FastCGI socket is bound.
    Host(String),
}

/// The latest answers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Known {
    users: HashMap<u32, Identity>,
    hosts: HashMap<String, Result<Ipv4Addr, HostError>>,
}

impl Known {
    /// Looks names up, each once.
    pub(crate) fn of(names: impl IntoIterator<Item = Name>) -> Self {
        let mut known = Self::default();
        for name in names.into_iter().collect::<HashSet<_>>() {
            match name {
                Name::User(uid) => {
                    known.users.insert(uid, Identity::of(Some(uid)));
                }
                Name::Host(host) => {
                    let address = hosts::ipv4(&host);
                    known.hosts.insert(host, address);
                }
            }
        }
        known
    }

    #[cfg(test)]
    pub(crate) fn with_host(host: &str, address: Ipv4Addr) -> Self {
        Self {
            users: HashMap::new(),
            hosts: [(host.into(), Ok(address))].into(),
        }
    }

    /// Returns the names that these answers are about.
    pub(crate) fn names(&self) -> impl Iterator<Item = Name> {
        let users = self.users.keys().copied().map(Name::User);
        users.chain(self.hosts.keys().cloned().map(Name::Host))
    }

    /// Takes over later answers.
    pub(crate) fn learn(&mut self, later: Self) {
        self.users.extend(later.users);
        self.hosts.extend(later.hosts);
    }

    /// Returns who a child is to be.
    pub(crate) fn identity(&self, user: Option<u32>) -> Identity {
        let Some(uid) = user else {
            return Identity::Kept;
        };
        // Who is active has been looked up with its configuration, so nothing is asked here.
        let known = self.users.get(&uid);
        known.cloned().unwrap_or_else(|| Identity::of(user))
    }

    /// Returns the address of a host.
    pub(crate) fn address(&self, host: &str) -> Result<Ipv4Addr, HostError> {
        // As above.
        let known = self.hosts.get(host);
        known.copied().unwrap_or_else(|| hosts::ipv4(host))
    }
}

/// Returns the names in a configuration.
pub(crate) fn names(config: &Config) -> impl Iterator<Item = Name> {
    let processes = config.groups.iter().flat_map(|group| &group.processes);
    processes.flat_map(|process| names_of(process))
}

/// Returns the names that a start of a process depends on.
pub(crate) fn names_of(process: &ProcessConfig) -> impl Iterator<Item = Name> {
    let address = process.socket.as_ref().map(|socket| &socket.address);
    let host = match address {
        Some(FcgiAddress::Tcp { host, .. }) => Some(Name::Host(host.clone())),
        Some(FcgiAddress::Unix(_)) | None => None,
    };
    process.user.map(Name::User).into_iter().chain(host)
}
