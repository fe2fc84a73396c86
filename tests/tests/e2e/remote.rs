//! Control over TCP, with a user name and a password.

use supervisor_tests::{Daemon, Ran, free_port, http_get};

/// The SHA-1 of `secret`.
const HASHED: &str = "{SHA}e5e9fa1ba31ecd1ae84f75caaa474f3a663f05f4";

#[test]
fn h_12_a_hashed_password_lets_in_who_knows_it() {
    let (daemon, port) = with_password(HASHED);

    let ran = ask(&daemon, port, &["-u", "me", "-p", "secret"]);

    assert!(
        ran.clone()
            .ok()
            .starts_with("web                              RUNNING   pid "),
        "{ran:?}"
    );
}

#[test]
fn t_8_a_wrong_password_is_refused() {
    let (daemon, port) = with_password("secret");

    for words in [&["-u", "me", "-p", "wrong"][..], &[]] {
        let ran = ask(&daemon, port, words);

        assert!(
            ran.stdout.starts_with("Server requires authentication\n"),
            "{ran:?}"
        );
        assert_eq!(ran.code, Some(1), "{ran:?}");
    }
    // H-10: nothing is served without a password.
    assert_eq!(http_get(port, "/"), None);
}

fn with_password(password: &str) -> (Daemon, u16) {
    let port = free_port();
    let daemon = Daemon::start(&format!(
        "
        [inet_http_server]
        port = 127.0.0.1:{port}
        username = me
        password = {password}
        [program:web]
        command = {{child}} sleep
        startsecs = 0
        "
    ));
    daemon.wait_running("web");
    (daemon, port)
}

fn ask(daemon: &Daemon, port: u16, credentials: &[&str]) -> Ran {
    let url = format!("http://127.0.0.1:{port}");
    let words: Vec<_> = ["-s", &url]
        .into_iter()
        .chain(credentials.iter().copied())
        .chain(["status", "web"])
        .collect();
    daemon.run_ctl(&words)
}
