//! What clients may use up.

use std::time::Duration;

use supervisor_http::{Limits, ServerSettings};

use crate::harness::{Server, call, post, protected, settings};

fn limited(change: impl FnOnce(&mut Limits)) -> Server {
    let mut settings: ServerSettings = settings();
    change(&mut settings.limits);
    Server::with(settings)
}

fn get_pid() -> String {
    post(&call("supervisor.getPID", ""))
}

#[tokio::test(flavor = "current_thread")]
async fn a_head_that_does_not_end_is_not_waited_for() {
    let server = limited(|limits| limits.head_time = Duration::from_millis(20));
    let mut client = server.connect().await;

    client.send("POST /RPC2 HTTP/1.1\r\nHost:").await;

    assert_eq!(client.rest().await, "");
}

#[tokio::test(flavor = "current_thread")]
async fn h_25_an_idle_connection_is_kept() {
    let server = limited(|limits| limits.head_time = Duration::from_millis(1));
    let mut client = server.connect().await;
    client.send(&get_pid()).await;
    client.answer().await;

    // A head that times out afterwards shows that the time of the idle one is over, too.
    let mut other = server.connect().await;
    other.send("POST").await;
    other.rest().await;
    client.send(&get_pid()).await;

    assert_eq!(client.answer().await.status, 200);
}

#[tokio::test(flavor = "current_thread")]
async fn a_body_that_does_not_come_is_not_waited_for() {
    let server = limited(|limits| limits.body_time = Duration::from_millis(20));

    let answer = server
        .ask("POST /RPC2 HTTP/1.1\r\nContent-Length: 10\r\n\r\nabc")
        .await;

    assert_eq!(answer.status, 408);
}

#[tokio::test(flavor = "current_thread")]
async fn h_10_the_body_of_a_stranger_is_not_waited_for() {
    let server = Server::with(protected("user", "secret"));

    let answer = server
        .ask("POST /RPC2 HTTP/1.1\r\nContent-Length: 10\r\n\r\nabc")
        .await;

    assert_eq!(answer.status, 401);
}

#[tokio::test(flavor = "current_thread")]
async fn a_body_that_is_too_large_is_refused() {
    let server = limited(|limits| limits.body_bytes = 2_000);

    let large = post(&"x".repeat(2_001));

    assert_eq!(server.ask(&large).await.status, 413);
    assert_eq!(server.ask(&get_pid()).await.status, 200);
}

#[tokio::test(flavor = "current_thread")]
async fn at_the_limit_the_longest_idle_connection_gives_way() {
    let server = limited(|limits| limits.connections = 2);
    let mut oldest = server.connect().await;
    oldest.send(&get_pid()).await;
    oldest.answer().await;
    let mut other = server.connect().await;
    other.send(&get_pid()).await;
    other.answer().await;

    let mut third = server.connect().await;
    third.send(&get_pid()).await;

    assert_eq!(third.answer().await.status, 200);
    assert_eq!(oldest.rest().await, "");
    other.send(&get_pid()).await;
    assert_eq!(other.answer().await.status, 200);
}

#[tokio::test(flavor = "current_thread")]
async fn at_the_limit_a_busy_connection_is_left_alone_until_it_is_idle() {
    let server = limited(|limits| limits.connections = 1);
    let mut busy = server.connect().await;
    let slow = call("supervisor.startProcess", &crate::harness::text("slow"));
    busy.send(&post(&slow)).await;
    server.until(|daemon| daemon.waiting() == 1).await;
    let mut second = server.connect().await;
    second.send(&get_pid()).await;

    server.daemon.release();

    assert_eq!(busy.answer().await.status, 200);
    assert_eq!(second.answer().await.status, 200);
}

#[tokio::test(flavor = "current_thread")]
async fn h_20_what_is_no_http_is_a_bad_request_and_ends_its_connection() {
    let server = Server::start();

    for request in [
        "hello world\r\n\r\n",
        "GET /ok.html\r\n\r\n",
        "POST /RPC2 HTTP/1.1\r\nContent-Length: abc\r\n\r\n",
        "GET /ok.html HTTP/1.1\r\nno colon\r\n\r\n",
    ] {
        let mut client = server.connect().await;
        client.send(request).await;
        let rest = client.rest().await;
        assert!(rest.starts_with("HTTP/1.1 400 "), "{request}: {rest}");
    }
}

#[tokio::test(flavor = "current_thread")]
async fn h_20_leading_empty_lines_and_bare_line_feeds_are_understood() {
    let server = Server::start();

    for request in [
        "\r\n\r\nGET /ok.html HTTP/1.1\r\n\r\n",
        "GET /ok.html HTTP/1.1\n\n",
    ] {
        assert_eq!(server.ask(request).await.status, 200, "{request}");
    }
}
