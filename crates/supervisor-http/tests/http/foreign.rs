//! What pages of other sites make browsers send (W-46).

use crate::harness::{Server, call, post, protected, text};

/// Writes a call as a browser sends it for a page.
fn from_page(origin: &str) -> String {
    let call = call("supervisor.stopProcess", &text("web"));
    let lines = format!("Host: localhost:9001\r\nOrigin: {origin}\r\n");
    post(&call)
        .replace("Host: localhost\r\n", &lines)
        .replace("Content-Type: text/xml", "Content-Type: text/plain")
}

#[tokio::test(flavor = "current_thread")]
async fn w_46_a_page_of_another_site_can_make_no_call() {
    let server = Server::start();

    for origin in ["http://evil.example", "null", "http://localhost:3000"] {
        let answer = server.ask(&from_page(origin)).await;
        assert_eq!(answer.status, 403, "{origin}");
        assert!(answer.body.contains("<p>Message: Forbidden."), "{answer:?}");
    }

    assert!(server.daemon.actions().is_empty());
}

#[tokio::test(flavor = "current_thread")]
async fn w_46_a_page_of_this_server_can() {
    let server = Server::start();

    let answer = server.ask(&from_page("http://localhost:9001")).await;

    assert_eq!(answer.status, 200);
    assert_eq!(server.daemon.actions().len(), 1);
}

#[tokio::test(flavor = "current_thread")]
async fn h_10_who_is_nobody_is_not_told_about_origins() {
    let server = Server::with(protected("user", "secret"));

    let answer = server.ask(&from_page("http://evil.example")).await;

    assert_eq!(answer.status, 401);
}

#[tokio::test(flavor = "current_thread")]
async fn w_46_no_page_is_allowed_to_ask_first() {
    let server = Server::start();
    let preflight = "OPTIONS /RPC2 HTTP/1.1\r\nHost: localhost:9001\r\n\
                     Origin: http://evil.example\r\nAccess-Control-Request-Method: POST\r\n\
                     Access-Control-Request-Headers: x-forwarded-host\r\n\r\n";

    let answer = server.ask(preflight).await;

    assert_eq!(answer.status, 400);
    assert!(!answer.head.to_lowercase().contains("access-control"));
}
