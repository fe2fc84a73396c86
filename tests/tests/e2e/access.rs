//! Roles of users of the machine and of users with passwords (docs/access.md).

use std::fs;

use supervisor_tests::{
    Daemon, Implementation, Ran, free_port, improves_on, is_root, other_user, require, run,
};

/// `name role {SHA256}..` of `secret`.
const BOB: &str =
    "bob view {SHA256}2bb80d537b1da3e38bd30361aa855686bde0eacd7162fef6a25fe97bf527a25b";

/// A daemon with a socket that everybody can open, and these lines in `[http_access]`.
fn daemon_with(access: &str) -> Daemon {
    let daemon = Daemon::start(&format!(
        "
        [unix_http_server:open]
        file = {{dir}}/open.sock
        chmod = 0777
        [program:web]
        command = {{child}} sleep
        startsecs = 0
        [http_access]
        {access}
        "
    ));
    daemon.wait_running("web");
    // Where it was built other users may not come.
    let copy = daemon.sandbox().path("supervisorctl");
    fs::copy(Implementation::under_test().supervisorctl(), copy).unwrap();
    daemon
}

/// Runs `supervisorctl` as `nobody` who is in one further group.
fn as_nobody(daemon: &Daemon, group: u32, words: &[&str]) -> Ran {
    let nobody = other_user();
    let mut command = daemon.sandbox().command("setpriv");
    command
        .arg(format!("--reuid={}", nobody.uid))
        .arg(format!("--regid={}", nobody.gid))
        .arg(format!("--groups={group}"))
        .arg(daemon.sandbox().path("supervisorctl"))
        .args(["-s", &daemon.sandbox().fill("unix://{dir}/open.sock")])
        .args(words);
    run(&mut command)
}

#[test]
fn a_user_who_may_look_can_see_the_state_and_stop_nothing() {
    improves_on!("H-13: no rights of single users");
    require!(is_root(), "needs root");
    let daemon = daemon_with("unix_users = nobody view");

    let seen = as_nobody(&daemon, 0, &["status", "web"]);
    let refused = as_nobody(&daemon, 0, &["stop", "web"]);

    assert!(seen.clone().ok().starts_with("web "), "{seen:?}");
    assert!(
        refused.stdout.contains("needs the role operate"),
        "{refused:?}"
    );
    daemon.wait_running("web");
}

#[test]
fn a_group_that_the_client_is_in_gives_its_role() {
    improves_on!("H-13: no rights of single users");
    require!(is_root(), "needs root");
    let daemon = daemon_with("unix_groups = adm operate");
    let adm = nix::unistd::Group::from_name("adm").unwrap().unwrap().gid;

    let stopped = as_nobody(&daemon, adm.as_raw(), &["stop", "web"]);
    let refused = as_nobody(&daemon, adm.as_raw(), &["shutdown"]);

    assert_eq!(stopped.ok(), "web: stopped\n");
    assert!(
        refused.stdout.contains("needs the role admin"),
        "{refused:?}"
    );
    daemon.wait_ready();
}

#[test]
fn who_is_not_named_is_shut_out_when_somebody_is() {
    improves_on!("H-13: no rights of single users");
    require!(is_root(), "needs root");
    let daemon = daemon_with("unix_users = daemon view");

    let refused = as_nobody(&daemon, 65_533, &["status"]);
    let by_root = daemon.run_ctl(&["status", "web"]);

    assert!(refused.stdout.contains("403"), "{refused:?}");
    assert!(by_root.ok().starts_with("web "));
}

#[test]
fn an_action_is_logged_with_user_and_role() {
    improves_on!("H-13: no rights of single users");
    let port = free_port();
    let daemon = Daemon::start(&format!(
        "
        [inet_http_server]
        port = 127.0.0.1:{port}
        [program:web]
        command = {{child}} sleep
        startsecs = 0
        [http_access]
        users =
            {BOB}
            alice operate secret
        "
    ));
    daemon.wait_running("web");
    let url = format!("http://127.0.0.1:{port}");
    let ask = |user: &str, words: &[&str]| {
        let login = ["-s", &url, "-u", user, "-p", "secret"];
        daemon.run_ctl(&[&login[..], words].concat())
    };

    let bob = ask("bob", &["stop", "web"]);
    let alice = ask("alice", &["stop", "web"]);
    let nobody = daemon.run_ctl(&["-s", &url, "status"]);
    let carol = ask("carol", &["status"]);
    let by_socket = daemon.run_ctl(&["start", "web"]);

    assert!(bob.stdout.contains("needs the role operate"), "{bob:?}");
    assert_eq!(alice.ok(), "web: stopped\n");
    for ran in [nobody, carol] {
        assert!(
            ran.stdout.starts_with("Server requires authentication"),
            "{ran:?}"
        );
    }
    assert_eq!(by_socket.ok(), "web: started\n");
    daemon.wait_log("INFO action=stop target=web wait=true by=tcp peer=127.0.0.1:");
    daemon.wait_log(" user=alice role=operate");
    let uid = nix::unistd::getuid();
    daemon.wait_log(&format!(
        "INFO action=start target=web wait=true by=unix uid={uid} pid="
    ));
    daemon.wait_log("WARN a login has failed: by=tcp peer=127.0.0.1:");
    assert!(
        !daemon
            .log()
            .contains("Server 'inet_http_server' running without")
    );
}
