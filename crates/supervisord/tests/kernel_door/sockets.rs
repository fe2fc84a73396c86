//! The listening sockets of the HTTP servers (H-40..H-45, W-10).

use std::fs;
use std::io::Read;
use std::net::{TcpListener, TcpStream};
use std::os::fd::AsRawFd;
use std::os::unix::fs::{FileTypeExt, MetadataExt, PermissionsExt};
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::Path;

use supervisor_api::config::{ServerAddress, ServerConfig};
use supervisord::sockets::{Listener, SocketError, bind, bind_all};

use crate::support::{Nursery, is_root, passes_alone, wait_for};

const IN_USE: &str = "Another program is already listening on a port that one of our HTTP servers \
                      is configured to use.  Shut this program down first before starting \
                      supervisord.";

fn unix(path: &Path) -> ServerAddress {
    ServerAddress::Unix {
        path: path.display().to_string(),
        mode: 0o700,
        chown: None,
    }
}

fn inet(host: &str, port: u16) -> ServerAddress {
    ServerAddress::Inet {
        host: host.into(),
        port,
    }
}

fn server(address: ServerAddress) -> ServerConfig {
    ServerConfig {
        section: "some_http_server".into(),
        address,
        credentials: None,
    }
}

fn refusal(address: &ServerAddress) -> String {
    bind(address).unwrap_err().to_string()
}

fn entries(directory: &Path) -> Vec<String> {
    let entries = fs::read_dir(directory).unwrap();
    entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect()
}

fn accepts(listener: &Listener) {
    wait_for("a connection", || match listener {
        Listener::Unix { listener, .. } => listener.accept().map(drop).ok(),
        Listener::Inet(listener) => listener.accept().map(drop).ok(),
    });
}

#[test]
fn h_40_a_unix_socket_listens_with_its_mode_and_leaves_nothing_else() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("s.sock");

    for mode in [0o700, 0o766, 0o777] {
        let listener = bind(&ServerAddress::Unix {
            path: path.display().to_string(),
            mode,
            chown: None,
        })
        .unwrap();

        let metadata = fs::symlink_metadata(&path).unwrap();
        assert!(metadata.file_type().is_socket());
        assert_eq!(metadata.permissions().mode() & 0o7777, mode);
        assert_eq!(entries(directory.path()), ["s.sock"]);
        UnixStream::connect(&path).unwrap();
        accepts(&listener);
        listener.remove_file();
        assert!(entries(directory.path()).is_empty());
    }
}

#[test]
fn listeners_do_not_block_and_are_not_inherited() {
    let directory = tempfile::tempdir().unwrap();
    let listeners = bind_all(&[
        server(inet("127.0.0.1", 0)),
        server(unix(&directory.path().join("s.sock"))),
    ])
    .unwrap();

    let [Listener::Inet(tcp), Listener::Unix { listener, .. }] = &listeners[..] else {
        panic!("{listeners:?}");
    };
    assert_eq!(
        tcp.accept().unwrap_err().kind(),
        std::io::ErrorKind::WouldBlock
    );
    assert_eq!(
        listener.accept().unwrap_err().kind(),
        std::io::ErrorKind::WouldBlock
    );
    for fd in [
        std::os::fd::AsFd::as_fd(tcp),
        std::os::fd::AsFd::as_fd(listener),
    ] {
        let flags = nix::fcntl::fcntl(fd, nix::fcntl::FcntlArg::F_GETFD).unwrap();
        assert_eq!(flags, libc::FD_CLOEXEC);
    }
}

#[test]
fn h_25_the_system_looks_whether_clients_that_say_nothing_are_still_there() {
    let Listener::Inet(listener) = bind(&inet("127.0.0.1", 0)).unwrap() else {
        panic!("no TCP");
    };
    let _client = TcpStream::connect(listener.local_addr().unwrap()).unwrap();

    let connection = wait_for("a connection", || listener.accept().ok()).0;

    let keepalive = nix::sys::socket::sockopt::KeepAlive;
    assert!(nix::sys::socket::getsockopt(&connection, keepalive).unwrap());
}

#[test]
fn w_10_the_name_of_a_socket_that_nobody_listens_on_is_taken_over() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("s.sock");
    drop(UnixListener::bind(&path).unwrap());

    let listener = bind(&unix(&path)).unwrap();

    let Listener::Unix { file, .. } = &listener else {
        panic!("{listener:?}");
    };
    assert!(file.replaced_stale());
    UnixStream::connect(&path).unwrap();
    accepts(&listener);
    assert_eq!(entries(directory.path()), ["s.sock"]);
}

#[test]
fn h_43_a_unix_socket_that_somebody_listens_on_is_left_alone() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("s.sock");
    let first = bind(&unix(&path)).unwrap();

    assert_eq!(refusal(&unix(&path)), IN_USE);

    accepts(&first);
    UnixStream::connect(&path).unwrap();
    accepts(&first);
    assert_eq!(entries(directory.path()), ["s.sock"]);
}

#[test]
fn w_10_a_listener_that_never_answers_does_not_hold_us_up() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("s.sock");
    let _silent = listen_without_room(&path);
    let mut waiting = Vec::new();
    // Nobody accepts, and now not even the backlog has room.
    while let Ok(stream) = nonblocking_connect(&path) {
        waiting.push(stream);
    }

    assert_eq!(refusal(&unix(&path)), IN_USE);
}

fn listen_without_room(path: &Path) -> std::os::fd::OwnedFd {
    use nix::sys::socket::{
        AddressFamily, Backlog, SockFlag, SockType, UnixAddr, bind, listen, socket,
    };
    let kind = SockType::Stream;
    let socket = socket(AddressFamily::Unix, kind, SockFlag::empty(), None).unwrap();
    bind(socket.as_raw_fd(), &UnixAddr::new(path).unwrap()).unwrap();
    listen(&socket, Backlog::new(0).unwrap()).unwrap();
    socket
}

fn nonblocking_connect(path: &Path) -> nix::Result<std::os::fd::OwnedFd> {
    use nix::sys::socket::{AddressFamily, SockFlag, SockType, UnixAddr, connect, socket};
    let fd = socket(
        AddressFamily::Unix,
        SockType::Stream,
        SockFlag::SOCK_NONBLOCK,
        None,
    )?;
    connect(fd.as_raw_fd(), &UnixAddr::new(path)?)?;
    Ok(fd)
}

#[test]
fn w_10_what_is_no_socket_is_never_deleted() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("precious");
    fs::write(&path, "data").unwrap();
    let link = directory.path().join("link");
    std::os::unix::fs::symlink(&path, &link).unwrap();

    for path in [&path, &link] {
        let shown = path.display();
        let text = format!("Cannot open an HTTP server: {shown} exists and is not a socket");
        assert_eq!(refusal(&unix(path)), text);
    }

    assert_eq!(fs::read_to_string(&path).unwrap(), "data");
    assert_eq!(entries(directory.path()).len(), 2);
}

#[test]
fn h_43_other_errors_show_symbol_and_number() {
    let missing = Path::new("/no/such/directory/s.sock");
    assert_eq!(
        refusal(&unix(missing)),
        "Cannot open an HTTP server: socket.error reported errno.ENOENT (2)"
    );
    assert_eq!(
        refusal(&inet("192.0.2.1", 0)),
        "Cannot open an HTTP server: socket.error reported errno.EADDRNOTAVAIL (99)"
    );
    let long = Path::new("/tmp").join("x".repeat(104));
    assert_eq!(
        refusal(&unix(&long)),
        "Cannot open an HTTP server: socket.error reported AF_UNIX path too long"
    );
}

#[test]
fn h_43_an_unknown_host_shows_the_resolvers_number() {
    assert_eq!(
        refusal(&inet("[::1]", 9001)),
        "Cannot open an HTTP server: socket.error reported -2"
    );
}

#[test]
fn h_43_a_tcp_port_in_use_is_told() {
    let first = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = first.local_addr().unwrap().port();

    assert_eq!(refusal(&inet("127.0.0.1", port)), IN_USE);
}

#[test]
fn h_43_a_port_can_be_bound_again_at_once() {
    // A child of another test would hold the connection for a moment.
    let _turn = Nursery::new();

    // Somebody else on the machine may take the port in between, but not again and again.
    assert!((0..5).any(|_| is_bound_again()));
}

/// Binds a port of its own once more while a connection lingers there.
fn is_bound_again() -> bool {
    let Listener::Inet(first) = bind(&inet("localhost", 0)).unwrap() else {
        panic!("not a TCP socket");
    };
    let address = first.local_addr().unwrap();
    let mut client = TcpStream::connect(address).unwrap();
    let accepted = wait_for("the connection", || first.accept().ok());
    // We close first, so that the connection lingers on our side.
    drop(accepted);
    drop(first);
    assert_eq!(client.read(&mut [0]).unwrap(), 0);
    drop(client);

    bind(&inet("127.0.0.1", address.port())).is_ok()
}

#[test]
fn h_44_without_a_host_every_ipv4_interface_is_served() {
    let listener = match bind(&inet("", 0)) {
        Ok(Listener::Inet(listener)) => listener,
        // The machine's own name has no address here.
        Err(error @ SocketError::OwnHostname { .. }) => {
            let text = error.to_string();
            assert!(text.starts_with("Could not determine IP address for hostname "));
            assert!(text.contains(", please try setting an explicit IP address in the \"port\""));
            return;
        }
        other => panic!("{other:?}"),
    };

    let address = listener.local_addr().unwrap();
    assert!(address.ip().is_unspecified() && address.is_ipv4());
}

#[test]
fn a_server_that_cannot_listen_undoes_those_before_it() {
    let directory = tempfile::tempdir().unwrap();
    let first = directory.path().join("first.sock");
    let servers = [unix(&first), unix(Path::new("/no/such/directory/s.sock"))].map(server);

    bind_all(&servers).unwrap_err();

    assert!(entries(directory.path()).is_empty());
}

#[test]
fn w_26_a_deleted_or_replaced_file_is_noticed_and_not_removed_as_ours() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("s.sock");
    let first = bind(&unix(&path)).unwrap();
    let Listener::Unix { file, .. } = &first else {
        panic!("{first:?}");
    };
    assert!(file.is_in_place());
    fs::remove_file(&path).unwrap();
    assert!(!file.is_in_place());
    let second = bind(&unix(&path)).unwrap();

    first.remove_file();

    assert_eq!(entries(directory.path()), ["s.sock"]);
    second.remove_file();
    assert!(entries(directory.path()).is_empty());
}

#[test]
fn h_40_the_owner_is_changed_and_a_missing_group_stays() {
    if !is_root() {
        return;
    }
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("s.sock");
    for (chown, expected) in [
        ((1234, Some(4321)), (1234, 4321)),
        ((1234, None), (1234, 0)),
    ] {
        let listener = bind(&ServerAddress::Unix {
            path: path.display().to_string(),
            mode: 0o700,
            chown: Some(chown),
        })
        .unwrap();

        let metadata = fs::symlink_metadata(&path).unwrap();
        assert_eq!((metadata.uid(), metadata.gid()), expected);
        listener.remove_file();
    }
}

#[test]
fn h_41_a_refused_owner_is_told() {
    if !is_root() {
        return;
    }
    passes_alone("alone_a_refused_owner_is_told");
}

#[test]
#[ignore = "started by another test: it gives up being root"]
fn alone_a_refused_owner_is_told() {
    let directory = tempfile::tempdir().unwrap();
    fs::set_permissions(directory.path(), fs::Permissions::from_mode(0o777)).unwrap();
    let path = directory.path().join("s.sock").display().to_string();
    supervisord::privileges::drop_to(Some(65534)).unwrap();

    for (gid, shown) in [(None, "-1"), (Some(5), "5")] {
        let text = refusal(&ServerAddress::Unix {
            path: path.clone(),
            mode: 0o700,
            chown: Some((0, gid)),
        });

        assert_eq!(
            text,
            format!(
                "Not permitted to chown {path} to uid/gid (0, {shown}); adjust \"sockchown\" value: \
                 user nobody may not give the socket away like that"
            )
        );
    }
    assert!(entries(directory.path()).is_empty());
    nix::unistd::chdir("/").unwrap();
}
