//! The stream of events: what comes first, what comes next, and nothing twice.

use serde_json::Value;
use supervisor_api::{ProcessState, ProgramUsage, Sample, Usage, Wall};
use tokio::time::pause;

use crate::api::{get, problem};
use crate::harness::{Client, Server, header, settings};

/// One event.
#[derive(Debug)]
struct Event {
    kind: String,
    number: Option<u64>,
    data: Value,
}

impl Event {
    /// Tells what it is and which process it names, with its state.
    fn gist(&self) -> (&str, Option<u64>, String) {
        let process = &self.data["process"];
        let gist = match process.is_null() {
            true => String::new(),
            false => format!("{} {}", text(&process["id"]), text(&process["state"])),
        };
        (&self.kind, self.number, gist)
    }

    /// Returns the state of a process in a snapshot.
    fn state_of(&self, id: &str) -> String {
        let mut processes = self.data["processes"].as_array().unwrap().iter();
        let process = processes.find(|process| process["id"] == id).unwrap();
        text(&process["state"])
    }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}

async fn open(server: &Server, target: &str, headers: &str) -> Client {
    let mut client = server.connect().await;
    let request = format!("GET /api/v1/events{target} HTTP/1.1\r\n{headers}\r\n");
    client.send(&request).await;
    let head = client.until("\r\n\r\n").await;
    assert_eq!(header(&head, "Content-Type"), Some("text/event-stream"));
    assert_eq!(header(&head, "Cache-Control"), Some("no-store"));
    assert_eq!(header(&head, "X-Accel-Buffering"), Some("no"));
    client.until("retry: 1000\n\n").await;
    client
}

async fn event(client: &mut Client) -> Event {
    let text = client.until("\n\n").await;
    let field = |name: &str| {
        let mut lines = text.lines();
        lines.find_map(|line| line.strip_prefix(name))
    };
    Event {
        kind: field("event: ").unwrap().to_owned(),
        number: field("id: ").map(|number| number.parse().unwrap()),
        data: serde_json::from_str(field("data: ").unwrap()).unwrap(),
    }
}

/// The events until a client is told that `two` runs.
async fn gists_until_two_runs(client: &mut Client) -> Vec<(String, Option<u64>, String)> {
    let mut gists = Vec::new();
    loop {
        let event = event(client).await;
        let (kind, number, gist) = event.gist();
        let is_last = gist == "pair:two RUNNING";
        gists.push((kind.to_owned(), number, gist));
        if is_last {
            return gists;
        }
    }
}

fn start(server: &Server, process: &str) {
    let group = if process == "web" { "web" } else { "pair" };
    server.daemon.happen(group, process, ProcessState::Running);
}

fn sample(second: i64) -> Sample {
    Sample {
        at: Wall::from_seconds(second),
        programs: vec![ProgramUsage {
            group: "web".into(),
            process: "web".into(),
            usage: Usage {
                resident_bytes: 4096,
                ..Usage::default()
            },
        }],
    }
}

#[tokio::test(flavor = "current_thread")]
async fn a_stream_begins_with_everything_and_goes_on_with_what_changes() {
    let server = Server::start();
    let mut client = open(&server, "?samples=false", "").await;

    let first = event(&mut client).await;
    start(&server, "web");
    let second = event(&mut client).await;

    assert_eq!(first.gist(), ("snapshot", Some(100), String::new()));
    assert_eq!(first.data["daemon"]["identifier"], "fake <&>");
    assert_eq!(first.data["daemon"]["summary"]["total"], 5);
    assert_eq!(first.state_of("web"), "STOPPED");
    assert_eq!(second.gist(), ("change", Some(101), "web RUNNING".into()));
    assert_eq!(second.data["event"], "PROCESS_STATE_RUNNING");
    assert_eq!(second.data["at"], "2026-11-25T14:37:41.000Z");
    assert_eq!(second.data["summary"]["running"], 1);
}

#[tokio::test(flavor = "current_thread")]
async fn what_changes_while_the_snapshot_is_taken_is_in_it_and_not_told_again() {
    let server = Server::start();
    server.daemon.before_snapshot(|daemon| {
        for process in ["one", "two"] {
            daemon.happen("pair", process, ProcessState::Running);
        }
        daemon.happen("pair", "two", ProcessState::Stopped);
    });
    let mut client = open(&server, "?samples=false", "").await;

    let first = event(&mut client).await;
    start(&server, "two");

    assert_eq!(first.number, Some(103));
    assert_eq!(first.state_of("pair:one"), "RUNNING");
    assert_eq!(first.state_of("pair:two"), "STOPPED");
    let gists = gists_until_two_runs(&mut client).await;
    let two = (
        "change".to_owned(),
        Some(104),
        "pair:two RUNNING".to_owned(),
    );
    assert_eq!(gists, [two]);
}

#[tokio::test(flavor = "current_thread")]
async fn what_changes_after_the_snapshot_was_taken_is_told() {
    let server = Server::start();
    server.daemon.before_snapshot(|daemon| {
        daemon.happen("pair", "one", ProcessState::Running);
    });
    server.daemon.after_snapshot(|daemon| {
        daemon.happen("web", "web", ProcessState::Running);
        daemon.happen("pair", "two", ProcessState::Running);
    });
    let mut client = open(&server, "?samples=false", "").await;

    let first = event(&mut client).await;

    assert_eq!(first.number, Some(101));
    assert_eq!(first.state_of("web"), "STOPPED");
    let gists = gists_until_two_runs(&mut client).await;
    let change = |number, gist: &str| ("change".to_owned(), Some(number), gist.to_owned());
    assert_eq!(
        gists,
        [change(102, "web RUNNING"), change(103, "pair:two RUNNING")]
    );
}

#[tokio::test(flavor = "current_thread")]
async fn a_client_that_comes_back_gets_what_it_has_missed_and_nothing_else() {
    let server = Server::start();
    for process in ["web", "one", "two"] {
        start(&server, process);
    }
    let mut by_header = open(&server, "?after=103", "Last-Event-ID: 101\r\n").await;
    let mut by_address = open(&server, "?after=102", "").await;

    let change = |number, gist: &str| ("change".to_owned(), Some(number), gist.to_owned());
    let (one, two) = (
        change(102, "pair:one RUNNING"),
        change(103, "pair:two RUNNING"),
    );
    assert_eq!(
        gists_until_two_runs(&mut by_header).await,
        [one, two.clone()]
    );
    assert_eq!(gists_until_two_runs(&mut by_address).await, [two]);
}

#[tokio::test(flavor = "current_thread")]
async fn a_client_with_a_number_that_is_not_known_gets_a_snapshot() {
    let server = Server::start();
    start(&server, "web");
    start(&server, "one");
    server.daemon.forget_changes();

    for last in ["101", "7000", "yesterday"] {
        let headers = format!("Last-Event-ID: {last}\r\n");
        let mut client = open(&server, "?samples=false", &headers).await;
        let first = event(&mut client).await;
        assert_eq!(
            first.gist(),
            ("snapshot", Some(102), String::new()),
            "{last}"
        );
        assert_eq!(first.state_of("web"), "RUNNING");
    }
}

#[tokio::test(flavor = "current_thread")]
async fn samples_come_without_a_number_and_fill_the_snapshot_if_there_is_one() {
    let server = Server::start();
    start(&server, "web");
    server.daemon.publish(sample(1_795_617_470));
    let mut client = open(&server, "", "").await;

    let first = event(&mut client).await;
    server.daemon.publish(sample(1_795_617_475));
    let second = event(&mut client).await;
    start(&server, "one");
    let third = event(&mut client).await;

    let processes = first.data["processes"].as_array().unwrap();
    let web = processes.iter().find(|process| process["id"] == "web");
    assert_eq!(web.unwrap()["usage"]["resident_bytes"], 4096);
    assert_eq!(second.gist(), ("sample", None, String::new()));
    assert_eq!(second.data["at"], "2026-11-25T14:37:55.000Z");
    assert_eq!(second.data["programs"][0]["id"], "web");
    assert_eq!(second.data["programs"][0]["resident_bytes"], 4096);
    assert_eq!(
        third.gist(),
        ("change", Some(102), "pair:one RUNNING".into())
    );
}

#[tokio::test(flavor = "current_thread")]
async fn a_selective_client_is_told_of_its_processes_and_can_resume_after_those_of_others() {
    let server = Server::start();
    start(&server, "web");
    server.daemon.publish(sample(1_795_617_470));
    let mut client = open(&server, "?select=pair:*", "").await;
    let first = event(&mut client).await;
    let shown = first.data["processes"].as_array().unwrap();
    let shown: Vec<_> = shown.iter().map(|process| text(&process["id"])).collect();
    assert_eq!(shown, ["pair:one", "pair:two"]);
    assert_eq!(first.data["daemon"]["summary"]["total"], 5);

    server.daemon.publish(sample(1_795_617_475));
    let second = event(&mut client).await;
    start(&server, "two");
    let third = event(&mut client).await;
    client.until("id: 102\n\n").await;
    server.daemon.happen("web", "web", ProcessState::Stopped);

    assert_eq!(second.data["programs"].as_array().unwrap().len(), 0);
    assert_eq!(
        third.gist(),
        ("change", Some(102), "pair:two RUNNING".into())
    );
    let other = client.until("id: 103\n\n").await;
    assert!(!other.contains("data:"), "{other}");
}

#[tokio::test(flavor = "current_thread")]
async fn who_has_chosen_a_state_is_told_of_what_enters_and_what_leaves_it() {
    let server = Server::start();
    let mut client = open(&server, "?select=state:stopped&samples=false", "").await;
    let first = event(&mut client).await;
    assert_eq!(first.data["processes"].as_array().unwrap().len(), 5);

    // As the fake has it, from STOPPED.
    start(&server, "web");

    let second = event(&mut client).await;
    assert_eq!(second.gist(), ("change", Some(101), "web RUNNING".into()));
}

#[tokio::test(flavor = "current_thread")]
async fn a_client_that_wants_no_samples_is_no_watcher() {
    let server = Server::start();
    let mut client = open(&server, "?samples=false", "").await;

    event(&mut client).await;
    start(&server, "web");
    event(&mut client).await;

    assert_eq!(server.daemon.samplings(), 0);
}

#[tokio::test(flavor = "current_thread")]
async fn a_stream_without_news_says_that_it_is_alive() {
    let server = Server::start();
    let mut client = open(&server, "?samples=false", "").await;
    event(&mut client).await;

    pause();

    client.until(": alive\n\n").await;
}

#[tokio::test(flavor = "current_thread")]
async fn there_are_so_many_streams_and_no_more() {
    let mut few = settings();
    few.limits.streams = 1;
    let server = Server::with(few);
    let mut first = open(&server, "", "").await;
    event(&mut first).await;

    let request = "GET /api/v1/events HTTP/1.1\r\n\r\n";
    let refused = server.ask(request).await;
    assert_eq!(refused.status, 503);
    assert_eq!(header(&refused.head, "Retry-After"), Some("5"));
    let kind = header(&refused.head, "Content-Type");
    assert_eq!(kind, Some("application/problem+json"));

    drop(first);
    loop {
        let mut next = server.connect().await;
        next.send(request).await;
        if next.until("\r\n").await.contains(" 200 ") {
            break;
        }
    }
}

#[tokio::test(flavor = "current_thread")]
async fn a_stream_ends_at_once_when_the_server_stops() {
    let server = Server::start();
    let mut client = open(&server, "?samples=false", "").await;
    event(&mut client).await;

    server.tell_to_stop();

    assert_eq!(client.rest().await, "\r\n0\r\n\r\n");
    server.ended().await;
}

#[tokio::test(flavor = "current_thread")]
async fn what_has_happened_before_the_server_stops_is_told_before_the_end() {
    let server = Server::start();
    let mut clients = Vec::new();
    for _ in 0..8 {
        let mut client = open(&server, "?samples=false", "").await;
        event(&mut client).await;
        clients.push(client);
    }

    start(&server, "web");
    server.tell_to_stop();

    for mut client in clients {
        let last = event(&mut client).await;
        assert_eq!(last.gist(), ("change", Some(101), "web RUNNING".into()));
        assert_eq!(client.rest().await, "\r\n0\r\n\r\n");
    }
}

#[tokio::test(flavor = "current_thread")]
async fn what_a_request_may_not_say_is_a_problem() {
    let server = Server::start();

    for (parameter, named) in [("after=x", "after"), ("sample=true", "`sample`")] {
        let path = format!("/events?{parameter}");
        let problem = problem(&get(&server, &path).await, 400);
        let detail = text(&problem["detail"]);
        assert!(detail.contains(named), "{detail}");
    }
}

#[tokio::test(flavor = "current_thread")]
async fn w_46_a_page_of_another_site_takes_no_seat() {
    let server = Server::start();
    let foreign = "GET /api/v1/events HTTP/1.1\r\nSec-Fetch-Site: cross-site\r\n\r\n";

    assert_eq!(server.ask(foreign).await.status, 403);
}
