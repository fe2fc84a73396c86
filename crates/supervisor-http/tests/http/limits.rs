//! What clients may use up.

use std::time::Duration;

use supervisor_http::{Limits, ServerSettings};

use crate::harness::{Server, call, post, protected, settings, text};

/// More than a socket holds.
const LARGE: usize = 4 * 1024 * 1024;

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

/// Taken apart, a form takes thirty times its size.
#[tokio::test(flavor = "current_thread")]
async fn a_form_that_is_too_large_for_one_is_refused() {
    let server = limited(|_| {});
    let form = |target: &str, fields: usize| {
        let body = "a=b&".repeat(fields);
        let length = body.len();
        format!("POST {target} HTTP/1.1\r\nHost: sv\r\nContent-Length: {length}\r\n\r\n{body}")
    };

    for (target, answered) in [("/", 200), ("/tail.html", 200), ("/ui/act", 403)] {
        assert_eq!(server.ask(&form(target, 50_000)).await.status, answered);
        assert_eq!(server.ask(&form(target, 70_000)).await.status, 413);
    }
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
    let slow = call("supervisor.startProcess", &text("slow"));
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

/// Asks for more than the socket takes on its own.
fn read_all() -> String {
    let name = text("web");
    let number = "<param><value><int>0</int></value></param>";
    let params = format!("{name}{number}{number}");
    post(&call("supervisor.readProcessStdoutLog", &params))
}

#[tokio::test(flavor = "current_thread")]
async fn a_client_that_does_not_read_its_answer_is_not_waited_for() {
    let server = limited(|limits| limits.stall_time = Duration::from_millis(20));
    server.daemon.set_log(&vec![b'x'; LARGE]);
    let mut client = server.connect().await;

    client.send(&read_all()).await;
    server.until_closed(&client).await;

    assert!(client.rest().await.len() < LARGE);
}

#[tokio::test(flavor = "current_thread")]
async fn h_51_a_follower_that_does_not_read_is_not_waited_for() {
    let server = limited(|limits| limits.stall_time = Duration::from_millis(20));
    let mut client = server.connect().await;
    client.send("GET /mainlogtail HTTP/1.1\r\n\r\n").await;
    client.until("hello\n").await;

    let large: &'static [u8] = vec![b'x'; LARGE].leak();
    server.daemon.write_log(large);

    server.until(|daemon| daemon.followers() == 0).await;
}

/// Whoever may look may follow as many logs as he likes.
#[tokio::test(flavor = "current_thread")]
async fn at_the_limit_the_oldest_stream_gives_way() {
    let server = limited(|limits| limits.connections = 3);
    let start_slow = post(&call("supervisor.startProcess", &text("slow")));
    let mut streams = Vec::new();
    for (target, greeting) in [
        ("/api/v1/daemon/log?follow=true", "hello\n"),
        ("/mainlogtail", "hello\n"),
        ("/api/v1/events", "retry: "),
    ] {
        let mut client = server.connect().await;
        client
            .send(&format!("GET {target} HTTP/1.1\r\nHost: sv\r\n\r\n"))
            .await;
        client.until(greeting).await;
        streams.push(client);
    }

    let mut newcomers = Vec::new();
    for mut stream in streams {
        let mut newcomer = server.connect().await;
        newcomer.send(&start_slow).await;
        stream.rest().await;
        newcomers.push(newcomer);
    }

    server.until(|daemon| daemon.waiting() == 3).await;
}

#[tokio::test(flavor = "current_thread")]
async fn at_the_limit_a_head_that_does_not_end_gives_way_before_an_idle_connection() {
    let server = limited(|limits| limits.connections = 3);
    let [mut idle, mut other, mut half] = [
        server.connect().await,
        server.connect().await,
        server.connect().await,
    ];
    for client in [&mut idle, &mut other, &mut half] {
        client.send(&get_pid()).await;
        client.answer().await;
    }
    half.send("POST /RPC2 HTTP/1.1\r\nHost:").await;
    // By the time another client has its answer, the server has seen the half.
    other.send(&get_pid()).await;
    other.answer().await;

    let mut newcomer = server.connect().await;
    newcomer.send(&get_pid()).await;

    assert_eq!(newcomer.answer().await.status, 200);
    assert_eq!(half.rest().await, "");
    idle.send(&get_pid()).await;
    assert_eq!(idle.answer().await.status, 200);
}

#[tokio::test(flavor = "current_thread")]
async fn h_20_a_head_of_more_than_64_kib_or_100_lines_is_refused() {
    let server = Server::start();

    for lines in [
        format!("X-Large: {}\r\n", "x".repeat(64 * 1024)),
        "X-Many: x\r\n".repeat(101),
    ] {
        let mut client = server.connect().await;
        client
            .send(&format!("GET /ok.html HTTP/1.1\r\n{lines}\r\n"))
            .await;
        let rest = client.rest().await;
        assert!(rest.starts_with("HTTP/1.1 431 "), "{rest}");
    }
}

#[tokio::test(flavor = "current_thread")]
async fn x_2_no_trick_with_lengths_makes_two_requests_of_one() {
    let server = Server::start();
    let inner = get_pid();

    for lines in [
        "Content-Length: 0\r\nContent-Length: 5\r\n",
        "Content-Length: 0\r\nTransfer-Encoding: chunked\r\n",
        "Transfer-Encoding: chunked, identity\r\n",
        "Content-Length: +5\r\n",
        "Content-Length: -1\r\n",
        "Content-Length: 99999999999999999999999\r\n",
    ] {
        let mut client = server.connect().await;
        client
            .send(&format!("POST /RPC2 HTTP/1.1\r\n{lines}\r\nzz\r\n{inner}"))
            .await;
        let rest = client.rest().await;
        assert!(!rest.contains("200 OK"), "{lines}: {rest}");
    }
}
