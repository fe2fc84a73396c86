//! nginx in front of the daemon, as `docs/proxy.md` says.

use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};

use supervisor_tests::{
    Daemon, Setup, WebStream, free_port, improves_on, is_root, require, text_of, tool, wait,
};

/// How the daemon's server lets itself be called.
const BASIC: &str = "Authorization: Basic dXNlcjpzZWNyZXQ=\r\n";

/// The part of `docs/proxy.md` that is for nginx, at a socket and without certificates.
fn documented(socket: &Path, port: u16) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/proxy.md");
    let text = text_of(path);
    let (_, rest) = text.split_once("```nginx\n").expect("an example");
    let (example, _) = rest.split_once("```").expect("its end");
    let plain = example
        .lines()
        .filter(|line| !line.contains("ssl_certificate"))
        .collect::<Vec<_>>()
        .join("\n");
    let listen = format!("listen unix:{};", socket.display());
    plain
        .replace("listen 443 ssl;", &listen)
        .replace("127.0.0.1:9001", &format!("127.0.0.1:{port}"))
}

/// A daemon, and the socket of the nginx before it.
fn proxied() -> (Daemon, PathBuf) {
    let port = free_port();
    let program = tool("nginx").expect("nginx").display().to_string();
    let setup = Setup::new(&format!(
        "
        [inet_http_server]
        port = 127.0.0.1:{port}
        username = user
        password = secret
        [program:web]
        command = {{child}} out hello sleep
        startsecs = 0
        [program:nginx]
        command = {program} -p {{dir}} -c {{dir}}/nginx.conf -e {{dir}}/nginx.log
        startsecs = 0
        "
    ));
    let socket = setup.sandbox().path("proxy.sock");
    let user = if is_root() { "user root;" } else { "" };
    let server = documented(&socket, port);
    setup.sandbox().write(
        "nginx.conf",
        &format!(
            "{user}
            daemon off;
            pid {{dir}}/nginx.pid;
            events {{ worker_connections 64; }}
            http {{
                access_log off;
                client_body_temp_path {{dir}}/body;
                proxy_temp_path {{dir}}/proxy;
                fastcgi_temp_path {{dir}}/fastcgi;
                uwsgi_temp_path {{dir}}/uwsgi;
                scgi_temp_path {{dir}}/scgi;
                {server}
            }}"
        ),
    );
    let daemon = setup.start();
    daemon.wait_running("web");
    // Its file is there a moment before it listens.
    wait::until_true("nginx listens", || UnixStream::connect(&socket).is_ok());
    (daemon, socket)
}

fn request(line: &str, more: &str) -> String {
    format!("{line} HTTP/1.0\r\nHost: panel.example.com\r\n{BASIC}{more}\r\n")
}

fn answer(socket: &Path, line: &str, more: &str) -> String {
    let answer = WebStream::open(socket, &request(line, more)).rest();
    String::from_utf8_lossy(&answer).into_owned()
}

#[test]
fn w_46_a_browser_acts_through_a_proxy_and_pages_of_others_do_not() {
    improves_on!("no JSON API");
    require!(tool("nginx").is_some(), "needs nginx");
    let (_daemon, socket) = proxied();
    let restart = |origin: &str| {
        let line = "POST /supervisor/api/v1/processes/web/restart";
        answer(&socket, line, &format!("Origin: {origin}\r\n"))
    };

    let own = restart("http://panel.example.com");
    let others = restart("https://evil.example.com");

    assert!(own.starts_with("HTTP/1.1 200 "), "{own}");
    assert!(others.starts_with("HTTP/1.1 403 "), "{others}");
}

#[test]
fn the_page_below_a_path_leads_nowhere_else() {
    improves_on!("no page of our own");
    require!(tool("nginx").is_some(), "needs nginx");
    let (_daemon, socket) = proxied();

    let page = answer(&socket, "GET /supervisor/", "");
    let classic = answer(&socket, "GET /supervisor/index.html?action=refresh", "");

    assert!(page.starts_with("HTTP/1.1 200 "), "{page}");
    for attribute in ["href=\"/", "src=\"/", "action=\"/"] {
        assert!(!page.contains(attribute), "{attribute}: {page}");
    }
    let location = classic.lines().find(|line| line.starts_with("Location: "));
    let location = location.unwrap_or_default();
    assert!(location.contains("/supervisor/?message="), "{classic}");
}

#[test]
fn events_and_logs_come_through_a_proxy_at_once() {
    improves_on!("no events");
    require!(tool("nginx").is_some(), "needs nginx");
    let (daemon, socket) = proxied();
    let follow = |path: &str| {
        let line = format!("GET /supervisor/api/v1/{path}");
        WebStream::open(&socket, &request(&line, ""))
    };

    let mut events = follow("events");
    events.until("event: snapshot");
    let mut log = follow("processes/web/logs/stdout?follow=true");
    log.until("hello\n");
    assert_eq!(daemon.run_ctl(&["stop", "web"]).ok(), "web: stopped\n");

    events.until("PROCESS_STATE_STOPPED");
}
