//! Logs as they grow.

use crate::harness::{Server, header};

#[tokio::test(flavor = "current_thread")]
async fn h_50_a_log_is_streamed_from_its_last_bytes_on() {
    let server = Server::start();
    let mut client = server.connect().await;

    client
        .send("GET /logtail/pair%3Aone/stdout HTTP/1.1\r\n\r\n")
        .await;
    let head = client.until("\r\n\r\n").await;
    let first = client.until("6\r\nhello\n\r\n").await;
    server.daemon.write_log(b"more\n");
    let second = client.until("5\r\nmore\n\r\n").await;

    assert!(head.starts_with("HTTP/1.1 200 OK\r\n"), "{head}");
    assert_eq!(
        header(&head, "Content-Type"),
        Some("text/plain;charset=utf-8")
    );
    assert_eq!(header(&head, "X-Accel-Buffering"), Some("no"));
    assert_eq!(header(&head, "Transfer-Encoding"), Some("chunked"));
    assert_eq!(
        header(&head, "Last-Modified"),
        Some("Wed, 25 Nov 2026 14:37:41 GMT")
    );
    assert_eq!(header(&head, "X-Content-Type-Options"), Some("nosniff"));
    assert_eq!((first.len(), second.len()), (11, 10));
}

#[tokio::test(flavor = "current_thread")]
async fn h_51_at_most_1024_bytes_are_sent_of_what_is_there() {
    let server = Server::start();
    server.daemon.set_log(&[b'x'; 5_000]);
    let mut client = server.connect().await;

    client.send("GET /logtail/web HTTP/1.1\r\n\r\n").await;
    client.until("\r\n\r\n").await;

    assert_eq!(client.until("\r\n").await, "400\r\n");
}

#[tokio::test(flavor = "current_thread")]
async fn h_53_the_main_log_is_streamed_without_the_proxy_hint() {
    let server = Server::start();
    let mut client = server.connect().await;

    client.send("GET /mainlogtail HTTP/1.1\r\n\r\n").await;
    let head = client.until("\r\n\r\n").await;

    assert_eq!(header(&head, "X-Accel-Buffering"), None);
    client.until("hello\n").await;
}

#[tokio::test(flavor = "current_thread")]
async fn w_39_old_and_closing_clients_get_the_bytes_at_once() {
    let server = Server::start();

    for request in [
        "GET /logtail/web HTTP/1.0\r\n\r\n",
        "GET /logtail/web HTTP/1.1\r\nConnection: close\r\n\r\n",
    ] {
        let mut client = server.connect().await;
        client.send(request).await;
        client.until("hello\n").await;
        server.daemon.write_log(b"more\n");
        client.until("more\n").await;
    }
}

#[tokio::test(flavor = "current_thread")]
async fn h_50_unknown_logs_are_not_found_and_only_get_is_understood() {
    let server = Server::start();

    for path in [
        "/logtail",
        "/logtail/",
        "/logtail/nosuch",
        "/logtail/pair:*",
        "/logtail/web/stderr",
        "/logtail/web/x",
    ] {
        let answer = server.ask(&format!("GET {path} HTTP/1.1\r\n\r\n")).await;
        assert_eq!(answer.status, 404, "{path}");
    }
    let posted = "POST /logtail/web HTTP/1.1\r\nContent-Length: 0\r\n\r\n";
    assert_eq!(server.ask(posted).await.status, 400);
}

#[tokio::test(flavor = "current_thread")]
async fn a_follower_that_leaves_is_let_go() {
    let server = Server::start();
    let mut client = server.connect().await;
    client.send("GET /logtail/web HTTP/1.1\r\n\r\n").await;
    client.until("hello\n").await;
    assert_eq!(server.daemon.followers(), 1);

    drop(client);

    server.until(|daemon| daemon.followers() == 0).await;
}

#[tokio::test(flavor = "current_thread")]
async fn what_was_written_before_the_server_stops_is_sent_before_the_end() {
    let server = Server::start();
    let mut client = server.connect().await;
    client.send("GET /logtail/web HTTP/1.0\r\n\r\n").await;
    client.until("hello\n").await;

    server.daemon.write_log(b"goodbye\n");
    server.tell_to_stop();

    assert_eq!(client.rest().await, "goodbye\n");
}
