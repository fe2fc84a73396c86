use supervisor_api::config::{FcgiAddress, FcgiSocketConfig};

use super::*;

fn socket(lines: &str) -> FcgiSocketConfig {
    let loaded = loaded(&format!("[fcgi-program:x]\ncommand=x\n{lines}"));
    let process = &loaded.config.groups[0].processes[0];
    (**process.socket.as_ref().expect("there is a socket")).clone()
}

fn socket_refusal(lines: &str) -> String {
    refusal(&format!("[fcgi-program:x]\ncommand=x\n{lines}"))
}

#[test]
fn c_181_a_unix_socket_belongs_to_the_program_s_user() {
    assert_eq!(
        socket("socket=unix:///tmp/%(program_name)s.sock\nuser=www"),
        FcgiSocketConfig {
            address: FcgiAddress::Unix("/tmp/x.sock".into()),
            owner: Some((33, Some(34))),
            mode: Some(0o700),
            backlog: None,
        }
    );
    assert_eq!(socket("socket=unix:///tmp/x\nuser=root").owner, None);
    assert_eq!(
        socket("socket=unix:///tmp/x\nuser=www\nsocket_owner=root").owner,
        Some((0, None))
    );
}

#[test]
fn c_181_a_tcp_socket_has_neither_owner_nor_mode() {
    assert_eq!(
        socket("socket=tcp://H:9000\nsocket_backlog=5"),
        FcgiSocketConfig {
            address: FcgiAddress::Tcp {
                host: "h".into(),
                port: 9000
            },
            owner: None,
            mode: None,
            backlog: Some(5),
        }
    );
}

#[test]
fn c_181_what_is_refused() {
    let unix = "socket=unix:///tmp/x\n";
    for (lines, text) in [
        (
            String::new(),
            "[fcgi-program:x] section requires a \"socket\" line",
        ),
        (
            "socket=".into(),
            "[fcgi-program:x] section requires a \"socket\" line",
        ),
        (
            "socket=nope".into(),
            "('Bad socket format %s', 'nope') in [fcgi-program:x] socket",
        ),
        (
            "socket=unix://x".into(),
            "('Unix socket path %s is not an absolute path', 'x') in [fcgi-program:x] socket",
        ),
        (
            "socket=tcp://h:70000".into(),
            "70000 is above upper bound (65535) in [fcgi-program:x] socket",
        ),
        (
            format!("{unix}socket_backlog=0"),
            "Invalid socket_backlog value 0",
        ),
        (
            format!("{unix}socket_backlog=65536"),
            "Invalid socket_backlog value 65536",
        ),
        (
            format!("{unix}socket_owner=nope"),
            "Invalid socket_owner value nope",
        ),
        (
            format!("{unix}socket_mode=9"),
            "Invalid socket_mode value 9",
        ),
        (format!("{unix}user=nope"), "Invalid user name nope"),
        (
            "socket=nope\nsocket_mode=0700".into(),
            "socket_owner and socket_mode params should only be used with a Unix domain socket in \
             [fcgi-program:x] socket",
        ),
    ] {
        assert_eq!(socket_refusal(&lines), text, "{lines}");
    }
}

#[test]
fn w_12_a_program_in_a_group_keeps_its_socket() {
    let loaded = loaded(
        "[fcgi-program:x]\ncommand=x\nsocket=tcp://h:1\nnumprocs=2\nprocess_name=%(process_num)d\n\
         [group:g]\nprograms=x",
    );
    let processes = &loaded.config.groups[0].processes;
    let socket = |number: usize| {
        processes[number]
            .socket
            .as_ref()
            .expect("there is a socket")
    };
    assert!(Arc::ptr_eq(socket(0), socket(1)));
}

#[test]
fn w_12_a_broken_socket_in_a_group_is_only_a_warning() {
    let loaded = loaded("[fcgi-program:x]\ncommand=x\n[group:g]\nprograms=x");
    assert_eq!(loaded.config.groups[0].processes[0].socket, None);
    assert_eq!(
        warnings(&loaded),
        [
            "[fcgi-program:x] runs without its socket: [fcgi-program:x] section requires a \"socket\" \
         line"
        ]
    );
}
