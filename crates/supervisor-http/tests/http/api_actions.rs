//! The JSON API: actions.

use supervisor_api::{Action, Mood, Namespec, ProcessState, Target};

use crate::api::{document, get, post, problem, send};
use crate::harness::Server;

fn start(name: &str) -> Action {
    let target = Target::Named(Namespec::parse(name));
    Action::Start { target, wait: true }
}

fn stop(name: &str) -> Action {
    let target = Target::Named(Namespec::parse(name));
    Action::Stop { target, wait: true }
}

#[tokio::test(flavor = "current_thread")]
async fn an_action_tells_of_each_process_whether_it_has_changed() {
    let server = Server::start();
    post(&server, "/processes/pair:one/start").await;

    let answer = post(&server, "/processes/pair:*,web/start").await;

    assert_eq!(answer.status, 200);
    let results = &document(&answer)["results"];
    assert_eq!(results[0]["id"], "pair:one");
    assert_eq!(results[0]["outcome"], "unchanged");
    assert_eq!(results[1]["outcome"], "changed");
    assert_eq!(results[1]["state"], "RUNNING");
    assert_eq!(results[2]["id"], "web");
    assert_eq!(results[2]["outcome"], "changed");
}

#[tokio::test(flavor = "current_thread")]
async fn it_is_no_error_if_it_was_so_already() {
    let server = Server::start();

    for (path, outcome) in [
        ("/processes/web/stop", "unchanged"),
        ("/processes/web/start", "changed"),
        ("/processes/web/start", "unchanged"),
        ("/processes/web/stop", "changed"),
    ] {
        let answer = post(&server, path).await;
        assert_eq!(answer.status, 200, "{path}");
        assert_eq!(
            document(&answer)["results"][0]["outcome"],
            outcome,
            "{path}"
        );
    }
}

#[tokio::test(flavor = "current_thread")]
async fn what_starts_first_stops_last() {
    let server = Server::start();

    post(&server, "/processes/pair:*/start").await;
    post(&server, "/processes/pair:*/stop").await;

    let expected = [
        start("pair:one"),
        start("pair:two"),
        stop("pair:two"),
        stop("pair:one"),
    ];
    assert_eq!(server.daemon.actions(), expected);
}

#[tokio::test(flavor = "current_thread")]
async fn a_name_that_nothing_has_leaves_everything_as_it_is() {
    let server = Server::start();

    let answer = post(&server, "/processes/web,nosuch/start").await;

    let problem = problem(&answer, 404);
    assert_eq!(problem["type"], "urn:supervisor:fault:BAD_NAME");
    assert_eq!(problem["detail"], "nosuch");
    assert!(server.daemon.actions().is_empty());
}

#[tokio::test(flavor = "current_thread")]
async fn a_pattern_that_fits_nothing_changes_nothing() {
    let server = Server::start();

    let answer = post(&server, "/processes/nosuch-*/start").await;

    assert_eq!(
        (answer.status, answer.body.as_str()),
        (200, "{\"results\":[]}")
    );
}

#[tokio::test(flavor = "current_thread")]
async fn what_takes_longer_than_the_client_waits_is_pending_and_goes_on() {
    let server = Server::start();

    let answer = post(&server, "/processes/slow,web/start?wait=0").await;

    assert_eq!(answer.status, 202);
    let results = &document(&answer)["results"];
    assert_eq!(results[0]["outcome"], "pending");
    assert_eq!(results[0]["state"], "STOPPED");
    assert_eq!(results[1]["outcome"], "changed");
    server.daemon.release();
    server.until(|daemon| daemon.waiting() == 0).await;
    assert_eq!(server.daemon.abandoned(), 0);
}

#[tokio::test(flavor = "current_thread")]
async fn a_client_that_leaves_gives_up_the_answer_and_never_the_action() {
    let server = Server::start();
    post(&server, "/processes/web/start").await;
    post(&server, "/processes/slow/start?wait=0").await;
    server.daemon.release();
    server.until(|daemon| daemon.waiting() == 0).await;
    let mut client = server.connect().await;

    client
        .send("POST /api/v1/processes/slow/restart HTTP/1.1\r\n\r\n")
        .await;
    server.until(|daemon| daemon.waiting() == 1).await;
    drop(client);
    server.daemon.release();
    server
        .until(|daemon| daemon.actions().last() == Some(&start("slow:slow")))
        .await;

    assert_eq!(server.daemon.abandoned(), 0);
}

#[tokio::test(flavor = "current_thread")]
async fn a_restart_stops_all_and_then_starts_all_of_those_that_run() {
    let server = Server::start();
    post(&server, "/processes/pair:*/start").await;
    let before = server.daemon.actions().len();

    let answer = post(&server, "/processes/pair:*,w*b/restart").await;

    let results = &document(&answer)["results"];
    assert_eq!(results[0]["outcome"], "changed");
    assert_eq!(results[1]["state"], "RUNNING");
    assert_eq!(results[2]["id"], "web");
    assert_eq!(results[2]["outcome"], "unchanged");
    let expected = [
        stop("pair:two"),
        stop("pair:one"),
        start("pair:one"),
        start("pair:two"),
    ];
    assert_eq!(server.daemon.actions()[before..], expected);
}

#[tokio::test(flavor = "current_thread")]
async fn a_restart_starts_what_is_called_by_its_own_name_also_if_it_was_stopped() {
    let server = Server::start();

    let by_filter = post(&server, "/processes/state:stopped/restart").await;
    assert!(server.daemon.actions().is_empty(), "{by_filter:?}");
    let by_name = post(&server, "/processes/web/restart").await;

    assert_eq!(document(&by_name)["results"][0]["outcome"], "changed");
    assert_eq!(server.daemon.actions(), [start("web:web")]);
}

#[tokio::test(flavor = "current_thread")]
async fn a_signal_is_read_before_anything_is_sent() {
    let server = Server::start();

    let good = send(
        &server,
        "/processes/web/signal",
        "application/json",
        "{\"signal\":\"HUP\"}",
    )
    .await;
    let bad = send(
        &server,
        "/processes/web/signal",
        "application/json",
        "{\"signal\":\"TIRED\"}",
    )
    .await;
    let unclear = send(
        &server,
        "/processes/web/signal",
        "application/json",
        "{\"sgnal\":1}",
    )
    .await;

    assert_eq!(document(&good)["results"][0]["outcome"], "changed");
    assert_eq!(
        problem(&bad, 400)["type"],
        "urn:supervisor:fault:BAD_SIGNAL"
    );
    problem(&unclear, 400);
    assert_eq!(server.daemon.actions().len(), 1);
}

#[tokio::test(flavor = "current_thread")]
async fn a_body_must_be_of_the_right_kind_and_size() {
    let server = Server::start();
    let path = "/processes/web/signal";

    problem(&send(&server, path, "text/plain", "HUP").await, 415);
    problem(&post(&server, path).await, 415);
    let large = format!("{{\"signal\":\"{}\"}}", "x".repeat(70_000));
    problem(&send(&server, path, "application/json", &large).await, 413);
    problem(
        &send(
            &server,
            "/processes/web/stdin",
            "application/x-www-form-urlencoded",
            "x",
        )
        .await,
        415,
    );
}

#[tokio::test(flavor = "current_thread")]
async fn bytes_for_the_standard_input_arrive_as_they_are() {
    let server = Server::start();

    let answer = send(
        &server,
        "/processes/web/stdin",
        "text/plain; charset=utf-8",
        "a\nb",
    )
    .await;

    assert_eq!(answer.status, 200);
    let expected = Action::SendStdin {
        name: Namespec::parse("web:web"),
        bytes: "a\nb".into(),
    };
    assert_eq!(server.daemon.actions(), [expected]);
}

#[tokio::test(flavor = "current_thread")]
async fn one_process_that_fails_is_the_whole_answer_and_one_of_several_is_not() {
    let server = Server::start();
    server.daemon.fail("web");

    let alone = post(&server, "/processes/web/start").await;
    let among = post(&server, "/processes/web,pair:one/start").await;

    assert_eq!(
        problem(&alone, 409)["type"],
        "urn:supervisor:fault:SPAWN_ERROR"
    );
    assert_eq!(among.status, 200);
    let results = &document(&among)["results"];
    assert_eq!(results[0]["outcome"], "changed");
    assert_eq!(results[1]["outcome"], "failed");
    assert_eq!(results[1]["problem"]["status"], 409);
}

#[tokio::test(flavor = "current_thread")]
async fn an_update_does_what_supervisorctl_does_as_one_action() {
    let server = Server::start();
    server.daemon.differ(&["new"], &["pair"], &["web"]);

    let answer = post(&server, "/daemon/update").await;

    assert_eq!(answer.status, 200);
    let result = document(&answer);
    assert_eq!(result["added"][0], "new");
    assert_eq!(result["changed"][0], "pair");
    assert_eq!(result["removed"][0], "web");
    assert_eq!(result["failed"].as_array().unwrap().len(), 0);
    let stop = |group: &str| Action::Stop {
        target: Target::Group(group.into()),
        wait: true,
    };
    let expected = [
        Action::ReloadConfig,
        stop("web"),
        Action::RemoveGroup("web".into()),
        stop("pair"),
        Action::RemoveGroup("pair".into()),
        Action::AddGroup("pair".into()),
        Action::AddGroup("new".into()),
    ];
    assert_eq!(server.daemon.actions(), expected);
}

#[tokio::test(flavor = "current_thread")]
async fn groups_are_added_and_removed_once() {
    let server = Server::start();

    let removed = post(&server, "/groups/web/remove").await;
    let again = post(&server, "/groups/web/remove").await;
    let added = post(&server, "/groups/web/add").await;
    let known = post(&server, "/groups/web/add").await;

    for (answer, outcome) in [
        (removed, "changed"),
        (again, "unchanged"),
        (added, "changed"),
        (known, "unchanged"),
    ] {
        assert_eq!(answer.status, 200, "{}", answer.body);
        assert_eq!(document(&answer)["outcome"], outcome);
    }
    problem(&post(&server, "/groups/nosuch/remove").await, 404);
    problem(&post(&server, "/groups/nosuch/add").await, 404);
}

#[tokio::test(flavor = "current_thread")]
async fn the_daemon_is_told_to_end_and_can_be_watched_doing_so() {
    let server = Server::start();

    assert_eq!(post(&server, "/daemon/shutdown").await.status, 202);
    assert_eq!(post(&server, "/daemon/restart").await.status, 202);
    assert_eq!(
        post(&server, "/daemon/reread").await.body,
        "{\"added\":[],\"changed\":[],\"removed\":[]}"
    );
    server.daemon.set_mood(Mood::Shutdown);
    assert_eq!(
        document(&get(&server, "/daemon").await)["state"],
        "SHUTDOWN"
    );

    let expected = [Action::Shutdown, Action::Restart, Action::ReloadConfig];
    assert_eq!(server.daemon.actions(), expected);
}

#[tokio::test(flavor = "current_thread")]
async fn w_46_pages_of_other_sites_cannot_act() {
    let server = Server::start();
    let origin = "Host: localhost\r\nOrigin: http://evil.example\r\n";

    let post = format!("POST /api/v1/processes/web/start HTTP/1.1\r\n{origin}\r\n");
    let get = format!("GET /api/v1/processes HTTP/1.1\r\n{origin}\r\n");

    problem(&server.ask(&post).await, 403);
    assert_eq!(server.ask(&get).await.status, 200);
    assert!(server.daemon.actions().is_empty());
}

#[tokio::test(flavor = "current_thread")]
async fn x_47_only_the_logs_of_what_runs_are_emptied() {
    let server = Server::start();
    server.daemon.happen("web", "web", ProcessState::Running);

    let answer = document(&post(&server, "/processes/web,pair:one/clear-logs").await);
    let idle = document(&post(&server, "/processes/pair:one/clear-logs").await);

    assert_eq!(answer["results"][0]["id"], "pair:one");
    assert_eq!(answer["results"][0]["outcome"], "unchanged");
    assert_eq!(answer["results"][1]["outcome"], "changed");
    assert_eq!(idle["results"][0]["outcome"], "unchanged");
    assert_eq!(server.daemon.actions().len(), 1);
}
