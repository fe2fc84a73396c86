//! The pages of the original and what they do (H-70..H-81).

use supervisor_api::{Action, Mood, Namespec, Target};

use crate::harness::{Answer, Server, header};

async fn get(server: &Server, target: &str) -> Answer {
    let request = format!("GET {target} HTTP/1.1\r\nHost: sv:9001\r\n\r\n");
    server.ask(&request).await
}

fn form(target: &str, fields: &str) -> String {
    format!(
        "POST {target} HTTP/1.1\r\nHost: sv:9001\r\nContent-Length: {}\r\n\
         Content-Type: application/x-www-form-urlencoded\r\n\r\n{fields}",
        fields.len()
    )
}

fn location(answer: &Answer) -> &str {
    assert_eq!(answer.status, 303, "{answer:?}");
    header(&answer.head, "Location").unwrap()
}

fn start(name: &str) -> Action {
    let target = Target::Named(Namespec::parse(name));
    Action::Start { target, wait: true }
}

fn stop(name: &str) -> Action {
    let target = Target::Named(Namespec::parse(name));
    Action::Stop { target, wait: true }
}

#[tokio::test(flavor = "current_thread")]
async fn h_70_the_status_page_is_kept_out_of_caches_and_confined() {
    let server = Server::start();

    for target in ["/index.html", "//index.html", "/?message="] {
        let answer = get(&server, target).await;

        assert_eq!(answer.status, 200);
        for (name, value) in [
            ("Content-Type", "text/html;charset=utf-8"),
            ("Pragma", "no-cache"),
            ("Cache-Control", "no-cache"),
            ("Expires", "Thu, 01 Jan 1970 00:00:00 GMT"),
            ("X-Content-Type-Options", "nosniff"),
        ] {
            assert_eq!(header(&answer.head, name), Some(value), "{name}");
        }
        let policy = header(&answer.head, "Content-Security-Policy").unwrap();
        assert!(policy.starts_with("default-src 'none';"), "{policy}");
        assert!(answer.body.contains("<title>Supervisor Status</title>"));
        assert!(answer.body.contains("fake &lt;&amp;&gt;"));
        assert!(!answer.body.contains("status_msg"));
        assert!(!answer.body.contains("<script"));
    }
    assert!(server.daemon.actions().is_empty());
}

#[tokio::test(flavor = "current_thread")]
async fn h_70_a_page_has_a_length_that_counts_bytes_also_for_old_clients() {
    let server = Server::start();
    let mut client = server.connect().await;

    client.send("GET / HTTP/1.0\r\n\r\n").await;
    let answer = client.rest().await;

    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    assert!(head.starts_with("HTTP/1.0 200 OK\r\n"), "{head}");
    let length = body.len().to_string();
    assert_eq!(header(head, "Content-Length"), Some(length.as_str()));
    assert!(body.contains("café"));
}

#[tokio::test(flavor = "current_thread")]
async fn h_72_a_message_is_shown_and_cannot_become_markup() {
    let server = Server::start();

    let answer = get(&server, "/?message=a+%3Cscript%3Ealert(1)%3C/script%3E%22'").await;

    let shown = "<div class=\"status_msg\" role=\"status\">\
                 a &lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;</div>";
    assert!(answer.body.contains(shown), "{}", answer.body);
}

#[tokio::test(flavor = "current_thread")]
async fn h_72_an_action_is_answered_with_the_way_to_its_message() {
    let server = Server::start();

    let answer = get(&server, "/index.html?processname=pair%3Aone&action=start").await;

    let expected = "http://sv:9001/?message=Process%20pair%3Aone%20started";
    assert_eq!(location(&answer), expected);
    assert_eq!(header(&answer.head, "Cache-Control"), Some("no-cache"));
    assert_eq!(header(&answer.head, "Content-Type"), Some("text/html"));
    assert!(
        answer.body.contains("<p>Error code 303.\r\n"),
        "{}",
        answer.body
    );
    assert_eq!(server.daemon.actions(), [start("pair:one")]);
    let page = get(
        &server,
        location(&answer).strip_prefix("http://sv:9001").unwrap(),
    )
    .await;
    assert!(page.body.contains(">Process pair:one started</div>"));
}

#[tokio::test(flavor = "current_thread")]
async fn h_72_forms_act_as_links_do() {
    let server = Server::start();

    let answer = server
        .ask(&form(
            "/index.html?processname=slow&action=stop",
            "action=start&processname=web",
        ))
        .await;
    let without_length = "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n";
    let page = server.ask(&form("/", "")).await;

    assert!(location(&answer).ends_with("/?message=Process%20web%20started"));
    assert_eq!(server.daemon.actions(), [start("web")]);
    assert_eq!(server.ask(without_length).await.status, 411);
    assert_eq!(page.status, 200);
}

#[tokio::test(flavor = "current_thread")]
async fn h_73_h_79_every_action_has_its_message() {
    let server = Server::start();

    for (query, message) in [
        ("action=refresh", "Page%20refreshed%20at%20"),
        ("processname=web&action=start", "Process%20web%20started"),
        (
            "processname=web&action=start",
            "ERROR%3A%20Process%20web%3A%20already%20started",
        ),
        (
            "processname=web&action=clearlog",
            "Log%20for%20web%20cleared",
        ),
        ("processname=web&action=stop", "Process%20web%20stopped"),
        (
            "processname=web&action=stop",
            "unexpected%20rpc%20fault%20%5B70%5D%20NOT_RUNNING%3A%20web",
        ),
        (
            "processname=web&action=restart",
            "Process%20web%20restarted",
        ),
        ("action=stopall", "All%20stopped%20at%20"),
        ("action=restartall", "All%20restarted%20at%20"),
        (
            "processname=pair:*&action=start",
            "No%20such%20process%20named%20pair%3A%2A",
        ),
        (
            "processname=x&action=nonsense",
            "No%20such%20process%20named%20x",
        ),
    ] {
        let answer = get(&server, &format!("/index.html?{query}")).await;
        let begin = format!("http://sv:9001/?message={message}");
        assert!(location(&answer).starts_with(&begin), "{query}: {answer:?}");
    }
}

#[tokio::test(flavor = "current_thread")]
async fn h_77_a_restart_is_a_stop_and_a_start_whatever_becomes_of_them() {
    let server = Server::start();

    let answer = get(&server, "/?processname=web&action=restart").await;
    get(&server, "/?action=restartall").await;

    assert!(location(&answer).ends_with("Process%20web%20restarted"));
    let (target, wait) = (Target::All, true);
    let all = [
        stop("web"),
        start("web"),
        Action::Stop {
            target: target.clone(),
            wait,
        },
        Action::Start { target, wait },
    ];
    assert_eq!(server.daemon.actions(), all);
}

#[tokio::test(flavor = "current_thread")]
async fn h_80_what_makes_no_sense_is_a_bad_request() {
    let server = Server::start();

    for query in [
        "action=nonsense",
        "action=start",
        "action=start&processname=",
        "action=startall&processname=web",
    ] {
        let answer = get(&server, &format!("/?{query}")).await;
        assert_eq!(answer.status, 400, "{query}");
    }
    assert!(server.daemon.actions().is_empty());
}

#[tokio::test(flavor = "current_thread")]
async fn h_72_the_answer_waits_for_the_action() {
    let server = Server::start();
    let mut client = server.connect().await;

    client
        .send("GET /?action=start&processname=slow HTTP/1.1\r\n\r\n")
        .await;
    server.until(|daemon| daemon.waiting() == 1).await;
    assert_eq!(get(&server, "/").await.status, 200);
    server.daemon.release();

    let answer = client.answer().await;
    assert_eq!(location(&answer), "/?message=Process%20slow%20started");
}

#[tokio::test(flavor = "current_thread")]
async fn w_46_a_link_on_a_page_of_another_site_changes_nothing() {
    let server = Server::start();
    let ask = async |query: &str, line: &str| {
        let request =
            format!("GET /index.html?{query} HTTP/1.1\r\nHost: sv:9001\r\n{line}\r\n\r\n");
        server.ask(&request).await.status
    };

    for query in [
        "action=stopall",
        "action=restartall",
        "action=start&processname=web",
        "action=nonsense&processname=web",
    ] {
        assert_eq!(ask(query, "Sec-Fetch-Site: cross-site").await, 403);
        assert_eq!(ask(query, "Origin: http://evil.example").await, 403);
    }
    let foreign = form("/", "action=stopall").replace("Host", "Origin: null\r\nHost");
    assert_eq!(server.ask(&foreign).await.status, 403);
    assert!(server.daemon.actions().is_empty());

    // Looking is free, and so is what a person does in the address line or on our own page.
    assert_eq!(ask("", "Sec-Fetch-Site: cross-site").await, 200);
    assert_eq!(
        ask("action=refresh", "Sec-Fetch-Site: cross-site").await,
        303
    );
    assert_eq!(ask("action=stopall", "Sec-Fetch-Site: none").await, 303);
    assert_eq!(
        ask("action=stopall", "Sec-Fetch-Site: same-origin").await,
        303
    );
    assert_eq!(ask("action=stopall", "Origin: http://sv:9001").await, 303);
}

#[tokio::test(flavor = "current_thread")]
async fn h_81_the_tail_page_shows_the_end_of_a_log() {
    let server = Server::start();
    server.daemon.set_log(b"</pre><script>\xff\n\x1b[31m");

    let answer = get(&server, "/tail.html?processname=pair%3Aone&limit=2000").await;

    assert_eq!(answer.status, 200);
    for part in [
        "<title>Supervisor tail of process pair:one</title>",
        "<pre>&lt;/pre&gt;&lt;script&gt;\u{fffd}\n\x1b[31m</pre>",
        "<a href=\"tail.html?processname=pair%3Aone&amp;limit=2000\">Refresh</a>",
    ] {
        assert!(answer.body.contains(part), "{part}: {}", answer.body);
    }
    assert_eq!(server.daemon.reads(), [(-2000, 0)]);
    let by_form = server.ask(&form("/tail.html", "processname=web")).await;
    assert!(by_form.body.contains("limit=1024"), "{by_form:?}");
}

#[tokio::test(flavor = "current_thread")]
async fn h_81_the_tail_page_says_why_there_is_no_log() {
    let server = Server::start();

    for (query, title, text) in [
        ("", "None", "No process name found"),
        ("?processname=&limit=5", "None", "No process name found"),
        (
            "?processname=%3Cx%3E",
            "&lt;x&gt;",
            "ERROR: unexpected rpc fault [10] BAD_NAME: &lt;x&gt;",
        ),
        ("?processname=slow", "slow", "No file for slow"),
    ] {
        let answer = get(&server, &format!("/tail.html{query}")).await;
        let title = format!("<title>Supervisor tail of process {title}</title>");
        assert!(answer.body.contains(&title), "{}", answer.body);
        let text = format!("<pre>{text}</pre>");
        assert!(answer.body.contains(&text), "{}", answer.body);
    }
    let nameless = get(&server, "/tail.html").await;
    assert!(!nameless.body.contains("Refresh"));
}

#[tokio::test(flavor = "current_thread")]
async fn h_27_while_the_daemon_stops_only_the_status_page_fails() {
    let server = Server::start();
    server.daemon.set_mood(Mood::Shutdown);

    for target in [
        "/index.html",
        "/?action=refresh",
        "/?action=stop&processname=web",
    ] {
        assert_eq!(get(&server, target).await.status, 500, "{target}");
    }
    let tail = get(&server, "/tail.html?processname=web").await;
    let fault = "<pre>ERROR: unexpected rpc fault [6] SHUTDOWN_STATE</pre>";
    assert!(tail.body.contains(fault), "{}", tail.body);
    for path in ["/ok.html", "/stylesheets/supervisor.css"] {
        assert_eq!(get(&server, path).await.status, 200, "{path}");
    }
    let mut client = server.connect().await;
    client.send("GET /logtail/web HTTP/1.1\r\n\r\n").await;
    client.until("hello\n").await;
}
