//! Servers on a TCP port; IPv4 only, as in the original.

use std::io;
use std::net::{Ipv4Addr, SocketAddrV4, TcpListener};

use nix::sys::socket::{Backlog, listen, setsockopt, sockopt};

use super::{BACKLOG, SocketError};
use crate::kernel::hosts;

pub(super) fn bind(host: &str, port: u16) -> Result<TcpListener, SocketError> {
    let ip = match host {
        "" => Ipv4Addr::UNSPECIFIED,
        host => hosts::ipv4(host).map_err(SocketError::UnknownHost)?,
    };
    let listener = listen_on(SocketAddrV4::new(ip, port)).map_err(SocketError::of)?;
    if host.is_empty() {
        require_own_hostname()?;
    }
    Ok(listener)
}

fn listen_on(address: SocketAddrV4) -> io::Result<TcpListener> {
    let listener = TcpListener::bind(address)?;
    listener.set_nonblocking(true)?;
    // Connections inherit it: a follower whose machine is gone is noticed though its log is silent.
    setsockopt(&listener, sockopt::KeepAlive, &true)?;
    // The standard library's backlog is shorter; a second call changes it.
    listen(&listener, Backlog::new(BACKLOG)?)?;
    Ok(listener)
}

/// compat: without a host in `port=`, Supervisor starts only if the machine's own name has an
/// address, though it does not use it (H-44).
fn require_own_hostname() -> Result<(), SocketError> {
    let host = nix::unistd::gethostname().map_err(|error| SocketError::of(error.into()))?;
    let host = host.to_string_lossy().into_owned();
    match hosts::ipv4(&host) {
        Ok(_) => Ok(()),
        Err(_) => Err(SocketError::OwnHostname { host }),
    }
}
