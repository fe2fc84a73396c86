//! The rules of HTTP that clients rely on.

use crate::harness::{Server, header};

#[tokio::test(flavor = "current_thread")]
async fn h_82_the_liveness_page_is_two_letters() {
    let server = Server::start();

    let answer = server.ask("GET /ok.html HTTP/1.1\r\n\r\n").await;

    assert_eq!((answer.status, answer.body.as_str()), (200, "OK"));
    assert_eq!(header(&answer.head, "Content-Type"), Some("text/plain"));
}

#[tokio::test(flavor = "current_thread")]
async fn h_21_methods_of_pages() {
    let server = Server::start();
    let status = async |request: &str| server.ask(request).await.status;

    assert_eq!(status("PUT /ok.html HTTP/1.1\r\n\r\n").await, 400);
    assert_eq!(status("POST /ok.html HTTP/1.1\r\n\r\n").await, 411);
    let form = "POST /ok.html HTTP/1.1\r\nContent-Length: 0\r\n\r\n";
    assert_eq!(status(form).await, 200);
    assert_eq!(status("GET /nosuch HTTP/1.1\r\n\r\n").await, 404);
    assert_eq!(status("PUT /nosuch HTTP/1.1\r\n\r\n").await, 400);
    assert_eq!(status("GET http://x/ok.html HTTP/1.1\r\n\r\n").await, 404);
}

#[tokio::test(flavor = "current_thread")]
async fn h_21_the_head_of_a_page_is_not_found() {
    let server = Server::start();
    let mut client = server.connect().await;

    client.send("HEAD /ok.html HTTP/1.0\r\n\r\n").await;

    let answer = client.rest().await;
    assert!(answer.starts_with("HTTP/1.0 404 Not Found\r\n"), "{answer}");
    assert!(answer.ends_with("\r\n\r\n"), "{answer}");
}

#[tokio::test(flavor = "current_thread")]
async fn h_22_an_error_has_the_page_of_the_original() {
    let server = Server::start();

    let answer = server.ask("GET /nosuch HTTP/1.1\r\n\r\n").await;

    assert_eq!(header(&answer.head, "Content-Type"), Some("text/html"));
    assert_eq!(
        answer.body,
        "<head>\r\n<title>Error response</title>\r\n</head>\r\n<body>\r\n\
         <h1>Error response</h1>\r\n<p>Error code 404.\r\n<p>Message: Not Found.\r\n</body>\r\n"
    );
}

#[tokio::test(flavor = "current_thread")]
async fn h_23_a_connection_is_kept_open_as_its_version_says() {
    let server = Server::start();

    for (request, kept) in [
        ("GET /ok.html HTTP/1.1\r\n\r\n", true),
        ("GET /ok.html HTTP/1.1\r\nConnection: close\r\n\r\n", false),
        ("GET /ok.html HTTP/1.0\r\n\r\n", false),
        (
            "GET /ok.html HTTP/1.0\r\nConnection: keep-alive\r\n\r\n",
            true,
        ),
    ] {
        let mut client = server.connect().await;
        client.send(request).await;
        assert_eq!(client.answer().await.status, 200);
        if kept {
            client.send(request).await;
            assert_eq!(client.answer().await.status, 200, "{request}");
        } else {
            assert_eq!(client.rest().await, "", "{request}");
        }
    }
}
