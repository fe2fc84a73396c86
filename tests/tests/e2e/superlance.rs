//! The listeners of superlance, as they are.

use supervisor_tests::{Daemon, Proc, Setup, free_port, oracle, require};

/// A mail program that keeps what it is given.
const MAIL: &str = "
    #!/bin/sh
    exec cat >> {dir}/mail
";

/// Starts a daemon with a program of superlance as the listener.
fn with_listener(program: &str, arguments: &str, events: &str, more: &str) -> Daemon {
    let program = oracle(program).expect("superlance");
    let setup = Setup::new(&format!(
        "
        [eventlistener:lance]
        command = {} {arguments}
        events = {events}
        buffer_size = 100
        startsecs = 0
        stderr_logfile = {{dir}}/lance.log
        {more}
        ",
        program.display()
    ));
    setup.sandbox().write("mail.sh", MAIL.trim_start());
    setup.start()
}

#[test]
fn crashmail_writes_about_a_crash() {
    require!(oracle("crashmail").is_some(), "needs superlance");
    let daemon = with_listener(
        "crashmail",
        "-a -o here -m me@example.org -s 'sh {dir}/mail.sh'",
        "PROCESS_STATE_EXITED",
        "
        [program:web]
        command = {child} wait 1100 exit 7
        autorestart = false
        ",
    );

    daemon.wait_line("mail", "Subject: here: web crashed at ");
    daemon.wait_line("mail", "Process web in group web exited unexpectedly");
}

#[test]
fn memmon_restarts_a_program_that_is_too_big() {
    require!(oracle("memmon").is_some(), "needs superlance");
    let daemon = with_listener(
        "memmon",
        "-p web=1KB -m me@example.org -s 'sh {dir}/mail.sh'",
        "TICK_5",
        "
        [program:web]
        command = {child} sleep
        startsecs = 0
        ",
    );
    let first: Proc = daemon.wait_running("web");

    daemon.wait_successor("web", first);

    daemon.wait_line("mail", "memmon.py restarted the process named web");
}

#[test]
fn httpok_restarts_a_program_that_does_not_answer() {
    require!(oracle("httpok").is_some(), "needs superlance");
    let daemon = with_listener(
        "httpok",
        &format!("-p web -t 1 http://127.0.0.1:{}/", free_port()),
        "TICK_5",
        "
        [program:web]
        command = {child} sleep
        startsecs = 0
        ",
    );
    let first = daemon.wait_running("web");

    daemon.wait_successor("web", first);
}

#[test]
fn crashmailbatch_collects_crashes() {
    require!(oracle("crashmailbatch").is_some(), "needs superlance");
    let daemon = with_listener(
        "crashmailbatch",
        "-i 0.05 -e TICK_5 -t you@example.org -f me@example.org -H 127.0.0.1",
        "PROCESS_STATE,TICK_5",
        "
        [program:web]
        command = {child} wait 1100 exit 7
        autorestart = false
        ",
    );

    daemon.wait_line("lance.log", "Sending notification email:");
    daemon.wait_line("lance.log", "Process web:web");
}

#[test]
fn fatalmailbatch_collects_programs_that_cannot_start() {
    require!(oracle("fatalmailbatch").is_some(), "needs superlance");
    let daemon = with_listener(
        "fatalmailbatch",
        "-i 0.05 -e TICK_5 -t you@example.org -f me@example.org -H 127.0.0.1",
        "PROCESS_STATE,TICK_5",
        "
        [program:web]
        command = {child} exit 7
        startretries = 0
        ",
    );

    daemon.wait_line("lance.log", "Sending notification email:");
    daemon.wait_line("lance.log", "Process web:web failed to start");
}
