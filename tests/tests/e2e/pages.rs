//! The classic pages, and several servers that serve them.

use std::fs;

use supervisor_tests::{Daemon, Implementation, State, free_port, http_get, improves_on, wait};

const PROGRAMS: &str = "
    [program:cat]
    command = /bin/cat
    startsecs = 0
    stdout_logfile = {dir}/cat.log
    [program:off]
    command = /bin/cat
    autostart = false
    startsecs = 0
    [program:missing]
    command = {dir}/nosuch
    autostart = false
";

/// What a link of the status page leads to: the message, after what was asked has happened.
fn click(daemon: &Daemon, query: &str) -> String {
    let answer = daemon.page(&format!("/index.html?{query}"));
    let status = match daemon.implementation() {
        Implementation::Ours => 303,
        Implementation::Original => 301,
    };
    assert_eq!(answer.status, status, "{query}: {answer:?}");
    let location = answer.header("Location").expect("a way to go on");
    let target = location.strip_prefix("http://sv:9001").expect("our host");
    let page = daemon.page(target).text();
    let (_, rest) = page.split_once("class=\"status_msg\"").expect("a message");
    let (_, rest) = rest.split_once('>').expect("an element");
    rest.split('<').next().unwrap_or_default().to_owned()
}

#[test]
fn h_75_h_76_a_process_is_stopped_and_started_when_the_answer_comes() {
    let daemon = Daemon::start(PROGRAMS);
    daemon.wait_running("cat");

    assert_eq!(
        click(&daemon, "processname=cat&action=stop"),
        "Process cat stopped"
    );
    assert_eq!(daemon.info("cat").state, State::Stopped);
    assert_eq!(
        click(&daemon, "processname=cat&action=stop"),
        "unexpected rpc fault [70] NOT_RUNNING: cat"
    );
    assert_eq!(
        click(&daemon, "processname=cat&action=start"),
        "Process cat started"
    );
    assert_eq!(daemon.info("cat").state, State::Running);
    assert_eq!(
        click(&daemon, "processname=cat&action=start"),
        "ERROR: Process cat: already started"
    );
    assert_eq!(
        click(&daemon, "processname=missing&action=start"),
        "ERROR: Process missing: no such file"
    );
}

#[test]
fn h_77_a_restart_is_a_new_process() {
    let daemon = Daemon::start(PROGRAMS);
    let before = daemon.wait_running("cat");

    assert_eq!(
        click(&daemon, "processname=cat&action=restart"),
        "Process cat restarted"
    );

    assert_ne!(daemon.wait_running("cat"), before);
    assert_eq!(
        click(&daemon, "processname=missing&action=restart"),
        "Process missing restarted"
    );
}

#[test]
fn h_78_clear_log_empties_the_log() {
    let daemon = Daemon::start(PROGRAMS);
    daemon.wait_running("cat");
    daemon.send("cat", "hello\n").expect("a process that reads");
    wait::until_true("it is written", || {
        daemon.sandbox().read("cat.log") == "hello\n"
    });

    assert_eq!(
        click(&daemon, "processname=cat&action=clearlog"),
        "Log for cat cleared"
    );

    assert_eq!(daemon.sandbox().read("cat.log"), "");
}

#[test]
fn h_74_everything_is_stopped_and_restarted() {
    let daemon = Daemon::start(PROGRAMS);
    let before = daemon.wait_running("cat");

    assert!(click(&daemon, "action=restartall").starts_with("All restarted at "));
    assert_ne!(daemon.wait_running("cat"), before);
    assert_eq!(daemon.info("off").state, State::Running);
    assert!(click(&daemon, "action=stopall").starts_with("All stopped at "));
    assert!(daemon.all().iter().all(|info| info.pid == 0));
}

#[test]
fn h_79_who_does_not_exist_is_told_by_name() {
    let daemon = Daemon::start(PROGRAMS);

    for (given, shown) in [
        ("nosuch", "nosuch"),
        ("cat%3A*", "cat:*"),
        ("%26%22", "&amp;"),
    ] {
        let told = click(&daemon, &format!("processname={given}&action=stop"));
        let start = format!("No such process named {shown}");
        assert!(told.starts_with(&start), "{told}");
    }
}

#[test]
fn h_70_without_programs_the_page_says_so() {
    let daemon = Daemon::start("");

    let page = daemon.page("/index.html").text();

    assert!(page.contains("No programs to manage"), "{page}");
    assert!(page.contains("index.html?action=refresh"), "{page}");
}

#[test]
fn w_46_a_form_of_another_site_stops_nothing() {
    improves_on!("W-46: pages of other sites may act");
    let daemon = Daemon::start(PROGRAMS);
    let before = daemon.wait_running("cat");

    let answer = daemon.ask(
        "POST / HTTP/1.0\r\nHost: sv:9001\r\nOrigin: http://evil.example\r\n\
         Content-Length: 14\r\n\r\naction=stopall",
    );

    assert_eq!(answer.status, 403);
    assert_eq!(daemon.wait_running("cat"), before);
}

#[test]
fn h_45_h_13_every_server_serves_everything_and_has_its_own_password() {
    let (open, guarded) = (free_port(), free_port());
    let servers = format!(
        "
    [inet_http_server]
    port = 127.0.0.1:{open}
    [inet_http_server:guarded]
    port = 127.0.0.1:{guarded}
    username = user
    password = pass
    [unix_http_server:second]
    file = {{dir}}/second.sock
    "
    );
    let daemon = Daemon::start(&(servers + PROGRAMS));
    daemon.wait_running("cat");

    for target in ["/ok.html", "/", "/tail.html?processname=cat"] {
        assert!(http_get(open, target).is_some(), "{target}");
        assert_eq!(http_get(guarded, target), None, "{target}");
        assert_eq!(daemon.page(target).status, 200);
    }
    let second = daemon.sandbox().path("second.sock");
    assert!(fs::exists(&second).expect("a directory"));
    let ran = daemon.run_ctl(&[
        "-s",
        &format!("unix://{}", second.display()),
        "status",
        "cat",
    ]);
    assert!(ran.ok().contains("RUNNING"));
    let url = format!("http://127.0.0.1:{guarded}");
    let ran = daemon.run_ctl(&["-s", &url, "-u", "user", "-p", "pass", "status", "cat"]);
    assert!(ran.ok().contains("RUNNING"));
}
