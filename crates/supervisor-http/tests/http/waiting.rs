//! Calls that wait, and clients that do not.

use std::time::Duration;

use crate::harness::{Server, call, post, settings, text};

fn start_slow() -> String {
    post(&call("supervisor.startProcess", &text("slow")))
}

#[tokio::test(flavor = "current_thread")]
async fn w_82_a_request_behind_a_waiting_call_is_answered_after_it() {
    let server = Server::start();
    let mut client = server.connect().await;

    client
        .send(&(start_slow() + &post(&call("supervisor.getPID", ""))))
        .await;
    server.until(|daemon| daemon.waiting() == 1).await;
    client.send(&post(&call("supervisor.getVersion", ""))).await;
    server.daemon.release();

    let answers = [
        client.answer().await,
        client.answer().await,
        client.answer().await,
    ];
    assert!(answers[0].body.contains("<boolean>1</boolean>"));
    assert!(answers[1].body.contains("<int>4242</int>"));
    assert!(answers[2].body.contains("<string>3.0</string>"));
}

#[tokio::test(flavor = "current_thread")]
async fn other_clients_are_answered_while_a_call_waits() {
    let server = Server::start();
    let mut waiting = server.connect().await;
    waiting.send(&start_slow()).await;
    server.until(|daemon| daemon.waiting() == 1).await;

    let body = server.call("supervisor.getPID", "").await;

    assert!(body.contains("<int>4242</int>"));
    assert_eq!(server.daemon.waiting(), 1);
}

#[tokio::test(flavor = "current_thread")]
async fn x_58_a_client_that_leaves_gives_up_the_waiting_only() {
    let server = Server::start();
    let mut client = server.connect().await;
    client.send(&start_slow()).await;
    server.until(|daemon| daemon.waiting() == 1).await;

    drop(client);

    server.until(|daemon| daemon.waiting() == 0).await;
    assert_eq!(server.daemon.abandoned(), 1);
    assert_eq!(server.daemon.actions().len(), 1);
}

#[tokio::test(flavor = "current_thread")]
async fn x_58_a_client_that_leaves_drops_the_rest_of_its_multicall() {
    let server = Server::start();
    let entry = |name: &str| {
        format!(
            "<value><struct><member><name>methodName</name>\
             <value>supervisor.startProcess</value></member><member><name>params</name>\
             <value><array><data><value>{name}</value></data></array></value></member>\
             </struct></value>"
        )
    };
    let calls = entry("slow") + &entry("web");
    let params = format!("<param><value><array><data>{calls}</data></array></value></param>");
    let mut client = server.connect().await;
    client.send(&post(&call("system.multicall", &params))).await;
    server.until(|daemon| daemon.waiting() == 1).await;

    drop(client);
    server.until(|daemon| daemon.waiting() == 0).await;
    server.daemon.release();

    server.call("supervisor.getPID", "").await;
    assert_eq!(server.daemon.actions().len(), 1);
}

#[tokio::test(flavor = "current_thread")]
async fn a_client_that_has_only_finished_sending_gets_its_answer() {
    let mut patient = settings();
    patient.limits.linger = Duration::from_secs(60);
    let server = Server::with(patient);
    let mut client = server.connect().await;
    client.send(&start_slow()).await;
    client.finish_sending().await;
    server.until(|daemon| daemon.waiting() == 1).await;

    // By the time another client has its answer, the server has seen the end of the first.
    server.call("supervisor.getPID", "").await;
    server.daemon.release();

    assert!(client.rest().await.contains("<boolean>1</boolean>"));
}

#[tokio::test(flavor = "current_thread")]
async fn a_server_that_stops_sends_the_answers_that_come_in_time() {
    let server = Server::start();
    let mut client = server.connect().await;
    client.send(&start_slow()).await;
    server.until(|daemon| daemon.waiting() == 1).await;

    server.tell_to_stop();
    server.daemon.release();

    assert!(client.answer().await.body.contains("<boolean>1</boolean>"));
    assert_eq!(client.rest().await, "");
    server.ended().await;
}

#[tokio::test(flavor = "current_thread")]
async fn a_server_that_stops_does_not_wait_for_ever() {
    let server = Server::start();
    let mut waiting = server.connect().await;
    waiting.send(&start_slow()).await;
    let mut half_sent = server.connect().await;
    half_sent.send("POST /RPC2 HTTP/1.1\r\nHost:").await;
    let mut following = server.connect().await;
    following.send("GET /mainlogtail HTTP/1.1\r\n\r\n").await;
    following.until("hello\n").await;
    server.until(|daemon| daemon.waiting() == 1).await;

    server.tell_to_stop();

    server.ended().await;
    assert_eq!(half_sent.rest().await, "");
    assert_eq!(following.rest().await, "\r\n0\r\n\r\n");
}

#[tokio::test(flavor = "current_thread")]
async fn w_26_a_server_goes_over_to_another_socket_and_answers_on_the_old_connections() {
    let server = Server::start();
    let mut old = server.connect().await;
    old.send(&start_slow()).await;
    server.until(|daemon| daemon.waiting() == 1).await;

    server.move_to_another_socket().await;

    let new = server.ask(&post(&call("supervisor.getVersion", ""))).await;
    assert!(new.body.contains("<string>3.0</string>"));
    server.daemon.release();
    assert!(old.answer().await.body.contains("<boolean>1</boolean>"));
}
