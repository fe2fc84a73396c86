//! Style sheet and images (H-83).

use crate::harness::{Server, header, protected};

fn get(path: &str, lines: &str) -> String {
    format!("GET {path} HTTP/1.1\r\nConnection: close\r\n{lines}\r\n")
}

#[tokio::test(flavor = "current_thread")]
async fn h_83_every_file_of_the_original_has_one_in_its_place() {
    let server = Server::start();

    for (path, kind, begin) in [
        ("/stylesheets/supervisor.css", "text/css", &b"/* "[..]),
        ("/images/icon.png", "image/png", b"\x89PNG"),
        ("/images/supervisor.gif", "image/gif", b"GIF8"),
        ("/images/rule.gif", "image/gif", b"GIF8"),
        ("/images/state0.gif", "image/gif", b"GIF8"),
        ("/images/state1.gif", "image/gif", b"GIF8"),
        ("/images/state2.gif", "image/gif", b"GIF8"),
        ("//images/state3.gif", "image/gif", b"GIF8"),
    ] {
        let mut client = server.connect().await;
        client.send(&get(path, "")).await;
        let answer = client.rest_of_bytes().await;
        let end = answer.windows(4).position(|bytes| bytes == b"\r\n\r\n");
        let (head, body) = answer.split_at(end.unwrap() + 4);
        let head = std::str::from_utf8(head).unwrap();

        assert!(head.starts_with("HTTP/1.1 200 OK\r\n"), "{path}: {head}");
        assert_eq!(header(head, "Content-Type"), Some(kind), "{path}");
        let length = body.len().to_string();
        assert_eq!(header(head, "Content-Length"), Some(length.as_str()));
        assert!(body.starts_with(begin), "{path}");
    }
}

#[tokio::test(flavor = "current_thread")]
async fn h_83_what_a_client_has_is_not_sent_again() {
    let server = Server::start();
    let path = "/stylesheets/supervisor.css";
    let first = server.ask(&get(path, "")).await;
    let modified = header(&first.head, "Last-Modified").unwrap();

    let mut client = server.connect().await;
    let line = format!("If-Modified-Since: {modified}\r\n");
    client.send(&get(path, &line)).await;
    let second = client.rest().await;
    let line = "If-Modified-Since: Thu, 01 Jan 1970 00:00:00 GMT\r\n";
    let older = server.ask(&get(path, line)).await;

    assert!(
        second.starts_with("HTTP/1.1 304 Not Modified\r\n"),
        "{second}"
    );
    assert_eq!(header(&second, "Last-Modified"), Some(modified));
    assert!(second.ends_with("\r\n\r\n"), "{second}");
    assert_eq!((older.status, older.body), (200, first.body));
}

#[tokio::test(flavor = "current_thread")]
async fn h_21_the_head_of_a_file_is_known_and_other_methods_are_not() {
    let server = Server::start();
    let mut client = server.connect().await;

    client
        .send("HEAD /images/icon.png HTTP/1.1\r\nConnection: close\r\n\r\n")
        .await;
    let head = client.rest().await;
    let put = server.ask("PUT /images/icon.png HTTP/1.1\r\n\r\n").await;

    assert!(head.starts_with("HTTP/1.1 200 OK\r\n"), "{head}");
    assert_ne!(header(&head, "Content-Length"), Some("0"));
    assert!(head.ends_with("\r\n\r\n"), "{head}");
    assert_eq!(put.status, 400);
}

#[tokio::test(flavor = "current_thread")]
async fn h_83_directories_lead_to_nothing_and_nothing_else_is_served() {
    let server = Server::start();

    for path in ["/stylesheets", "/images"] {
        let answer = server.ask(&get(path, "")).await;
        let slashed = format!("{path}/");
        assert_eq!(answer.status, 301, "{path}");
        assert_eq!(header(&answer.head, "Location"), Some(slashed.as_str()));
        assert_eq!(server.ask(&get(&slashed, "")).await.status, 404);
    }
    for path in [
        "/status.html",
        "/images/../Cargo.toml",
        "/images/%2e%2e/%2e%2e/Cargo.toml",
        "/images/state4.gif",
        "/images/icon.png/",
        "/favicon.ico",
    ] {
        assert_eq!(server.ask(&get(path, "")).await.status, 404, "{path}");
    }
}

#[tokio::test(flavor = "current_thread")]
async fn h_10_files_are_for_those_who_may_use_the_server() {
    let server = Server::with(protected("user", "secret"));

    for path in ["/stylesheets/supervisor.css", "/images", "/", "/tail.html"] {
        assert_eq!(server.ask(&get(path, "")).await.status, 401, "{path}");
    }
}
