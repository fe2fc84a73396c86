//! The sockets that a server accepts connections from, and who is at the other end.

use std::io;
use std::net::SocketAddr;
use std::os::fd::AsFd as _;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use supervisor_api::Transport;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream, UnixListener, UnixStream};

use crate::access::{Guard, PeerGroups};

/// A socket that is bound and does not block.
#[derive(Debug)]
pub enum Listener {
    Unix(std::os::unix::net::UnixListener),
    Tcp(std::net::TcpListener),
}

/// The same socket, known to the runtime.
#[derive(Debug)]
pub(crate) enum Acceptor {
    Unix(UnixListener, Option<PeerGroups>),
    Tcp(TcpListener),
}

impl Acceptor {
    /// Takes the socket over; must be called inside the runtime.
    pub(crate) fn adopt(listener: Listener, guard: &Guard) -> io::Result<Self> {
        match listener {
            Listener::Unix(socket) => {
                let listener = UnixListener::from_std(socket)?;
                Ok(Self::Unix(listener, guard.peer_groups()))
            }
            Listener::Tcp(socket) => TcpListener::from_std(socket).map(Self::Tcp),
        }
    }

    pub(crate) async fn accept(&self) -> io::Result<(Stream, Peer)> {
        match self {
            Self::Unix(listener, peer_groups) => {
                let (stream, _) = listener.accept().await?;
                let peer = unix_peer(&stream, *peer_groups);
                Ok((Stream::Unix(stream), peer))
            }
            Self::Tcp(listener) => {
                let (stream, address) = listener.accept().await?;
                // Only delays answers if it fails.
                let _ = stream.set_nodelay(true);
                Ok((Stream::Tcp(stream), Peer::Tcp(address)))
            }
        }
    }
}

/// Who is at the other end of a connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Peer {
    Unix {
        uid: Option<u32>,
        pid: Option<u32>,
        /// The groups that it was in when it connected; its own alone if nobody needs the others.
        groups: Arc<[u32]>,
    },
    Tcp(SocketAddr),
}

impl Peer {
    /// Says the same in the words of the daemon.
    pub(crate) fn transport(&self) -> Transport {
        match self {
            Self::Unix { uid, pid, .. } => Transport::Unix {
                uid: *uid,
                pid: *pid,
            },
            Self::Tcp(address) => Transport::Tcp {
                peer: address.to_string(),
            },
        }
    }

    /// Returns address and port as the log shows them (H-30).
    pub(crate) fn label(&self) -> String {
        match self {
            Self::Unix { .. } => "localhost:0".to_owned(),
            Self::Tcp(address) => format!("{}:{}", address.ip(), address.port()),
        }
    }

    /// Says where a request came from, as fields of a log line.
    pub(crate) fn whereabouts(&self) -> String {
        match self {
            Self::Unix { uid: Some(uid), .. } => format!("by=unix uid={uid}"),
            Self::Unix { uid: None, .. } => "by=unix".to_owned(),
            Self::Tcp(address) => format!("by=tcp peer={address}"),
        }
    }
}

fn unix_peer(stream: &UnixStream, peer_groups: Option<PeerGroups>) -> Peer {
    let credentials = stream.peer_cred().ok();
    // What cannot be found out gives nobody a role.
    let others = peer_groups.and_then(|groups_of| groups_of(stream.as_fd()).ok());
    let own = credentials.iter().map(|credentials| credentials.gid());
    Peer::Unix {
        uid: credentials.map(|credentials| credentials.uid()),
        pid: credentials
            .and_then(|credentials| credentials.pid())
            .and_then(|pid| pid.try_into().ok()),
        groups: own.chain(others.into_iter().flatten()).collect(),
    }
}

/// A connection of either family.
#[derive(Debug)]
pub(crate) enum Stream {
    Unix(UnixStream),
    Tcp(TcpStream),
}

impl AsyncRead for Stream {
    fn poll_read(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Unix(stream) => Pin::new(stream).poll_read(cx, buf),
            Self::Tcp(stream) => Pin::new(stream).poll_read(cx, buf),
        }
    }
}

impl AsyncWrite for Stream {
    fn poll_write(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &[u8],
    ) -> Poll<io::Result<usize>> {
        match self.get_mut() {
            Self::Unix(stream) => Pin::new(stream).poll_write(cx, buf),
            Self::Tcp(stream) => Pin::new(stream).poll_write(cx, buf),
        }
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Unix(stream) => Pin::new(stream).poll_flush(cx),
            Self::Tcp(stream) => Pin::new(stream).poll_flush(cx),
        }
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Unix(stream) => Pin::new(stream).poll_shutdown(cx),
            Self::Tcp(stream) => Pin::new(stream).poll_shutdown(cx),
        }
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        match self.get_mut() {
            Self::Unix(stream) => Pin::new(stream).poll_write_vectored(cx, bufs),
            Self::Tcp(stream) => Pin::new(stream).poll_write_vectored(cx, bufs),
        }
    }

    fn is_write_vectored(&self) -> bool {
        match self {
            Self::Unix(stream) => stream.is_write_vectored(),
            Self::Tcp(stream) => stream.is_write_vectored(),
        }
    }
}
