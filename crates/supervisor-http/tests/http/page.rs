//! The page for people, as complete HTML, and its forms and files.

use supervisor_api::{Action, Mood, Namespec, Target};

use crate::harness::{Answer, Server, header};

pub(crate) async fn get(server: &Server, target: &str) -> Answer {
    let request = format!("GET {target} HTTP/1.1\r\nHost: sv:9001\r\n\r\n");
    server.ask(&request).await
}

/// A browser that has opened the page.
pub(crate) struct Browser {
    cookie: String,
    token: String,
}

impl Browser {
    pub(crate) async fn open(server: &Server) -> Self {
        let page = get(server, "/").await;
        let cookie = header(&page.head, "Set-Cookie").unwrap();
        // Who may only look gets no form.
        let form = page.body.split_once("name=\"token\" value=\"");
        let (_, rest) = form.unwrap_or_default();
        Self {
            cookie: cookie.split(';').next().unwrap().to_owned(),
            token: rest.split('"').next().unwrap().to_owned(),
        }
    }

    pub(crate) async fn post(&self, server: &Server, fields: &str) -> Answer {
        let Self { cookie, token } = self;
        send(
            server,
            &format!("Cookie: {cookie}\r\n"),
            &format!("{fields}&token={token}"),
        )
        .await
    }
}

async fn send(server: &Server, lines: &str, fields: &str) -> Answer {
    let request = format!(
        "POST /ui/act HTTP/1.1\r\nHost: sv:9001\r\n{lines}Content-Length: {}\r\n\
         Content-Type: application/x-www-form-urlencoded\r\n\r\n{fields}",
        fields.len()
    );
    server.ask(&request).await
}

/// Opens the page and fills in a form of it.
async fn post(server: &Server, fields: &str) -> Answer {
    Browser::open(server).await.post(server, fields).await
}

fn stop(name: &str) -> Action {
    let target = Target::Named(Namespec::parse(name));
    Action::Stop { target, wait: true }
}

fn ids(page: &str) -> Vec<&str> {
    page.split("data-id=\"")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .collect()
}

#[tokio::test(flavor = "current_thread")]
async fn h_70_the_first_page_is_ours_and_links_of_the_classic_one_stay() {
    let server = Server::start();
    let is_classic = async |target: &str| {
        let answer = get(&server, target).await;
        assert_eq!(answer.status, 200, "{target}");
        answer.body.contains("<title>Supervisor Status</title>")
    };

    for ours in ["/", "/?", "/?q=web", "/?x=action", "/?sort=cpu&fold=web"] {
        assert!(!is_classic(ours).await, "{ours}");
    }
    for classic in [
        "/index.html",
        "/?message=",
        "/?message=a",
        "/index.html?q=web",
    ] {
        assert!(is_classic(classic).await, "{classic}");
    }
    assert_eq!(get(&server, "/?action=refresh").await.status, 303);
}

#[tokio::test(flavor = "current_thread")]
async fn a_page_is_confined_and_kept_nowhere() {
    let server = Server::start();

    for target in ["/", "/p/web"] {
        let answer = get(&server, target).await;

        let policy = header(&answer.head, "Content-Security-Policy").unwrap();
        assert!(policy.starts_with("default-src 'none'; script-src 'self'"));
        assert!(!policy.contains("unsafe"), "{policy}");
        assert_eq!(header(&answer.head, "Cache-Control"), Some("no-store"));
        for inline in ["<style", "style=", " onclick", "<script>", "javascript:"] {
            assert!(!answer.body.contains(inline), "{target}: {inline}");
        }
    }
}

#[tokio::test(flavor = "current_thread")]
async fn the_list_shows_every_program_and_the_filter_some() {
    let server = Server::start();
    let all = ["café", "pair:one", "pair:two", "slow", "web"];

    assert_eq!(ids(&get(&server, "/").await.body), all);
    for (query, wanted) in [
        ("group%3Apair", &all[1..3]),
        ("pair:*", &all[1..3]),
        ("*o*", &all[1..4]),
        ("WEB+sl", &all[3..5]),
        ("state:running", &[]),
        ("state:stopped,one", &all[1..2]),
    ] {
        let page = get(&server, &format!("/?q={query}")).await.body;
        assert_eq!(ids(&page), wanted, "{query}");
    }
    let page = get(&server, "/?q=state:running").await.body;
    assert!(
        page.contains(r#"class="card empty">No program fits the filter."#),
        "{page}"
    );
}

#[tokio::test(flavor = "current_thread")]
async fn text_of_others_cannot_become_markup() {
    let server = Server::start();
    server
        .daemon
        .set_log(b"<script>alert(1)</script>\x1b[31mred\x1b[0m\n");

    let list = get(&server, "/?q=%22%3E%3Cscript%3E").await.body;
    let program = get(&server, "/p/web").await.body;

    assert!(!list.contains("<script>"), "{list}");
    assert!(list.contains("fake &#60;&#38;&#62;"), "{list}");
    assert!(!program.contains("<script>"), "{program}");
    assert!(
        program.contains("&#60;script&#62;alert(1)&#60;/script&#62;red\n"),
        "{program}"
    );
}

#[tokio::test(flavor = "current_thread")]
async fn a_form_acts_and_leads_back() {
    let server = Server::start();
    for id in ["pair:one", "pair:two", "web"] {
        let started = post(&server, &format!("do=start+{id}&back=%3Fq%3Da")).await;
        assert_eq!(started.status, 303, "{started:?}");
        let location = header(&started.head, "Location");
        assert_eq!(location, Some("../?q=a&did=start"));
    }

    post(&server, "do=stop+pair:*").await;
    post(&server, "do=stop+chosen&id=web&id=pair:one").await;

    let actions = server.daemon.actions();
    assert_eq!(
        actions[3..],
        [
            stop("pair:two"),
            stop("pair:one"),
            stop("web:web"),
            stop("pair:one"),
        ]
    );
    let told = get(&server, "/?did=stop").await.body;
    assert!(told.contains(">Stopped.<"), "{told}");
}

#[tokio::test(flavor = "current_thread")]
async fn the_way_back_leads_to_our_pages_only() {
    let server = Server::start();

    for back in ["//evil.example", "http:evil", "/", "p/%0d%0aX: y", ""] {
        let answer = post(&server, &format!("do=start+web&back={back}")).await;
        assert_eq!(header(&answer.head, "Location"), Some("../?did=start"));
    }
}

#[tokio::test(flavor = "current_thread")]
async fn what_could_not_be_done_is_told() {
    let server = Server::start();

    let answer = post(&server, "do=start+chosen&id=nosuch&id=web").await;

    assert_eq!(answer.status, 409);
    assert!(answer.body.contains("nosuch"), "{answer:?}");
    assert!(server.daemon.actions().is_empty());
}

#[tokio::test(flavor = "current_thread")]
async fn a_selection_of_nothing_does_nothing() {
    let server = Server::start();

    let answer = post(&server, "do=stop+chosen").await;

    assert_eq!(answer.status, 409);
    assert!(answer.body.contains("Nothing is selected."), "{answer:?}");
    assert!(server.daemon.actions().is_empty());
}

#[tokio::test(flavor = "current_thread")]
async fn something_grave_is_done_when_its_words_are_typed() {
    let server = Server::start();

    for typed in ["", "&confirm=", "&confirm=yes", "&confirm=stop+all"] {
        let asked = post(&server, &format!("do=shutdown+daemon{typed}")).await;
        assert_eq!(asked.status, 200, "{asked:?}");
        assert!(asked.body.contains("Type <strong>shutdown</strong>"));
    }
    assert!(server.daemon.actions().is_empty());
    let done = post(&server, "do=shutdown+daemon&confirm=shutdown").await;

    assert_eq!(done.status, 303);
    assert_eq!(server.daemon.actions(), [Action::Shutdown]);
}

#[tokio::test(flavor = "current_thread")]
async fn a_form_without_sense_or_from_elsewhere_does_nothing() {
    let server = Server::start();

    for fields in [
        "do=halt+web",
        "do=stop",
        "",
        "do=stop+daemon",
        "do=signal+web",
    ] {
        assert_eq!(post(&server, fields).await.status, 400, "{fields}");
    }
    assert_eq!(get(&server, "/ui/act?do=stop+web").await.status, 400);
    let browser = Browser::open(&server).await;
    let other = Browser::open(&server).await;
    let cookie = format!("Cookie: {}\r\n", browser.cookie);
    for (lines, token) in [
        ("", &browser.token),
        (&*cookie, &other.token),
        (&*cookie, &String::new()),
    ] {
        let answer = send(&server, lines, &format!("do=stop+web&token={token}")).await;
        assert_eq!(answer.status, 403, "{lines} {token}");
        assert!(answer.body.contains("open the page again"), "{answer:?}");
    }
    let foreign = "POST /ui/act HTTP/1.1\r\nHost: sv\r\nOrigin: http://evil.example\r\n\
                   Content-Length: 11\r\n\r\ndo=stop+web";
    assert_eq!(server.ask(foreign).await.status, 403);
    assert!(server.daemon.actions().is_empty());
}

#[tokio::test(flavor = "current_thread")]
async fn files_of_the_page_are_kept_for_good_and_others_are_not_there() {
    let server = Server::start();
    let page = get(&server, "/").await.body;
    let (_, rest) = page.split_once("href=\"./ui/").unwrap();
    let style = format!("/ui/{}", rest.split('"').next().unwrap());

    let answer = get(&server, &style).await;

    assert_eq!(
        header(&answer.head, "Content-Type"),
        Some("text/css;charset=utf-8")
    );
    let kept = header(&answer.head, "Cache-Control").unwrap();
    assert!(kept.contains("immutable"), "{kept}");
    let tag = header(&answer.head, "ETag").unwrap();
    let again =
        format!("GET {style} HTTP/1.1\r\nIf-None-Match: {tag}\r\nConnection: close\r\n\r\n");
    let mut client = server.connect().await;
    client.send(&again).await;
    assert!(client.rest().await.starts_with("HTTP/1.1 304 "));
    for path in [
        "/ui/",
        "/ui/0123456789abcdef/page.css",
        "/ui/page.css",
        "/p/",
        "/p/nosuch",
    ] {
        assert_eq!(get(&server, path).await.status, 404, "{path}");
    }
}

#[tokio::test(flavor = "current_thread")]
async fn a_program_has_a_page_with_its_log_and_settings() {
    let server = Server::start();
    server.daemon.set_log(b"one\ntwo\n");
    post(&server, "do=start+web").await;

    let page = get(&server, "/p/web").await.body;

    assert!(page.contains("<h1 class=\"title\">web</h1>"), "{page}");
    assert!(page.contains("data-state=\"RUNNING\""), "{page}");
    assert!(page.contains("one\ntwo\n"), "{page}");
    assert!(page.contains("This stream is not kept in a log."), "{page}");
    assert!(page.contains("<code>/bin/cat</code></td><td class=\"origin\">/etc/s.conf:7</td>"));
    assert_eq!(get(&server, "/p/caf%C3%A9").await.status, 200);
}

#[tokio::test(flavor = "current_thread")]
async fn while_the_daemon_stops_the_page_says_so() {
    let server = Server::start();
    server.daemon.set_mood(Mood::Shutdown);

    let answer = get(&server, "/").await;

    assert_eq!(answer.status, 200);
    assert!(answer.body.contains("The daemon is stopping everything."));
}

#[tokio::test(flavor = "current_thread")]
async fn a_group_and_its_rows_as_they_are() {
    let server = Server::start();

    let page = get(&server, "/").await.body;

    let (_, rest) = page.split_once("data-group=\"pair\"").unwrap();
    let (rows, _) = rest.split_once("</tbody>").unwrap();
    insta::assert_snapshot!(rows);
}

#[tokio::test(flavor = "current_thread")]
async fn a_folded_group_keeps_its_rows_and_the_link_unfolds_it() {
    let server = Server::start();

    let page = get(&server, "/?fold=pair&q=o").await.body;

    assert!(page.contains("data-group=\"pair\" data-folded"), "{page}");
    assert!(
        page.contains("href=\"./?q=o\" aria-expanded=\"false\""),
        "{page}"
    );
    assert_eq!(ids(&page), ["pair:one", "pair:two", "slow"]);
}

#[tokio::test(flavor = "current_thread")]
async fn the_session_of_a_browser_is_for_our_own_pages_only() {
    let server = Server::start();

    let page = get(&server, "/").await;

    let cookie = header(&page.head, "Set-Cookie").unwrap();
    assert!(
        cookie.ends_with("; Path=/; HttpOnly; SameSite=Strict"),
        "{cookie}"
    );
    let pair = cookie.split(';').next().unwrap();
    let request = format!("GET / HTTP/1.1\r\nHost: sv:9001\r\nCookie: {pair}\r\n\r\n");
    assert_eq!(header(&server.ask(&request).await.head, "Set-Cookie"), None);
}

#[tokio::test(flavor = "current_thread")]
async fn an_update_reads_the_configuration() {
    let server = Server::start();

    let answer = post(&server, "do=update+daemon").await;

    assert_eq!(answer.status, 303, "{answer:?}");
    assert_eq!(server.daemon.actions(), [Action::ReloadConfig]);
}
