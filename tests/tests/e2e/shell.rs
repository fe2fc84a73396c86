//! The shell of `supervisorctl`, at a terminal.

use std::fs;

use rexpect::session::{PtySession, spawn_command};
use supervisor_tests::{Daemon, improves_on};

const KEYS: &str = "
    [program:web]
    command = {child} out hello sleep
    startsecs = 0
    [program:worker]
    command = {child} sleep
    startsecs = 0
    [supervisorctl]
    history_file = {dir}/history
    prompt = daemon
";

#[test]
fn t_15_the_shell_shows_the_status_and_obeys() {
    let daemon = running();
    let mut shell = shell(&daemon);

    shell
        .exp_string("web                              RUNNING   pid ")
        .expect("the status");
    shell.exp_string("daemon> ").expect("a prompt");
    shell.send_line("stop worker").expect("typing");
    shell.exp_string("worker: stopped").expect("an answer");
    shell.exp_string("daemon> ").expect("a prompt");
    shell.send_line("quit").expect("typing");

    shell.exp_eof().expect("the end");
}

#[test]
fn t_18_tab_completes_commands_and_processes() {
    improves_on!("a terminal that Python's readline may not be there for");
    let daemon = running();
    let mut shell = shell(&daemon);
    shell.exp_string("daemon> ").expect("a prompt");

    shell.send("stat\tweb\n").expect("typing");
    shell
        .exp_string("web                              RUNNING   pid ")
        .expect("the status");
    shell.exp_string("daemon> ").expect("a prompt");
    shell.send("pid wor\t\n").expect("typing");

    shell.exp_regex("[0-9]+\r\n").expect("a pid");
}

#[test]
fn t_16_control_d_leaves_and_the_history_is_kept() {
    let daemon = running();
    let mut shell = shell(&daemon);
    shell.exp_string("daemon> ").expect("a prompt");
    shell.send_line("pid web").expect("typing");
    shell.exp_string("daemon> ").expect("a prompt");

    shell.send_control('d').expect("typing");
    shell.exp_eof().expect("the end");

    let history = daemon.sandbox().read("history");
    assert!(history.lines().any(|line| line == "pid web"), "{history:?}");
    let mode = fs::metadata(daemon.sandbox().path("history"))
        .expect("the history")
        .permissions();
    assert_eq!(
        std::os::unix::fs::PermissionsExt::mode(&mode) & 0o777,
        0o600
    );
}

#[test]
fn t_39_control_c_ends_a_tail_but_not_the_shell() {
    let daemon = running();
    let mut shell = shell(&daemon);
    shell.exp_string("daemon> ").expect("a prompt");

    shell.send_line("tail -f web").expect("typing");
    shell
        .exp_string("==> Press Ctrl-C to exit <==")
        .expect("a banner");
    shell.exp_string("hello").expect("the log");
    shell.send_control('c').expect("typing");

    shell.exp_string("daemon> ").expect("a prompt");
    shell.send_line("exit").expect("typing");
    shell.exp_eof().expect("the end");
}

#[test]
fn t_41_a_process_that_is_gone_ends_the_foreground_at_the_next_line() {
    let daemon = running();
    let mut shell = shell(&daemon);
    shell.exp_string("daemon> ").expect("a prompt");
    shell.send_line("fg web").expect("typing");
    shell
        .exp_string("==> Press Ctrl-C to exit <==")
        .expect("a banner");
    shell.exp_string("hello").expect("the log");

    assert_eq!(daemon.run_ctl(&["stop", "web"]).ok(), "web: stopped\n");
    shell.send_line("anybody there?").expect("typing");

    shell.exp_string("Process got killed").expect("an answer");
    shell.exp_string("Exiting foreground").expect("a farewell");
}

fn running() -> Daemon {
    let daemon = Daemon::start(KEYS);
    daemon.wait_running("web");
    daemon.wait_running("worker");
    daemon
}

fn shell(daemon: &Daemon) -> PtySession {
    let mut command = daemon.ctl().command::<&str>(daemon.sandbox(), &[]);
    command.env("TERM", "xterm");
    spawn_command(command, Some(20_000)).expect("a terminal")
}
