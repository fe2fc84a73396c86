//! `pidproxy` and `echo_supervisord_conf`, the companions of the two programs.

use std::ffi::OsStr;
use std::fs::File;
use std::process::{Child, Command};
use std::time::Duration;

use nix::sys::signal::Signal;
use supervisor_tests::{
    Daemon, Implementation, Proc, Ran, Sandbox, State, improves_on, run, text_of, wait,
};

#[test]
fn c_38_the_sample_is_printed_whatever_the_words_are() {
    let sandbox = Sandbox::new();
    let program = Implementation::under_test().program("echo_supervisord_conf");
    let print = |words: &[&str]| run(sandbox.command(&program).args(words)).ok();

    let sample = print(&[]);

    assert!(sample.contains("\n[supervisord]\n"), "{sample}");
    assert_eq!(print(&["--help", "x"]), sample);
    if Implementation::under_test() == Implementation::Ours {
        let root = concat!(env!("CARGO_MANIFEST_DIR"), "/..");
        assert_eq!(sample, text_of(format!("{root}/etc/supervisord.conf")));
    }
}

#[test]
fn c_39_signals_go_to_the_process_that_the_pidfile_names() {
    let daemon = supervise(
        "
        [program:real]
        command = {child} report-signals HUP,TERM out ready sleep
        stdout_logfile = {dir}/real.log
        [program:web]
        command = {pidproxy} {dir}/web.pid {child} ignore HUP,TERM out ready sleep
        stdout_logfile = {dir}/web.log
        ",
    );
    let real = daemon.wait_running("real");
    daemon.wait_running("web");
    daemon.wait_line("real.log", "ready");
    daemon.wait_line("web.log", "ready");
    daemon.sandbox().write("web.pid", &format!("{}\n", real.0));

    assert_eq!(
        daemon.run_ctl(&["signal", "HUP", "web"]).ok(),
        "web: signalled\n"
    );
    daemon.wait_line("real.log", "got SIGHUP");
    assert_eq!(daemon.run_ctl(&["stop", "web"]).ok(), "web: stopped\n");

    daemon.wait_line("real.log", "got SIGTERM");
    daemon.wait_log("stopped: web (exit status 0)");
    assert!(real.is_alive());
}

#[test]
fn c_39_a_command_that_goes_into_the_background_has_ended() {
    let daemon = supervise(
        "
        [program:away]
        command = {pidproxy} {dir}/away.pid {child} fork-away
        stdout_logfile = {dir}/away.log
        startsecs = 0
        autorestart = false
        ",
    );

    let ended = daemon.wait_state("away", State::Exited);

    assert_eq!(ended.exitstatus, 0);
    let line = daemon.wait_line("away.log", "went on as ");
    let daemonized = line.rsplit(' ').next().and_then(|pid| pid.parse().ok());
    assert!(Proc(daemonized.expect("a pid")).is_alive(), "{line}");
}

#[test]
fn c_39_the_status_of_the_command_does_not_matter() {
    let sandbox = Sandbox::new();
    let child = sandbox.copy_child();

    assert_eq!(
        proxy(&sandbox, child.as_os_str(), &["exit", "3"]).code,
        Some(0)
    );
    assert_eq!(proxy(&sandbox, child.as_os_str(), &["crash"]).code, Some(0));
}

#[test]
fn c_39_a_command_is_not_searched_for_and_its_absence_is_no_failure() {
    let sandbox = Sandbox::new();

    let ran = proxy(&sandbox, "sh".as_ref(), &["-c", "echo found"]);

    assert_eq!(ran.stdout, "");
    assert_eq!(ran.code, Some(0));
    sandbox.copy_child();
    let ran = proxy(&sandbox, "child".as_ref(), &["out", "here"]);
    assert_eq!(ran.ok(), "here\n");
}

#[test]
fn c_39_the_command_hears_all_signals() {
    let sandbox = Sandbox::new();
    let child = sandbox.copy_child();

    let ran = proxy(&sandbox, child.as_os_str(), &["print-status", "SigBlk"]);

    assert!(ran.stdout.contains("0000000000000000"), "{ran:?}");
}

#[test]
fn c_39_an_end_is_noticed_where_deaths_were_to_be_ignored() {
    let sandbox = Sandbox::new();
    let child = sandbox.copy_child();
    let program = Implementation::under_test().program("pidproxy");

    let ran = run(sandbox
        .command("env")
        .arg("--ignore-signal=CHLD")
        .args([program.as_os_str(), "pid".as_ref(), child.as_os_str()])
        .args(["exit", "3"]));

    assert_eq!(ran.code, Some(0));
}

#[test]
fn c_39_without_a_command_the_usage_is_printed() {
    let sandbox = Sandbox::new();
    let program = Implementation::under_test().program("pidproxy");

    for words in [&[][..], &["pid"][..]] {
        let ran = run(sandbox.command(&program).args(words));

        assert!(ran.stdout.contains("Usage: "), "{ran:?}");
        assert_eq!(ran.code, Some(1));
    }
}

#[test]
fn c_39_a_signal_without_a_readable_pidfile_is_dropped_with_a_complaint() {
    let sandbox = Sandbox::new();
    let mut running = Running::start(&sandbox);

    running.signal(Signal::SIGTERM);

    let complaint = format!("Can't read child pidfile {}!", pidfile(&sandbox));
    wait::until_true("the complaint", || sandbox.read("out").contains(&complaint));
    sandbox.write("pid", "no number\n");
    running.signal(Signal::SIGINT);
    wait::until_true("another complaint", || {
        sandbox.read("out").matches(&complaint).count() == 2
    });
    running.command.signal(Signal::SIGKILL);
    assert_eq!(running.wait_code(), Some(0));
}

#[test]
fn c_39_a_process_that_is_gone_cannot_be_stopped() {
    let sandbox = Sandbox::new();
    let mut running = Running::start(&sandbox);
    sandbox.write("pid", &format!("{}\n", nobody()));

    running.signal(Signal::SIGTERM);

    assert_eq!(running.wait_code(), Some(1));
    assert!(sandbox.read("err").contains("No such process"));
}

#[test]
fn c_39_a_signal_to_a_process_that_is_gone_ends_nothing() {
    improves_on!("FREE: it ends in a traceback");
    let sandbox = Sandbox::new();
    let mut running = Running::start(&sandbox);
    sandbox.write("pid", &format!("{}\n", nobody()));

    running.signal(Signal::SIGHUP);

    wait::until_true("a complaint", || {
        sandbox.read("err").contains("No such process")
    });
    running.command.signal(Signal::SIGKILL);
    assert_eq!(running.wait_code(), Some(0));
}

#[test]
fn c_39_the_end_of_the_command_is_noticed_at_once() {
    improves_on!("decision 24: it looks every five seconds");
    let sandbox = Sandbox::new();
    let mut running = Running::start(&sandbox);

    running.command.signal(Signal::SIGKILL);

    let ended = wait::within(Duration::from_secs(4), || running.child.try_wait().ok()?);
    assert!(ended.is_some_and(|status| status.success()), "{ended:?}");
}

#[test]
fn c_39_a_command_that_cannot_be_executed_is_named() {
    improves_on!("decision 24: nothing is said");
    let sandbox = Sandbox::new();

    let ran = proxy(&sandbox, "missing".as_ref(), &[]);

    assert_eq!(ran.stderr, "pidproxy: missing: No such file or directory\n");
    assert_eq!(ran.code, Some(0));
}

/// A `pidproxy` at work, with its output in the files `out` and `err`.
struct Running {
    child: Child,
    command: Proc,
}

impl Running {
    fn start(sandbox: &Sandbox) -> Self {
        let file = |name| File::create(sandbox.path(name)).expect("a file");
        let program = sandbox.copy_child();
        let child = pidproxy(sandbox)
            .args([program.as_os_str(), "sleep".as_ref()])
            // Python would keep back what it prints into a file.
            .env("PYTHONUNBUFFERED", "1")
            .stdout(file("out"))
            .stderr(file("err"))
            .spawn()
            .expect("pidproxy starts");
        let this = Proc(i32::try_from(child.id()).expect("pids are small"));
        let command = wait::until("the command runs", || {
            let is_command = |process: &Proc| process.link("exe").as_ref() == Some(&program);
            this.children().into_iter().find(is_command)
        });
        Self { child, command }
    }

    fn signal(&self, signal: Signal) {
        Proc(i32::try_from(self.child.id()).expect("pids are small")).signal(signal);
    }

    fn wait_code(&mut self) -> Option<i32> {
        let ended = wait::until("pidproxy ends", || self.child.try_wait().ok()?);
        ended.code()
    }
}

/// Runs a command under `pidproxy` to its end.
fn proxy(sandbox: &Sandbox, program: &OsStr, words: &[&str]) -> Ran {
    run(pidproxy(sandbox).arg(program).args(words))
}

fn pidproxy(sandbox: &Sandbox) -> Command {
    let mut command = sandbox.command(Implementation::under_test().program("pidproxy"));
    command.arg(pidfile(sandbox));
    command
}

fn pidfile(sandbox: &Sandbox) -> String {
    sandbox.path("pid").display().to_string()
}

fn supervise(configuration: &str) -> Daemon {
    let program = Implementation::under_test().program("pidproxy");
    let program = program.display().to_string();
    Daemon::start(&configuration.replace("{pidproxy}", &program))
}

/// The number of a process that was there and is not any more.
fn nobody() -> u32 {
    let mut child = Command::new("true").spawn().expect("a process");
    child.wait().expect("its end");
    child.id()
}
