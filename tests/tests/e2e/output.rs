//! What becomes of the output of programs.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Stdio;

use nix::sys::signal::Signal;
use supervisor_tests::{Daemon, Proc, Setup, State, improves_on, text_of, wait};

#[test]
fn c_149_stderr_is_merged_in_order() {
    let daemon = Daemon::start(
        "
        [program:mixed]
        command = {child} write-mixed 500 sleep
        redirect_stderr = true
        stdout_logfile = {dir}/mixed.log
        ",
    );

    daemon.wait_line("mixed.log", "line 500");

    let expected: Vec<_> = (1..=500).map(|number| format!("line {number}")).collect();
    assert_eq!(daemon.sandbox().lines("mixed.log"), expected);
    assert_eq!(daemon.info("mixed").stderr_logfile, "");
}

#[test]
fn c_150_stdout_and_stderr_have_a_log_each() {
    let daemon = Daemon::start(
        "
        [program:two]
        command = {child} out one err two sleep
        stdout_logfile = {dir}/out.log
        stderr_logfile = {dir}/err.log
        ",
    );

    daemon.wait_line("err.log", "two");

    assert_eq!(daemon.sandbox().read("out.log"), "one\n");
    assert_eq!(daemon.sandbox().read("err.log"), "two\n");
}

#[test]
fn c_165_none_means_no_log() {
    let daemon = Daemon::start(
        "
        [program:quiet]
        command = {child} flood 1000000 sleep
        startsecs = 0
        stdout_logfile = NONE
        stderr_logfile = none
        ",
    );
    daemon.wait_running("quiet");

    let info = daemon.info("quiet");

    assert_eq!(
        (info.stdout_logfile.as_str(), info.stderr_logfile.as_str()),
        ("", "")
    );
    let fault = daemon
        .call(
            "supervisor.readProcessStdoutLog",
            &["quiet".into(), 0.into(), 0.into()],
        )
        .expect_err("a fault");
    assert_eq!((fault.number, fault.text.as_str()), (20, "NO_FILE"));
}

#[test]
fn p_74_last_words_come_before_the_death() {
    let daemon = Daemon::start(
        "
        [program:dying]
        command = {child} write-lines 1000 exit 0
        startsecs = 0
        stdout_logfile = {dir}/dying.log
        ",
    );

    daemon.wait_log("exited: dying (exit status 0; expected)");

    assert_eq!(daemon.sandbox().lines("dying.log").len(), 1000);
    let log = daemon.log();
    let words = log
        .find("line 1000")
        .expect("P-95: output is in the debug log");
    assert!(words < log.find("exited: dying").expect("the death"));
}

#[test]
fn c_170_logs_rotate_and_lose_nothing() {
    let daemon = Daemon::start(
        "
        [program:ticker]
        command = {child} tick 1
        stdout_logfile = {dir}/ticker.log
        stdout_logfile_maxbytes = 2KB
        stdout_logfile_backups = 3
        ",
    );
    wait::until_true("three backups", || {
        daemon.sandbox().path("ticker.log.3").exists()
    });

    daemon.stop_process("ticker").expect("a stop");

    assert!(!daemon.sandbox().path("ticker.log.4").exists());
    let kept: String = ["ticker.log.3", "ticker.log.2", "ticker.log.1", "ticker.log"]
        .map(|name| daemon.sandbox().read(name))
        .concat();
    assert_consecutive(&kept);
    for backup in ["ticker.log.1", "ticker.log.2", "ticker.log.3"] {
        let size = daemon.sandbox().read(backup).len();
        assert!(size >= 2048, "{backup}: {size}");
    }
}

#[test]
fn c_170_without_backups_the_log_starts_anew() {
    let daemon = Daemon::start(
        "
        [program:ticker]
        command = {child} tick 1
        stdout_logfile = {dir}/ticker.log
        stdout_logfile_maxbytes = 1KB
        stdout_logfile_backups = 0
        ",
    );

    wait::until_true("the first ticks are gone", || {
        let log = daemon.sandbox().read("ticker.log");
        log.contains("tick ") && !log.starts_with("tick 1\n")
    });

    assert!(!daemon.sandbox().path("ticker.log.1").exists());
}

#[test]
fn c_171_maxbytes_0_means_no_rotation() {
    let daemon = Daemon::start(
        "
        [program:big]
        command = {child} flood 3000000 sleep
        stdout_logfile = {dir}/big.log
        stdout_logfile_maxbytes = 0
        ",
    );

    let log = daemon.sandbox().path("big.log");
    wait::until_true("all is written", || {
        fs::metadata(&log).is_ok_and(|file| file.len() == 3_000_000)
    });
}

#[test]
fn w_38_tail_f_goes_on_over_rotations() {
    improves_on!("W-38: the last bytes before a rotation are lost");
    let daemon = Daemon::start(
        "
        [program:ticker]
        command = {child} tick 2
        stdout_logfile = {dir}/ticker.log
        stdout_logfile_maxbytes = 4KB
        stdout_logfile_backups = 1
        ",
    );
    daemon.wait_running("ticker");
    let seen = daemon.sandbox().path("seen");
    let file = fs::File::create(&seen).expect("a file");
    let mut tail = daemon
        .ctl()
        .command(daemon.sandbox(), &["tail", "-f", "ticker"])
        .stdin(Stdio::null())
        .stdout(file)
        .spawn()
        .expect("supervisorctl");

    wait::until_true("three rotations have been seen", || {
        daemon.sandbox().lines("seen").len() > 2000
    });
    tail.kill().expect("a process to kill");
    tail.wait().expect("its end");

    let text = text_of(&seen);
    let (banner, ticks) = text.split_once('\n').expect("lines");
    assert_eq!(banner, "==> Press Ctrl-C to exit <==");
    // The stream begins and ends anywhere in a line (H-51).
    let (_, ticks) = ticks.split_once('\n').expect("lines");
    let (ticks, _) = ticks.rsplit_once('\n').expect("lines");
    assert_consecutive(ticks);
}

/// Every tick follows the one before: none is lost, doubled or torn.
fn assert_consecutive(text: &str) {
    let numbers: Vec<u64> = text
        .lines()
        .map(|line| {
            let number = line
                .strip_prefix("tick ")
                .and_then(|number| number.parse().ok());
            number.unwrap_or_else(|| panic!("torn line {line:?}"))
        })
        .collect();
    assert!(numbers.len() > 10, "{numbers:?}");
    for pair in numbers.windows(2) {
        assert_eq!(pair[0] + 1, pair[1]);
    }
}

#[test]
fn c_166_auto_logs_are_private_files_in_childlogdir() {
    let daemon = auto_logs();

    let path = daemon.info("web").stdout_logfile;

    let name = Path::new(&path)
        .file_name()
        .expect("a name")
        .to_string_lossy();
    let start = "web-stdout---mine-";
    let random = name
        .strip_prefix(start)
        .and_then(|rest| rest.strip_suffix(".log"));
    assert_eq!(random.map(str::len), Some(8), "{path}");
    assert_eq!(Path::new(&path).parent(), Some(daemon.sandbox().dir()));
    let mode = fs::metadata(&path).expect("the log").permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    daemon.wait_line(&name, "hello");
}

#[test]
fn c_167_the_next_start_deletes_old_auto_logs() {
    let mut daemon = auto_logs();
    let old = daemon.info("web").stdout_logfile;
    daemon
        .sandbox()
        .write("web-stdout---others-abcdefgh.log", "of another daemon");
    daemon.shut_down();
    assert!(Path::new(&old).exists());

    assert_eq!(daemon.run_again().code, Some(0));

    wait::until_true("the old log is gone", || !Path::new(&old).exists());
    let others = daemon.sandbox().path("web-stdout---others-abcdefgh.log");
    assert!(others.exists());
}

#[test]
fn c_120_nocleanup_keeps_old_auto_logs() {
    let mut daemon = auto_logs();
    let old = daemon.info("web").stdout_logfile;
    daemon.shut_down();
    daemon.configure(&format!("{AUTO}[supervisord]\nnocleanup = true\n"));

    assert_eq!(daemon.run_again().code, Some(0));

    daemon.wait_ready_again();
    assert!(Path::new(&old).exists());
}

const AUTO: &str = "[program:web]
command = {child} out hello sleep
startsecs = 0
[supervisord]
identifier = mine
";

fn auto_logs() -> Daemon {
    let daemon = Daemon::start(AUTO);
    daemon.wait_running("web");
    daemon
}

#[test]
fn c_168_a_log_that_cannot_be_opened_is_a_failed_start() {
    let setup = Setup::new(
        "
        [program:web]
        command = {child} sleep
        startretries = 0
        stdout_logfile = {dir}/folder
        ",
    );
    fs::create_dir(setup.sandbox().path("folder")).expect("a directory");

    let daemon = setup.start();

    let info = daemon.wait_state("web", State::Fatal);
    assert_eq!(
        info.spawnerr,
        "unknown error making dispatchers for 'web': EISDIR"
    );
    daemon.wait_log("INFO spawnerr: unknown error making dispatchers for 'web': EISDIR");
}

#[test]
fn c_175_ansi_sequences_are_stripped_where_asked() {
    let daemon = Daemon::start(
        "
        [supervisord]
        strip_ansi = true
        [program:colors]
        command = /bin/sh -c \"printf '\\033[31mred\\033[0m plain'; exec {child} sleep\"
        stdout_logfile = {dir}/colors.log
        ",
    );

    daemon.wait_line("colors.log", "plain");

    assert_eq!(daemon.sandbox().read("colors.log"), "red plain");
}

#[test]
fn x_47_a_cleared_log_is_empty_and_goes_on() {
    let daemon = Daemon::start(
        "
        [program:echo]
        command = {child} out before echo-stdin
        stdout_logfile = {dir}/echo.log
        ",
    );
    daemon.wait_running("echo");
    daemon.wait_line("echo.log", "before");

    assert_eq!(daemon.run_ctl(&["clear", "echo"]).ok(), "echo: cleared\n");

    assert_eq!(daemon.sandbox().read("echo.log"), "");
    daemon.send("echo", "after\n").expect("text sent");
    daemon.wait_line("echo.log", "heard after");
}

#[test]
fn p_41_a_grandchild_that_keeps_the_pipe_does_not_keep_the_program() {
    let daemon = Daemon::start(
        "
        [program:parent]
        command = {child} spawn-grandchild exit 0
        autorestart = false
        startsecs = 0
        stdout_logfile = {dir}/parent.log
        ",
    );

    daemon.wait_state("parent", State::Exited);

    let line = daemon.wait_line("parent.log", "grandchild ");
    let pid = line.rsplit(' ').next().and_then(|pid| pid.parse().ok());
    let grandchild = Proc(pid.expect("a pid"));
    assert!(grandchild.is_alive());
    grandchild.signal(Signal::SIGKILL);
}
