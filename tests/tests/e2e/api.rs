//! The JSON API of a real daemon.

use serde_json::Value;
use supervisor_tests::{
    Daemon, State, WebAnswer, free_port, improves_on, oracle, require, run, wait,
};

fn get(daemon: &Daemon, path: &str) -> WebAnswer {
    daemon.ask(&format!("GET /api/v1{path} HTTP/1.0\r\nHost: sv\r\n\r\n"))
}

fn post(daemon: &Daemon, path: &str) -> WebAnswer {
    daemon.ask(&format!("POST /api/v1{path} HTTP/1.0\r\nHost: sv\r\n\r\n"))
}

fn document(answer: &WebAnswer) -> Value {
    serde_json::from_slice(&answer.body).unwrap_or_else(|error| panic!("{error}: {answer:?}"))
}

#[test]
fn a_process_is_stopped_and_started_and_its_state_is_told_when_that_has_happened() {
    improves_on!("no JSON API");
    let daemon = Daemon::start(
        "
        [program:web]
        command = {child} sleep
        startsecs = 0
        [program:broken]
        command = {dir}/nosuch
        autostart = false
        ",
    );
    daemon.wait_running("web");

    let stopped = document(&post(&daemon, "/processes/web/stop"));
    let again = document(&post(&daemon, "/processes/web/stop"));
    let started = document(&post(&daemon, "/processes/web/start"));
    let broken = post(&daemon, "/processes/broken/start");

    assert_eq!(stopped["results"][0]["outcome"], "changed");
    assert_eq!(stopped["results"][0]["state"], "STOPPED");
    assert_eq!(again["results"][0]["outcome"], "unchanged");
    assert_eq!(started["results"][0]["state"], "RUNNING");
    assert_eq!(broken.status, 404);
    assert_eq!(document(&broken)["type"], "urn:supervisor:fault:NO_FILE");
    let web = document(&get(&daemon, "/processes/web"));
    assert_eq!(
        (&web["wanted"], &web["as_wanted"]),
        (&"up".into(), &true.into())
    );
}

#[test]
fn a_restart_goes_on_when_its_client_does_not_wait() {
    improves_on!("no JSON API");
    let daemon = Daemon::start(
        "
        [program:web]
        command = {child} sleep
        startsecs = 1
        ",
    );
    let web = daemon.wait_running("web");

    let answer = post(&daemon, "/processes/web/restart?wait=0");

    assert_eq!(answer.status, 202, "{answer:?}");
    assert_eq!(document(&answer)["results"][0]["outcome"], "pending");
    daemon.wait_successor("web", web);
    daemon.wait_running("web");
}

#[test]
fn p_35_p_38_what_is_asked_of_a_process_on_its_way_down_is_done_when_it_is_down() {
    improves_on!("no JSON API");
    let daemon = Daemon::start(
        "
        [program:slow]
        command = /bin/sh -c 'trap \"sleep 0.3; exit 0\" TERM; echo up; while :; do sleep 0.1; done'
        startsecs = 0
        stdout_logfile = {dir}/slow.log
        ",
    );
    daemon.wait_running("slow");
    let mut lives = 0;
    let mut begin_to_stop = || {
        lives += 1;
        wait::until_true("it hears signals", || {
            daemon.sandbox().lines("slow.log").len() == lives
        });
        let answer = document(&post(&daemon, "/processes/slow/stop?wait=0"));
        assert_eq!(answer["results"][0]["outcome"], "pending", "{answer}");
        assert_eq!(answer["results"][0]["state"], "STOPPING", "{answer}");
    };

    for (verb, outcome, state) in [
        ("start", "changed", "RUNNING"),
        ("restart", "changed", "RUNNING"),
        ("stop", "unchanged", "STOPPED"),
    ] {
        begin_to_stop();
        let answer = post(&daemon, &format!("/processes/slow/{verb}"));
        assert_eq!(answer.status, 200, "{verb}: {answer:?}");
        let result = &document(&answer)["results"][0];
        assert_eq!(
            (&result["outcome"], &result["state"]),
            (&outcome.into(), &state.into())
        );
    }
}

#[test]
fn a_setting_leads_to_the_line_that_sets_it_and_a_secret_to_none_of_its_text() {
    improves_on!("no JSON API");
    let daemon = Daemon::start(
        "
        [program:web]
        command = {child} sleep
        environment = TOKEN=\"hunter2\"
        autostart = false
        ",
    );

    let answer = get(&daemon, "/configuration?select=web");

    assert!(!answer.text().contains("hunter2"), "{}", answer.text());
    let sections = document(&answer)["sections"].take();
    let sections = sections.as_array().expect("a list");
    let web = sections.iter().find(|it| it["section"] == "program:web");
    let web = web.expect("the program")["settings"]
        .as_array()
        .expect("a list")
        .clone();
    let command = web
        .iter()
        .find(|it| it["key"] == "command")
        .expect("its command");
    let file = daemon.sandbox().path("supervisord.conf");
    assert_eq!(command["origin"]["file"], file.display().to_string());
    let lines = daemon.sandbox().lines("supervisord.conf");
    let line = lines
        .iter()
        .position(|line| line.starts_with("command ="))
        .expect("it is there");
    assert_eq!(command["origin"]["line"], line + 1);
    let environment = web
        .iter()
        .find(|it| it["key"] == "environment")
        .expect("its variables");
    assert_eq!(environment["value"], "TOKEN=\"***\"");
}

#[test]
fn an_update_adds_what_is_new_and_tells_so() {
    improves_on!("no JSON API");
    let daemon = Daemon::start("");
    daemon.configure(
        "
        [program:web]
        command = {child} sleep
        startsecs = 0
        ",
    );

    let reread = document(&post(&daemon, "/daemon/reread"));
    let update = document(&post(&daemon, "/daemon/update"));

    assert_eq!(reread["added"][0], "web");
    assert_eq!(update["added"][0], "web");
    daemon.wait_running("web");
}

#[test]
fn supervisorctl_prints_the_same_documents() {
    improves_on!("no JSON output");
    let daemon = Daemon::start(
        "
        [program:web]
        command = {child} sleep
        startsecs = 0
        [program:idle]
        command = {child} sleep
        autostart = false
        ",
    );
    daemon.wait_running("web");

    let status = daemon.run_ctl(&["-o", "json", "status"]);
    let pid = daemon.run_ctl(&["--json", "pid", "web"]);

    assert_eq!(status.code, Some(3), "T-31: one does not run");
    let processes: Value = serde_json::from_str(&status.stdout).expect("JSON");
    assert_eq!(processes[1]["id"], "web");
    assert_eq!(processes[1]["state"], "RUNNING");
    let pids: Value = serde_json::from_str(&pid.ok()).expect("JSON");
    assert_eq!(pids[0]["pid"], daemon.info("web").pid);
}

/// What the OpenAPI document does not say must not come, whatever is sent: schemathesis makes
/// requests of the document, good ones and bad ones.
#[test]
fn nothing_that_is_sent_gets_an_answer_that_is_not_described() {
    improves_on!("no JSON API");
    let schemathesis = oracle("schemathesis");
    require!(schemathesis.is_some(), "schemathesis is not installed");
    let port = free_port();
    let daemon = Daemon::start(&format!(
        "
        [inet_http_server]
        port = 127.0.0.1:{port}
        [program:web]
        command = {{child}} sleep
        startsecs = 0
        "
    ));
    daemon.wait_state("web", State::Running);
    let config = daemon.sandbox().write("schemathesis.toml", SCHEMATHESIS);

    let mut command = daemon.sandbox().command(schemathesis.expect("it is there"));
    command.arg("--config-file").arg(config).args([
        "run",
        &format!("http://127.0.0.1:{port}/api/v1/openapi.json"),
        "--phases=examples,coverage,fuzzing",
        "--max-examples=15",
        "--max-time=30",
        "--seed=1",
        // The daemon would end, and with it the test; or the answer would not.
        "--exclude-path-regex=(/daemon/(shutdown|restart)|/events)$",
        "--checks=not_a_server_error,status_code_conformance,content_type_conformance,\
         response_headers_conformance,response_schema_conformance,unsupported_method,\
         allow_header_conformance",
        "--request-timeout=10",
        "--no-color",
    ]);
    let ran = run(&mut command);

    assert_eq!(ran.code, Some(0), "{}\n{}", ran.stdout, ran.stderr);
    assert_eq!(get(&daemon, "/daemon").status, 200);
}

/// A log that is followed does not end, and neither would the test.
const SCHEMATHESIS: &str = r#"
    [parameters]
    "query.follow" = "false"
    "query.wait" = "0"
"#;
