//! The sockets of FastCGI programs (H-60..H-62).

use std::fs;
use std::net::{TcpListener, TcpStream};
use std::os::fd::{AsFd, OwnedFd};
use std::os::unix::fs::{MetadataExt, symlink};
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::Path;

use nix::fcntl::{FcntlArg, OFlag, fcntl};
use supervisor_api::config::{FcgiAddress, FcgiSocketConfig};
use supervisord::kernel::hosts;
use supervisord::sockets::{FcgiSocketError, open_fcgi};

use crate::support::is_root;

fn unix(path: &Path) -> FcgiSocketConfig {
    FcgiSocketConfig {
        address: FcgiAddress::Unix(path.display().to_string()),
        owner: None,
        mode: Some(0o700),
        backlog: None,
    }
}

fn tcp(host: &str, port: u16) -> FcgiSocketConfig {
    FcgiSocketConfig {
        address: FcgiAddress::Tcp {
            host: host.into(),
            port,
        },
        owner: None,
        mode: None,
        backlog: Some(65_535),
    }
}

fn open(config: &FcgiSocketConfig) -> Result<OwnedFd, FcgiSocketError> {
    open_fcgi(config, hosts::ipv4)
}

fn refusal(config: &FcgiSocketConfig) -> String {
    open(config).unwrap_err().to_string()
}

/// A TCP port that is free now.
fn port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap().port()
}

fn is_what_children_need(socket: &OwnedFd) {
    let status = fcntl(socket.as_fd(), FcntlArg::F_GETFL).unwrap();
    let flags = fcntl(socket.as_fd(), FcntlArg::F_GETFD).unwrap();
    assert!(!OFlag::from_bits_retain(status).contains(OFlag::O_NONBLOCK));
    assert_eq!(flags, libc::FD_CLOEXEC);
}

#[test]
fn h_60_sockets_listen_block_and_are_close_on_exec() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("s.sock");
    let port = port();

    let (unix, tcp) = (
        open(&unix(&path)).unwrap(),
        open(&tcp("localhost", port)).unwrap(),
    );

    for socket in [&unix, &tcp] {
        is_what_children_need(socket);
    }
    UnixStream::connect(&path).unwrap();
    TcpStream::connect(("127.0.0.1", port)).unwrap();
}

#[test]
fn h_62_modes_are_those_asked_for_whatever_the_umask() {
    let directory = tempfile::tempdir().unwrap();
    for mode in [0o000, 0o700, 0o766, 0o777] {
        let path = directory.path().join(format!("{mode:o}.sock"));
        let config = FcgiSocketConfig {
            mode: Some(mode),
            ..unix(&path)
        };

        let _socket = open(&config).unwrap();

        assert_eq!(fs::symlink_metadata(&path).unwrap().mode() & 0o7777, mode);
    }
}

#[test]
fn h_62_a_socket_gets_its_owner() {
    if !is_root() {
        return;
    }
    let directory = tempfile::tempdir().unwrap();
    for (owner, expected) in [((65534, Some(5)), (65534, 5)), ((65534, None), (65534, 0))] {
        let path = directory.path().join("s.sock");
        let config = FcgiSocketConfig {
            owner: Some(owner),
            ..unix(&path)
        };

        let _socket = open(&config).unwrap();

        let file = fs::symlink_metadata(&path).unwrap();
        assert_eq!((file.uid(), file.gid()), expected);
    }
}

#[test]
fn h_62_a_socket_at_the_path_is_replaced_even_if_somebody_listens() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("s.sock");
    let left_over = UnixListener::bind(&path).unwrap();

    let _socket = open(&unix(&path)).unwrap();

    UnixStream::connect(&path).unwrap();
    left_over.set_nonblocking(true).unwrap();
    assert!(left_over.accept().is_err());
}

#[test]
fn w_10_what_is_no_socket_is_never_deleted_for_a_fastcgi_program() {
    let directory = tempfile::tempdir().unwrap();
    let (file, link) = (directory.path().join("file"), directory.path().join("link"));
    fs::write(&file, "precious").unwrap();
    symlink(&file, &link).unwrap();

    for path in [&file, &link] {
        let text = refusal(&unix(path));

        assert_eq!(
            text,
            format!("{} exists and is not a socket", path.display())
        );
    }
    assert_eq!(fs::read_to_string(&link).unwrap(), "precious");
}

#[test]
fn h_61_reasons_read_as_in_the_original() {
    let directory = tempfile::tempdir().unwrap();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port();
    let long = directory.path().join("x".repeat(108));

    for (config, text) in [
        (tcp("127.0.0.1", port), "[Errno 98] Address already in use"),
        (
            tcp("no.such.host.invalid", 1),
            "[Errno -2] Name or service not known",
        ),
        (
            unix(&directory.path().join("no/s.sock")),
            "[Errno 2] No such file or directory",
        ),
        (unix(&long), "AF_UNIX path too long"),
    ] {
        let reason = refusal(&config);
        // Without a network the resolver may not even be able to ask.
        if reason != "[Errno -3] Temporary failure in name resolution" {
            assert_eq!(reason, text);
        }
    }
}
