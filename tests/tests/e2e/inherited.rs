//! What a program is given: environment, descriptors, identity, directory, signals.

use std::os::unix::fs::chown;

use nix::sys::signal::Signal;
use supervisor_tests::{Daemon, Setup, State, improves_on, is_root, other_user, require, wait};

/// Also C-125: `[supervisord] environment` is for programs, and theirs wins.
#[test]
fn p_47_the_environment_comes_from_the_daemon_the_files_and_supervisor() {
    let daemon = Setup::new(
        "
        [supervisord]
        environment = FROM_DAEMON=\"a\",BOTH=\"daemon\"
        [group:group]
        programs = env
        [program:env]
        command = {child} print-env sleep
        environment = FROM_PROGRAM=\"%(ENV_OUTER)s\",BOTH=\"program\"
        stdout_logfile = {dir}/env.log
        ",
    )
    .env("OUTER", "outer value")
    .start();

    daemon.wait_line("env.log", "env end");

    let lines = daemon.sandbox().lines("env.log");
    let url = format!(
        "SUPERVISOR_SERVER_URL=unix://{}/supervisor.sock",
        daemon.sandbox().dir().display()
    );
    for variable in [
        "OUTER=outer value",
        "FROM_DAEMON=a",
        "FROM_PROGRAM=outer value",
        "BOTH=program",
        "SUPERVISOR_ENABLED=1",
        "SUPERVISOR_PROCESS_NAME=env",
        "SUPERVISOR_GROUP_NAME=group",
        &url,
    ] {
        assert!(
            lines.contains(&format!("env {variable}")),
            "{variable}: {lines:#?}"
        );
    }
}

#[test]
fn c_160_the_command_is_split_as_a_shell_would() {
    let daemon = Daemon::start(
        "
        [program:args]
        command = {child} print-args out 'two words' out \"a \\\"quote\\\"\" out b\\ c out $HOME sleep
        stdout_logfile = {dir}/args.log
        ",
    );

    daemon.wait_line("args.log", "$HOME");

    let lines = daemon.sandbox().lines("args.log");
    for argument in ["arg two words", "arg a \"quote\"", "arg b c", "arg $HOME"] {
        assert!(
            lines.iter().any(|line| line == argument),
            "{argument}: {lines:#?}"
        );
    }
}

#[test]
fn c_147_directory_and_umask_are_the_configured_ones() {
    let daemon = Daemon::start(
        "
        [program:place]
        command = {child} print-cwd print-status Umask sleep
        directory = /usr
        umask = 027
        stdout_logfile = {dir}/place.log
        ",
    );

    daemon.wait_line("place.log", "Umask: 0027");

    daemon.wait_line("place.log", "cwd /usr");
}

#[test]
fn p_54_a_directory_that_is_not_there_is_told_on_stderr() {
    let daemon = Daemon::start(
        "
        [program:place]
        command = {child} sleep
        directory = /not/there
        startretries = 0
        redirect_stderr = true
        stdout_logfile = {dir}/place.log
        ",
    );

    let info = daemon.wait_state("place", State::Fatal);

    let told = "supervisor: couldn't chdir to /not/there: ENOENT\n\
                supervisor: child process was not spawned\n";
    assert_eq!(daemon.sandbox().read("place.log"), told);
    assert_eq!(
        info.spawnerr,
        "Exited too quickly (process log may have details)"
    );
    daemon.wait_log("exited: place (exit status 127; not expected)");
}

/// P-56, P-122: decision 26.
#[test]
fn a_line_of_our_own_is_in_the_log() {
    improves_on!("decision 26: it says neither");
    let daemon = Daemon::start(
        "
        [program:place]
        command = {child} sleep
        directory = /not/there
        startretries = 0
        ",
    );

    daemon.wait_log("WARN launch failed: process=place step=chdir errno=ENOENT");
    daemon.wait_log("INFO supervisor-rs ");
}

#[test]
fn p_55_a_file_that_cannot_be_executed_is_told_on_stderr() {
    let setup = Setup::new(
        "
        [program:script]
        command = {dir}/script
        startretries = 0
        stderr_logfile = {dir}/script.log
        ",
    );
    let script = setup.sandbox().write("script", "#!/not/there");
    let mode = std::os::unix::fs::PermissionsExt::from_mode(0o755);
    std::fs::set_permissions(&script, mode).expect("its mode");

    let daemon = setup.start();

    daemon.wait_state("script", State::Fatal);
    let told = format!(
        "supervisor: couldn't exec {}: ENOENT\nsupervisor: child process was not spawned\n",
        script.display()
    );
    assert_eq!(daemon.sandbox().read("script.log"), told);
}

#[test]
fn p_45_a_program_has_three_descriptors_and_a_group_of_its_own() {
    let daemon = Daemon::start(
        "
        [program:one]
        command = {child} sleep
        [program:fds]
        command = {child} print-fds sleep
        stdout_logfile = {dir}/fds.log
        ",
    );
    daemon.wait_line("fds.log", "fd end");
    let process = daemon.wait_running("fds");

    let lines = daemon.sandbox().lines("fds.log");

    assert_eq!(lines.len(), 4, "{lines:#?}");
    for (number, line) in lines.iter().take(3).enumerate() {
        assert!(
            line.starts_with(&format!("fd {number} pipe:")),
            "{lines:#?}"
        );
    }
    assert_eq!(process.group(), Some(process.0));
    assert_eq!(process.session(), daemon.process().session());
}

#[test]
fn w_20_signals_have_their_default_dispositions() {
    improves_on!("W-20: SIGPIPE and SIGXFSZ are ignored");
    let daemon = Daemon::start(
        "
        [program:plain]
        command = /bin/sleep 1000
        ",
    );

    let process = daemon.wait_running("plain");

    for field in ["SigBlk", "SigIgn"] {
        let mask = process.status(field).expect("a mask");
        assert_eq!(mask.trim_start_matches('0'), "", "{field}");
    }
}

#[test]
fn x_49_stdin_is_an_open_pipe() {
    let daemon = Daemon::start(
        "
        [program:echo]
        command = {child} echo-stdin
        stdout_logfile = {dir}/echo.log
        ",
    );
    daemon.wait_running("echo");

    daemon
        .send("echo", "h\u{e9}llo <&>\nsecond\n")
        .expect("text sent");

    daemon.wait_line("echo.log", "heard second");
    let heard = "heard h\u{e9}llo <&>\nheard second\n";
    assert_eq!(daemon.sandbox().read("echo.log"), heard);
}

#[test]
fn x_49_a_stopped_program_hears_nothing() {
    let daemon = Daemon::start(
        "
        [program:echo]
        command = {child} echo-stdin
        autostart = false
        ",
    );

    let fault = daemon.send("echo", "hello").expect_err("a fault");

    assert_eq!(
        (fault.number, fault.text.as_str()),
        (70, "NOT_RUNNING: echo")
    );
}

#[test]
fn c_118_programs_get_the_descriptor_limit_that_minfds_asks_for() {
    let daemon = Setup::new(
        "
        [supervisord]
        minfds = 700
        [program:limits]
        command = {child} print-limit 'Max open files' sleep
        stdout_logfile = {dir}/limits.log
        ",
    )
    .wrapped_by(&[
        "/bin/sh",
        "-c",
        "ulimit -Sn 300; ulimit -Hn 4000; exec \"$0\" \"$@\"",
    ])
    .start();

    daemon.wait_line("limits.log", "Max open files 700 4000 files");
    daemon.wait_log("INFO Increased RLIMIT_NOFILE limit to 700");
}

#[test]
fn p_46_a_program_runs_as_its_user() {
    require!(is_root(), "needs root");
    let user = other_user();
    let setup = Setup::new(
        "
        [program:web]
        command = {dir}/child print-status Uid print-status Gid print-status Groups print-env sleep
        user = nobody
        directory = /
        stdout_logfile = {dir}/web.log
        ",
    )
    .env("HOME", "/the/home/of/root");
    setup.sandbox().copy_child();

    let daemon = setup.start();

    daemon.wait_line("web.log", "env end");
    let (uid, gid) = (user.uid, user.gid);
    daemon.wait_line("web.log", &format!("Uid: {uid} {uid} {uid} {uid}"));
    daemon.wait_line("web.log", &format!("Gid: {gid} {gid} {gid} {gid}"));
    daemon.wait_line("web.log", &format!("Groups: {gid}"));
    // W-23
    daemon.wait_line("web.log", "env HOME=/the/home/of/root");
    let root = daemon.process();
    assert_eq!(root.status("Uid").as_deref(), Some("0 0 0 0"));
}

#[test]
fn p_46_a_program_that_stops_itself_at_its_start_does_not_stop_the_daemon() {
    require!(is_root(), "needs root");
    let setup = Setup::new(
        "
        [program:frozen]
        command = {dir}/child stop-self sleep
        user = nobody
        startsecs = 0
        [program:other]
        command = {child} sleep
        startsecs = 0
        ",
    );
    setup.sandbox().copy_child();

    let daemon = setup.start();

    daemon.wait_running("frozen");
    daemon.wait_running("other");
}

#[test]
fn c_122_the_daemon_gives_up_root() {
    require!(is_root(), "needs root");
    let user = other_user();
    let setup = Setup::new(
        "
        [supervisord]
        user = nobody
        [program:web]
        command = {dir}/child sleep
        ",
    );
    setup.sandbox().copy_child();
    give_to_other_user(&setup);

    let daemon = setup.start();

    let uid = user.uid;
    daemon.wait_log(&format!("INFO Set uid to user {uid} succeeded"));
    let ids = format!("{uid} {uid} {uid} {uid}");
    let program = daemon.wait_running("web");
    assert_eq!(
        daemon.process().status("Uid").as_deref(),
        Some(ids.as_str())
    );
    assert_eq!(program.status("Uid").as_deref(), Some(ids.as_str()));
}

#[test]
fn c_122_p_104_a_restart_gives_up_root_too() {
    require!(is_root(), "needs root");
    let uid = other_user().uid;
    let setup = Setup::new("");
    give_to_other_user(&setup);
    let daemon = setup.start();
    assert_eq!(daemon.count_log("CRIT Supervisor is running as root."), 1);

    daemon.signal(Signal::SIGHUP);
    wait::until_true("it is said again", || {
        daemon.count_log("CRIT Supervisor is running as root.") == 2
    });
    daemon.wait_ready();
    let log = daemon.sandbox().path("supervisord.log");
    chown(log, Some(uid.as_raw()), None).expect("root may chown");
    daemon.configure("[supervisord]\nuser = nobody\n");
    daemon.signal(Signal::SIGHUP);

    daemon.wait_log(&format!("INFO Set uid to user {uid} succeeded"));
    daemon.wait_ready();
    let ids = format!("{uid} {uid} {uid} {uid}");
    assert_eq!(daemon.process().status("Uid"), Some(ids));
}

#[test]
fn c_122_who_is_not_root_cannot_become_another_user() {
    require!(is_root(), "needs root");
    require!(supervisor_tests::tool("setpriv").is_some(), "needs setpriv");
    let setup = Setup::new("[supervisord]\nuser = root\n").wrapped_by(&[
        "setpriv",
        "--reuid=nobody",
        "--clear-groups",
        "--",
    ]);
    give_to_other_user(&setup);

    let ran = setup.run();

    assert_eq!(ran.code, Some(2), "{ran:?}");
    assert!(
        ran.stderr
            .starts_with("Error: Can't drop privilege as nonroot user\n"),
        "{ran:?}"
    );
}

#[test]
fn p_46_who_is_not_root_cannot_start_programs_of_another_user() {
    require!(is_root(), "needs root");
    require!(supervisor_tests::tool("setpriv").is_some(), "needs setpriv");
    let setup = Setup::new(
        "
        [program:web]
        command = {dir}/child sleep
        user = root
        startretries = 0
        redirect_stderr = true
        stdout_logfile = {dir}/web.log
        ",
    )
    .wrapped_by(&["setpriv", "--reuid=nobody", "--clear-groups", "--"]);
    setup.sandbox().copy_child();
    give_to_other_user(&setup);

    let daemon = setup.start();

    daemon.wait_state("web", State::Fatal);
    wait::until_true("the reason is in the log of the program", || {
        daemon.sandbox().read("web.log")
            == "supervisor: couldn't setuid to 0: Can't drop privilege as nonroot user\n\
                supervisor: child process was not spawned\n"
    });
}

fn give_to_other_user(setup: &Setup) {
    let user = other_user();
    let (uid, gid) = (user.uid.as_raw(), user.gid.as_raw());
    chown(setup.sandbox().dir(), Some(uid), Some(gid)).expect("root may chown");
}
