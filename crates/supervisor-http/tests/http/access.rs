//! What each role may do through what Supervisor served too. The client's user is known to the
//! server by what the kernel says of the socket.

use std::os::unix::fs::MetadataExt as _;

use supervisor_api::Role;
use supervisor_api::http_access::{Grant, HttpAccess, Secret, UnixOthers};
use supervisor_http::ServerSettings;

use crate::harness::{Server, call, guard, header, post, settings, text};

/// A server where the user of this process has a role.
fn server_for(role: Role) -> Server {
    let uid = std::fs::metadata("/proc/self").unwrap().uid();
    with(HttpAccess {
        unix_users: [(uid, role)].into(),
        ..HttpAccess::default()
    })
}

fn with(access: HttpAccess) -> Server {
    Server::with(ServerSettings {
        guard: guard(access),
        ..settings()
    })
}

/// A server that lets in Bob, who may look, and nobody else.
fn server_for_bob() -> Server {
    let bob = Grant {
        name: "bob".to_owned(),
        role: Role::View,
        secret: Secret::Plain("builder".to_owned()),
    };
    with(HttpAccess {
        users: vec![bob],
        unix_users: [(u32::MAX - 1, Role::View)].into(),
        unix_others: Some(UnixOthers::Nothing),
        ..HttpAccess::default()
    })
}

fn get(target: &str, headers: &str) -> String {
    format!("GET {target} HTTP/1.1\r\nHost: sv\r\n{headers}\r\n")
}

#[tokio::test(flavor = "current_thread")]
async fn who_may_look_may_call_what_shows_and_nothing_else() {
    let server = server_for(Role::View);

    let shown = server.call("supervisor.getAllProcessInfo", "").await;
    let refused = server.call("supervisor.startProcess", &text("web")).await;

    assert!(shown.contains("<name>statename</name>"), "{shown}");
    assert!(refused.contains("<int>30</int>"), "{refused}");
    assert!(
        refused.contains("FAILED: this needs the role operate, and yours is view"),
        "{refused}"
    );
    assert!(server.daemon.actions().is_empty());
}

#[tokio::test(flavor = "current_thread")]
async fn who_may_operate_may_not_end_the_daemon() {
    let server = server_for(Role::Operate);

    let started = server.call("supervisor.startProcess", &text("web")).await;
    let refused = server.call("supervisor.shutdown", "").await;

    assert!(!started.contains("needs the role"), "{started}");
    assert!(refused.contains("this needs the role admin"), "{refused}");
    assert_eq!(server.daemon.actions().len(), 1);
    assert_eq!(server.daemon.callers()[0].role, Role::Operate);
}

/// Some messages of the page are the same whatever became of the action (H-74), so none is shown.
#[tokio::test(flavor = "current_thread")]
async fn a_link_of_the_page_does_nothing_for_who_may_look_only() {
    let server = server_for(Role::View);

    let page = server.ask(&get("/", "")).await;
    let refresh = server.ask(&get("/?action=refresh", "")).await;
    let restart = server.ask(&get("/?action=restartall", "")).await;

    assert_eq!((page.status, refresh.status), (200, 303));
    assert_eq!(restart.status, 403);
    assert!(server.daemon.actions().is_empty());
}

#[tokio::test(flavor = "current_thread")]
async fn who_has_no_role_sees_nothing() {
    let server = with(HttpAccess {
        unix_users: [(u32::MAX - 1, Role::View)].into(),
        unix_others: Some(UnixOthers::Nothing),
        ..HttpAccess::default()
    });
    let uid = std::fs::metadata("/proc/self").unwrap().uid();
    // Root is never locked out.
    let expected = if uid == 0 { 200 } else { 403 };

    let answer = server.ask(&get("/", "")).await;

    assert_eq!(answer.status, expected);
}

#[tokio::test(flavor = "current_thread")]
async fn a_login_has_the_role_of_its_user_and_not_that_of_the_socket() {
    let server = server_for_bob();
    // bob:builder
    let request = post(&call("supervisor.shutdown", ""));
    let request = request.replacen(
        "Host: localhost\r\n",
        "Host: localhost\r\nAuthorization: Basic Ym9iOmJ1aWxkZXI=\r\n",
        1,
    );

    let answer = server.ask(&request).await;

    assert!(
        answer
            .body
            .contains("this needs the role admin, and yours is view"),
        "{}",
        answer.body
    );
}

#[tokio::test(flavor = "current_thread")]
async fn too_many_guesses_are_told_when_to_try_again() {
    let server = server_for_bob();
    // bob:guess
    let guess = get("/", "Authorization: Basic Ym9iOmd1ZXNz\r\n");

    let mut answer = server.ask(&guess).await;
    assert_eq!(answer.status, 401);
    // A slow machine gives each guess its time, which becomes ever longer.
    while answer.status == 401 {
        answer = server.ask(&guess).await;
    }

    assert_eq!(answer.status, 429, "{answer:?}");
    let seconds = header(&answer.head, "Retry-After").unwrap();
    assert!(seconds.parse::<u64>().unwrap() > 0, "{answer:?}");
}
