//! The JSON API: logs.

use serde_json::json;

use crate::api::{document, get, problem};
use crate::fake::FakeDaemon;
use crate::harness::{Answer, Server, header};

async fn range(server: &Server, range: &str) -> Answer {
    let path = "/api/v1/processes/web/logs/stdout";
    let request = format!("GET {path} HTTP/1.1\r\nRange: {range}\r\n\r\n");
    server.ask(&request).await
}

/// Reads an answer whose length nobody knew.
async fn whole(server: &Server, path: &str) -> String {
    let mut client = server.connect().await;
    let request = format!("GET /api/v1{path} HTTP/1.1\r\nConnection: close\r\n\r\n");
    client.send(&request).await;
    client.rest().await
}

#[tokio::test(flavor = "current_thread")]
async fn a_range_of_a_log_is_told_with_its_place() {
    let server = Server::start();
    server.daemon.set_log(b"0123456789");

    for (asked, body, place) in [
        ("bytes=0-3", "0123", "bytes 0-3/10"),
        ("bytes=7-", "789", "bytes 7-9/10"),
        ("bytes=-2", "89", "bytes 8-9/10"),
        ("bytes=5-500", "56789", "bytes 5-9/10"),
    ] {
        let answer = range(&server, asked).await;
        assert_eq!(
            (answer.status, answer.body.as_str()),
            (206, body),
            "{asked}"
        );
        assert_eq!(header(&answer.head, "Content-Range"), Some(place));
        assert_eq!(header(&answer.head, "Accept-Ranges"), Some("bytes"));
        let kind = header(&answer.head, "Content-Type");
        assert_eq!(kind, Some("text/plain; charset=utf-8"));
    }
}

#[tokio::test(flavor = "current_thread")]
async fn a_range_beyond_the_end_is_refused_with_the_size() {
    let server = Server::start();
    server.daemon.set_log(b"0123456789");

    let answer = range(&server, "bytes=10-").await;

    problem(&answer, 416);
    assert_eq!(header(&answer.head, "Content-Range"), Some("bytes */10"));
}

#[tokio::test(flavor = "current_thread")]
async fn a_long_range_is_answered_with_its_first_mebibyte() {
    let server = Server::start();
    server.daemon.set_log(&vec![b'x'; 3 << 20]);

    let answer = range(&server, "bytes=5-").await;

    assert_eq!(answer.body.len(), 1 << 20);
    let place = format!("bytes 5-{}/{}", (1 << 20) + 4, 3 << 20);
    assert_eq!(header(&answer.head, "Content-Range"), Some(place.as_str()));
}

#[tokio::test(flavor = "current_thread")]
async fn logs_are_listed_with_how_much_is_of_the_present_life() {
    let server = Server::start();
    server.daemon.set_log(b"0123456789");

    let answer = get(&server, "/processes/web/logs").await;

    assert_eq!(
        document(&answer),
        json!([
            {"channel": "stdout", "path": "/log/web.log", "size": 10, "written": 8, "since_start": 3},
            {"channel": "stderr", "path": null, "size": null, "written": null, "since_start": null}
        ])
    );
    problem(&get(&server, "/processes/nosuch/logs").await, 404);
}

#[tokio::test(flavor = "current_thread")]
async fn a_followed_log_says_the_number_of_its_first_byte() {
    let server = Server::start();
    server.daemon.set_log(b"a\nbc\nd\n");
    for (lines, begin) in [(1, "3"), (2, "0"), (100, "-2")] {
        let mut client = server.connect().await;
        let path = format!("/api/v1/processes/web/logs/stdout?follow=true&lines={lines}");
        client.send(&format!("GET {path} HTTP/1.1\r\n\r\n")).await;

        let head = client.until("\r\n\r\n").await;

        assert_eq!(header(&head, "Log-Begin"), Some(begin), "{lines}");
    }
}

#[tokio::test(flavor = "current_thread")]
async fn a_whole_log_is_what_it_was_when_the_request_came() {
    let server = Server::start();
    server.daemon.set_log(b"one\ntwo\n");

    for path in ["/processes/web/logs/stdout", "/daemon/log"] {
        let answer = whole(&server, path).await;
        assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");
        assert!(answer.contains("one\ntwo\n"), "{answer}");
    }
    // A header that is no range of bytes is passed over.
    let odd = "GET /api/v1/daemon/log HTTP/1.1\r\nRange: lines=1\r\nConnection: close\r\n\r\n";
    let mut client = server.connect().await;
    client.send(odd).await;
    assert!(client.rest().await.starts_with("HTTP/1.1 200 OK\r\n"));
}

#[tokio::test(flavor = "current_thread")]
async fn the_last_lines_are_found_however_long_they_are() {
    let server = Server::start();
    let long = "y".repeat(40_000);
    server
        .daemon
        .set_log(format!("one\ntwo\n{long}\nend").as_bytes());

    let one = get(&server, "/processes/web/logs/stdout?lines=1").await;
    let two = get(&server, "/daemon/log?lines=2").await;
    let all = get(&server, "/daemon/log?lines=10000").await;

    assert_eq!((one.status, one.body.as_str()), (200, "end"));
    assert_eq!(two.body, format!("{long}\nend"));
    assert!(all.body.starts_with("one\n"));
    problem(&get(&server, "/daemon/log?lines=-1").await, 400);
}

#[tokio::test(flavor = "current_thread")]
async fn a_log_is_followed_from_its_last_lines_on_until_the_server_stops() {
    let server = Server::start();
    server.daemon.set_log(b"one\ntwo\nthree\n");
    let mut client = server.connect().await;

    client
        .send("GET /api/v1/processes/web/logs/stdout?follow=true&lines=2 HTTP/1.1\r\n\r\n")
        .await;
    let head = client.until("\r\n\r\n").await;
    let first = client.until("three\n").await;
    server.daemon.write_log(b"four\n");
    client.until("four\n").await;
    server.tell_to_stop();
    let rest = client.rest().await;

    assert_eq!(header(&head, "X-Accel-Buffering"), Some("no"));
    assert!(
        first.ends_with("two\nthree\n") && !first.contains("one"),
        "{first}"
    );
    assert!(rest.ends_with("0\r\n\r\n"), "{rest}");
}

#[tokio::test(flavor = "current_thread")]
async fn a_log_that_grows_while_it_is_asked_for_is_cut_nowhere_else() {
    for query in ["", "?follow=true&lines=2"] {
        let server = Server::start();
        server.daemon.set_log(b"one\ntwo\n");
        let grow = |daemon: &FakeDaemon| daemon.set_log(b"one\ntwo\nthree\n");
        server.daemon.before_follow(grow);
        let mut client = server.connect().await;
        let path = format!("/api/v1/processes/web/logs/stdout{query}");
        client.send(&format!("GET {path} HTTP/1.0\r\n\r\n")).await;

        client.until("\r\n\r\n").await;
        assert_eq!(client.until("two\n").await, "one\ntwo\n", "{query}");
    }
}

#[tokio::test(flavor = "current_thread")]
async fn an_answer_to_head_or_to_a_condition_is_about_the_whole_log() {
    let server = Server::start();
    let path = "/api/v1/processes/web/logs/stdout";

    for (method, condition) in [("HEAD", ""), ("GET", "If-Range: \"v1\"\r\n")] {
        let mut client = server.connect().await;
        let range = format!("Range: bytes=0-1\r\n{condition}Connection: close\r\n\r\n");
        client
            .send(&format!("{method} {path} HTTP/1.1\r\n{range}"))
            .await;
        let answer = client.rest().await;
        assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");
        assert_eq!(header(&answer, "Content-Range"), None);
    }
}

#[tokio::test(flavor = "current_thread")]
async fn logs_that_there_are_not_are_not_found() {
    let server = Server::start();

    for path in [
        "/processes/nosuch/logs/stdout",
        "/processes/nosuch/logs/stdout?follow=true",
        "/processes/web/logs/stdlog",
        "/processes/web/logs/stderr",
        "/processes/web/logs/stderr?lines=3",
        "/processes/pair:*/logs/stdout",
    ] {
        problem(&get(&server, path).await, 404);
    }
}
