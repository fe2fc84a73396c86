use supervisor_api::config::{ServerAddress, ServerConfig};

use super::*;

fn servers(lines: &str) -> Vec<ServerConfig> {
    loaded(lines).config.servers
}

#[test]
fn c_186_a_unix_server() {
    let servers = servers("[unix_http_server]\nfile= /tmp/../tmp/s \n");
    assert_eq!(
        servers[0].address,
        ServerAddress::Unix {
            path: "/tmp/s".into(),
            mode: 0o700,
            chown: None,
        }
    );
    assert_eq!(servers[0].credentials, None);

    let lines = "[unix_http_server:a]\nfile=~/s\nchmod=0770\nchown=www:root";
    assert_eq!(
        loaded(lines).config.servers[0].address,
        ServerAddress::Unix {
            path: "/root/s".into(),
            mode: 0o770,
            chown: Some((33, Some(0))),
        }
    );
}

#[test]
fn c_188_any_section_whose_name_begins_so_counts_and_inet_servers_come_first() {
    let servers = servers(
        "[unix_http_server]\nfile=s\n[inet_http_server2]\nport=2\n[inet_http_server:x]\nport=h:3",
    );
    let sections: Vec<&str> = servers
        .iter()
        .map(|server| server.section.as_str())
        .collect();
    assert_eq!(
        sections,
        [
            "inet_http_server2",
            "inet_http_server:x",
            "unix_http_server"
        ]
    );
}

#[test]
fn c_188_credentials_need_both_halves() {
    for key in ["username", "password"] {
        assert_eq!(
            refusal(&format!("[inet_http_server]\nport=1\n{key}=x")),
            "Section [inet_http_server] contains incomplete authentication: If a username or a \
             password is specified, both the username and password must be specified"
        );
    }
    let lines = "[inet_http_server]\nport=1\nusername=u\npassword={SHA}00";
    let credentials = servers(lines)[0]
        .credentials
        .clone()
        .expect("both are given");
    assert_eq!(
        (credentials.username.as_str(), credentials.password.as_str()),
        ("u", "{SHA}00")
    );
    let lines = "[inet_http_server]\nport=1\nusername=\npassword=x";
    assert_eq!(
        servers(lines)[0].credentials,
        None,
        "an empty user name lets everybody in"
    );
}

#[test]
fn c_186_c_187_what_is_refused() {
    for (lines, text) in [
        (
            "[unix_http_server]",
            "section [unix_http_server] has no file value",
        ),
        (
            "[unix_http_server]\nfile=x\nchmod=rwx",
            "Invalid chmod value rwx",
        ),
        (
            "[unix_http_server]\nfile=x\nchown=nope",
            "Invalid sockchown value nope",
        ),
        (
            "[inet_http_server]",
            "section [inet_http_server] has no port value",
        ),
        (
            "[inet_http_server]\nport=x",
            "not a valid port number: 'x' ",
        ),
    ] {
        assert_eq!(refusal(lines), text);
    }
}

#[test]
fn c_191_the_first_unix_server_or_else_the_last_inet_one_is_computed() {
    let url = |lines: &str| loaded(lines).config.server_url;
    assert_eq!(url(""), None);
    assert_eq!(
        url("[inet_http_server]\nport=h:1\n[inet_http_server:2]\nport=2").as_deref(),
        Some("http://localhost:2")
    );
    assert_eq!(
        url("[inet_http_server]\nport=1\n[unix_http_server]\nfile=a\n[unix_http_server:b]\nfile=b")
            .as_deref(),
        Some("unix:///srv/a")
    );
}
