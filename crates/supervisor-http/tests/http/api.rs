//! The JSON API: reading, and answers that are errors.

use std::collections::BTreeSet;

use serde_json::Value;
use supervisor_api::{Backend as _, ProcessState, Sample, Wall};

use crate::harness::{Answer, Server, header, protected};

pub(crate) async fn get(server: &Server, path: &str) -> Answer {
    let request = format!("GET /api/v1{path} HTTP/1.1\r\nHost: localhost\r\n\r\n");
    server.ask(&request).await
}

/// Posts without a body, as `curl -X POST` does.
pub(crate) async fn post(server: &Server, path: &str) -> Answer {
    let request = format!("POST /api/v1{path} HTTP/1.1\r\nHost: localhost\r\n\r\n");
    server.ask(&request).await
}

/// Posts a body of some kind.
pub(crate) async fn send(server: &Server, path: &str, kind: &str, body: &str) -> Answer {
    let length = body.len();
    let request = format!(
        "POST /api/v1{path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: {kind}\r\n\
         Content-Length: {length}\r\n\r\n{body}"
    );
    server.ask(&request).await
}

pub(crate) fn document(answer: &Answer) -> Value {
    serde_json::from_str(&answer.body).unwrap()
}

/// Checks that an answer is a problem document, and returns it.
pub(crate) fn problem(answer: &Answer, status: u16) -> Value {
    assert_eq!(answer.status, status, "{} {}", answer.head, answer.body);
    assert_eq!(
        header(&answer.head, "Content-Type"),
        Some("application/problem+json")
    );
    let problem = document(answer);
    assert_eq!(problem["status"], status);
    problem
}

/// The daemon has one thread.
#[tokio::test(flavor = "current_thread")]
async fn a_selector_that_would_keep_everybody_waiting_is_refused() {
    let server = Server::start();
    let hostile = vec!["*a*a*a*b"; 101].join(",");

    for path in ["/processes?select=", "/configuration?select="] {
        let problem = problem(&get(&server, &format!("{path}{hostile}")).await, 400);
        assert_eq!(problem["detail"], "a selector has at most 100 patterns");
    }
    problem(
        &post(&server, &format!("/processes/{hostile}/stop")).await,
        400,
    );
    assert!(server.daemon.actions().is_empty());
}

#[tokio::test(flavor = "current_thread")]
async fn the_daemon_describes_itself() {
    let server = Server::start();

    let answer = get(&server, "/daemon").await;

    assert_eq!(answer.status, 200);
    assert_eq!(header(&answer.head, "Cache-Control"), Some("no-store"));
    assert_eq!(
        header(&answer.head, "X-Content-Type-Options"),
        Some("nosniff")
    );
    let daemon = document(&answer);
    assert_eq!(daemon["identifier"], "fake <&>");
    assert_eq!(daemon["pid"], 4242);
    assert_eq!(daemon["state"], "RUNNING");
    assert_eq!(daemon["supervisor_version"], "4.3.0");
    assert_eq!(daemon["summary"]["total"], 5);
    assert!(daemon["started_at"].as_str().unwrap().ends_with('Z'));
}

#[tokio::test(flavor = "current_thread")]
async fn processes_are_listed_in_their_order_and_chosen_by_a_selector() {
    let server = Server::start();
    let ids = |answer: &Answer| -> Vec<String> {
        let processes = document(answer);
        let id = |process: &Value| process["id"].as_str().unwrap().to_owned();
        processes.as_array().unwrap().iter().map(id).collect()
    };

    let all = get(&server, "/processes").await;
    let some = get(&server, "/processes?select=pair:*,w*").await;
    let none = get(&server, "/processes?select=nosuch").await;

    assert_eq!(ids(&all), ["café", "pair:one", "pair:two", "slow", "web"]);
    assert_eq!(ids(&some), ["pair:one", "pair:two", "web"]);
    assert_eq!((none.status, none.body.as_str()), (200, "[]"));
}

#[tokio::test(flavor = "current_thread")]
async fn one_process_is_found_by_its_id_in_any_spelling() {
    let server = Server::start();

    for path in ["/processes/pair:one", "/processes/pair%3aone"] {
        let process = document(&get(&server, path).await);
        assert_eq!(process["name"], "one", "{path}");
        assert_eq!(process["usage"], Value::Null);
    }
    let cafe = document(&get(&server, "/processes/caf%C3%A9").await);
    assert_eq!(cafe["id"], "café");
    for path in ["/processes/nosuch", "/processes/pair:*", "/processes/one"] {
        let problem = problem(&get(&server, path).await, 404);
        assert_eq!(problem["type"], "urn:supervisor:fault:BAD_NAME", "{path}");
    }
}

#[tokio::test(flavor = "current_thread")]
async fn what_a_process_uses_is_told_to_whoever_asks_for_it() {
    let server = Server::start();
    server.daemon.happen("web", "web", ProcessState::Running);

    let quiet = document(&get(&server, "/processes/web?usage=false").await);
    assert_eq!(
        (quiet["usage"].is_null(), server.daemon.samplings()),
        (true, 0)
    );
    let watched = document(&get(&server, "/processes/web?usage=true").await);
    let listed = document(&get(&server, "/processes?usage=true&select=web").await);
    let past = document(&get(&server, "/processes/web/usage").await);

    assert_eq!(watched["usage"]["resident_bytes"], 4096);
    assert_eq!(listed[0]["usage"]["processes"], 2);
    assert_eq!(past["id"], "web");
    assert_eq!(past["points"][0]["resident_bytes"], 1024);
}

#[tokio::test(flavor = "current_thread")]
async fn what_an_earlier_child_has_used_is_not_told_of_its_successor_or_of_none() {
    let server = Server::start();
    let usages = async || {
        let one = document(&get(&server, "/processes/web?usage=true").await);
        let listed = document(&get(&server, "/processes?usage=true&select=web").await);
        [one["usage"].clone(), listed[0]["usage"].clone()]
    };

    assert_eq!(usages().await, [Value::Null, Value::Null]);

    server.daemon.publish(Sample {
        at: Wall::from_seconds(1_795_617_460),
        ..(*server.daemon.sample(None).await).clone()
    });
    server.daemon.happen("web", "web", ProcessState::Running);
    assert_eq!(usages().await, [Value::Null, Value::Null]);
}

#[tokio::test(flavor = "current_thread")]
async fn groups_tell_what_is_in_them() {
    let server = Server::start();

    let groups = document(&get(&server, "/groups").await);
    let pair = document(&get(&server, "/groups/pair").await);

    assert_eq!(groups.as_array().unwrap().len(), 4);
    assert_eq!(pair["processes"][1], "pair:two");
    assert_eq!(pair["summary"]["as_wanted"], 2);
    problem(&get(&server, "/groups/nosuch").await, 404);
}

#[tokio::test(flavor = "current_thread")]
async fn a_setting_is_shown_with_the_line_that_sets_it() {
    let server = Server::start();

    let all = document(&get(&server, "/configuration").await);
    let web = document(&get(&server, "/configuration?select=web").await);

    assert_eq!(all["sections"].as_array().unwrap().len(), 6);
    let sections = web["sections"].as_array().unwrap();
    assert_eq!(sections.len(), 2);
    assert_eq!(sections[0]["section"], "supervisord");
    assert_eq!(sections[1]["process"], "web");
    let command = &sections[1]["settings"][0];
    assert_eq!(command["value"], "/bin/cat");
    assert_eq!(command["origin"]["line"], 7);
}

#[tokio::test(flavor = "current_thread")]
async fn every_error_is_a_problem_document() {
    let server = Server::start();

    problem(&get(&server, "/nosuch").await, 404);
    problem(&get(&server, "/../v2/daemon").await, 404);
    problem(&get(&server, "/processes/%ff").await, 400);
    let unknown = problem(&get(&server, "/processes?selct=web").await, 400);
    assert!(unknown["detail"].as_str().unwrap().contains("selct"));
    problem(&get(&server, "/processes?usage=yes").await, 400);
    problem(&get(&server, "/daemon?x=1").await, 400);
    problem(&post(&server, "/processes/web/start?wait=soon").await, 400);
    problem(&post(&server, "/processes/,/start").await, 400);
}

#[tokio::test(flavor = "current_thread")]
async fn another_method_is_told_which_one_is_right() {
    let server = Server::start();

    let posted = post(&server, "/daemon").await;
    let got = get(&server, "/processes/web/start").await;

    problem(&posted, 405);
    assert_eq!(header(&posted.head, "Allow"), Some("GET,HEAD"));
    problem(&got, 405);
    assert_eq!(header(&got.head, "Allow"), Some("POST"));
}

#[tokio::test(flavor = "current_thread")]
async fn the_head_of_an_answer_can_be_had_alone() {
    let server = Server::start();
    let mut client = server.connect().await;
    let request = "HEAD /api/v1/daemon HTTP/1.1\r\nConnection: close\r\n\r\n";

    client.send(request).await;
    let answer = client.rest().await;

    assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");
    assert!(answer.ends_with("\r\n\r\n"), "{answer}");
    assert!(header(&answer, "Content-Length").is_some_and(|length| length != "0"));
}

#[tokio::test(flavor = "current_thread")]
async fn h_10_who_has_no_password_gets_a_problem_document_and_the_challenge() {
    let server = Server::with(protected("user", "pass"));

    let answer = get(&server, "/daemon").await;

    problem(&answer, 401);
    assert_eq!(
        header(&answer.head, "WWW-Authenticate"),
        Some("Basic realm=\"default\"")
    );
}

#[tokio::test(flavor = "current_thread")]
async fn every_route_that_is_described_is_served_by_just_those_methods() {
    let server = Server::start();
    let document = document(&get(&server, "/openapi.json").await);
    let paths = document["paths"].as_object().unwrap();

    assert_eq!(document["openapi"], "3.1.0");
    assert_eq!(document["info"]["title"], "supervisor-rs");
    assert!(document["info"]["contact"].is_null());
    let mut names = BTreeSet::new();
    for (path, methods) in paths {
        for operation in methods.as_object().unwrap().values() {
            let name = operation["operationId"].as_str().unwrap();
            assert!(names.insert(name), "{name} is there twice");
        }
        let path = path.replace(['{', '}'], "");
        let request = format!("PATCH /api/v1{path} HTTP/1.1\r\n\r\n");
        let answer = server.ask(&request).await;
        let allowed = if methods["get"].is_object() {
            "GET,HEAD"
        } else {
            "POST"
        };
        assert_eq!(answer.status, 405, "{path}");
        assert_eq!(header(&answer.head, "Allow"), Some(allowed), "{path}");
    }
}

/// `docs/api.md` has one row for each request, written as `GET /api/v1/daemon`.
#[tokio::test(flavor = "current_thread")]
async fn the_guide_lists_just_the_requests_that_are_described() {
    let server = Server::start();
    let document = document(&get(&server, "/openapi.json").await);
    let guide = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/api.md");
    let guide = std::fs::read_to_string(guide).unwrap();

    let mut described = Vec::new();
    for (path, methods) in document["paths"].as_object().unwrap() {
        for method in methods.as_object().unwrap().keys() {
            described.push(format!("{} /api/v1{path}", method.to_uppercase()));
        }
    }
    let row = |line: &str| Some(line.strip_prefix("| `")?.split_once('`')?.0.to_owned());
    let mut listed: Vec<String> = guide.lines().filter_map(row).collect();
    listed.retain(|row| row.contains(" /api/v1/"));

    described.sort();
    listed.sort();
    assert_eq!(listed, described);
}
