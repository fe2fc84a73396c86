//! The shell on a terminal: line editing, completion, history, Ctrl-C and Ctrl-D.
#![expect(clippy::expect_used, reason = "a test fails by panicking")]

mod daemon;

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;

use rexpect::session::PtySession;

use daemon::FakeDaemon;

const PROMPT: &str = "supervisor> ";

/// Starts a shell and waits until it has shown the status and asks for a line.
fn shell(daemon: &FakeDaemon) -> PtySession {
    let mut shell = start(daemon);
    shell.exp_string("grp:one").expect("the status");
    shell.exp_string(PROMPT).expect("a prompt");
    shell
}

fn start(daemon: &FakeDaemon) -> PtySession {
    let history = daemon.path("history");
    let command = format!(
        "env TERM=xterm {} -c {} -s {} -r {}",
        env!("CARGO_BIN_EXE_supervisorctl"),
        config(daemon).display(),
        daemon.url(),
        history.display()
    );
    rexpect::spawn(&command, Some(20_000)).expect("a shell")
}

fn config(daemon: &FakeDaemon) -> PathBuf {
    let path = daemon.path("supervisord.conf");
    fs::write(&path, "[supervisorctl]\n").expect("a configuration");
    path
}

fn type_keys(shell: &mut PtySession, keys: &str) {
    shell.send(keys).expect("keys are sent");
    shell.flush().expect("keys are sent");
}

fn leaves_with_success(mut shell: PtySession) {
    shell.exp_eof().expect("the shell ends");
    let status = format!("{:?}", shell.process().wait().expect("a status"));
    assert!(
        status.starts_with("Exited") && status.ends_with(", 0)"),
        "{status}"
    );
}

#[test]
fn t_16_ctrl_d_ends_the_shell_with_success() {
    let daemon = FakeDaemon::start();
    let mut shell = shell(&daemon);

    shell.send_control('d').expect("Ctrl-D");

    leaves_with_success(shell);
}

#[test]
fn t_16_ctrl_c_at_the_prompt_ends_the_shell_with_success() {
    let daemon = FakeDaemon::start();
    let mut shell = shell(&daemon);
    type_keys(&mut shell, "stat");

    shell.send_control('c').expect("Ctrl-C");

    leaves_with_success(shell);
}

#[test]
fn t_18_tab_completes_commands_and_adds_a_space() {
    let daemon = FakeDaemon::start();
    let mut shell = shell(&daemon);

    type_keys(&mut shell, "ver\tx\r");

    shell
        .exp_string("Error: version accepts no arguments")
        .expect("the completed command with an argument");
    shell.send_control('d').expect("Ctrl-D");
    leaves_with_success(shell);
}

#[test]
fn t_18_tab_completes_names_that_the_daemon_knows() {
    let daemon = FakeDaemon::start();
    let mut shell = shell(&daemon);

    type_keys(&mut shell, "stop grp:o\t\r");

    shell
        .exp_string("grp:one: stopped")
        .expect("the completed name");
}

#[test]
fn t_18_tab_twice_lists_what_is_possible() {
    let daemon = FakeDaemon::start();
    let mut shell = shell(&daemon);

    type_keys(&mut shell, "sta\t\t");

    shell.exp_regex("start +status").expect("the list");
}

#[test]
fn t_39_ctrl_c_ends_a_tail_and_not_the_shell() {
    let daemon = FakeDaemon::start();
    let mut shell = shell(&daemon);
    type_keys(&mut shell, "tail -f cat\r");
    shell
        .exp_string("==> Press Ctrl-C to exit <==")
        .expect("a greeting");
    shell.exp_string("from a log").expect("the log");

    shell.send_control('c').expect("Ctrl-C");

    shell.exp_string(PROMPT).expect("a prompt again");
    shell.send_control('d').expect("Ctrl-D");
    leaves_with_success(shell);
}

#[test]
fn w_64_one_ctrl_c_ends_the_foreground() {
    let daemon = FakeDaemon::start();
    let mut shell = shell(&daemon);
    type_keys(&mut shell, "fg cat\r");
    shell.exp_string("from a log").expect("the log");

    shell.send_control('c').expect("Ctrl-C");

    shell.exp_string("Exiting foreground").expect("a farewell");
    shell.exp_string(PROMPT).expect("a prompt again");
}

#[test]
fn t_41_a_process_that_dies_of_a_line_ends_the_foreground() {
    let daemon = FakeDaemon::start();
    let mut shell = shell(&daemon);
    type_keys(&mut shell, "fg cat\r");
    shell.exp_string("from a log").expect("the log");

    type_keys(&mut shell, "die\r");

    shell.exp_string("Process got killed").expect("the news");
    shell.exp_string("Exiting foreground").expect("a farewell");
    shell.exp_string(PROMPT).expect("a prompt again");
}

#[test]
fn t_19_confirmation_is_asked_on_the_terminal() {
    let daemon = FakeDaemon::start();
    let mut shell = shell(&daemon);

    type_keys(&mut shell, "reload\ryes\r");

    shell.exp_string("y/N? ").expect("the question");
    shell.exp_string("Restarted supervisord").expect("the deed");
}

#[test]
fn t_9_credentials_are_asked_until_they_are_right_and_the_password_is_not_shown() {
    let daemon = FakeDaemon::with_password();
    let mut shell = start(&daemon);
    for password in ["wrong", "secret"] {
        shell.exp_string("Username:").expect("a question");
        type_keys(&mut shell, "user\r");
        shell.exp_string("Password:").expect("a question");
        type_keys(&mut shell, &format!("{password}\r"));
    }

    let shown = shell.exp_string("grp:one").expect("the status");

    assert!(!shown.contains("secret"), "{shown}");
    shell.exp_string(PROMPT).expect("a prompt");
}

#[test]
fn t_17_w_66_history_is_kept_in_the_file_that_the_option_names() {
    let daemon = FakeDaemon::start();
    fs::write(daemon.path("history"), "version x\n").expect("an earlier history");
    fs::set_permissions(daemon.path("history"), fs::Permissions::from_mode(0o600))
        .expect("its mode");
    let mut shell = shell(&daemon);

    type_keys(&mut shell, "\u{1b}[A\r");
    shell
        .exp_string("Error: version accepts no arguments")
        .expect("the line from the history");
    type_keys(&mut shell, "exit\r");

    leaves_with_success(shell);
    let history = fs::read_to_string(daemon.path("history")).expect("a history");
    assert_eq!(history, "version x\nexit\n");
}
