//! The daemon as the first process of a PID namespace, with everything logged to its stdout.

use nix::sys::signal::Signal;
use supervisor_tests::{
    Daemon, Implementation, Proc, Setup, improves_on, is_root, require, tool, wait,
};

#[test]
fn w_15_logs_on_stdout_need_no_settings() {
    improves_on!("W-15: logs that cannot seek must not rotate");
    require!(
        is_root() && tool("unshare").is_some(),
        "needs root and unshare"
    );

    let daemon = container("{child} out hello err world sleep");

    daemon.wait_line("stdout", "hello");
    daemon.wait_line("stderr", "world");
    daemon.wait_line("stdout", "INFO supervisord started with pid 1");
    let output = daemon.sandbox().read("stdout") + &daemon.sandbox().read("stderr");
    for trouble in ["seek", "CRIT Server error", "ERRO", "Traceback"] {
        assert!(!output.contains(trouble), "{trouble}: {output}");
    }
}

#[test]
fn p_71_strangers_are_reaped() {
    require!(
        is_root() && tool("unshare").is_some(),
        "needs root and unshare"
    );
    let daemon = container("{child} spawn-grandchild exit 0");
    daemon.wait_line("stdout", "exited: web (exit status 0; expected)");
    let init = first_process(&daemon);
    let stranger = wait::until("the grandchild is adopted", || {
        init.children().into_iter().next()
    });

    stranger.signal(Signal::SIGKILL);

    wait::until_true("it is reaped", || stranger.parent().is_none());
    daemon.wait_line("stdout", "INFO reaped unknown pid ");
}

#[test]
fn p_103_term_ends_a_container_cleanly() {
    require!(
        is_root() && tool("unshare").is_some(),
        "needs root and unshare"
    );
    let mut daemon = container("{child} sleep");
    daemon.wait_line("stdout", "spawned: 'web'");

    first_process(&daemon).signal(Signal::SIGTERM);

    assert_eq!(daemon.wait_exit().code(), Some(0));
    daemon.wait_line("stdout", "stopped: web (terminated by SIGTERM)");
    assert_eq!(daemon.sandbox().processes(), []);
}

/// Runs one program as containers do: the daemon is process 1 and its stdout a pipe.
fn container(command: &str) -> Daemon {
    // The original needs to be told not to rotate these (W-15).
    let (main, child) = match Implementation::under_test() {
        Implementation::Ours => ("", ""),
        Implementation::Original => ("logfile_maxbytes = 0", "stdout_logfile_maxbytes = 0"),
    };
    let daemon = Setup::new(&format!(
        "
        [supervisord]
        {main}
        logfile = /dev/stdout
        loglevel = info
        silent = true
        [program:web]
        command = {command}
        autorestart = false
        startsecs = 0
        {child}
        stdout_logfile = /dev/stdout
        stderr_logfile = /dev/stderr
        stderr_logfile_maxbytes = 0
        "
    ))
    .wrapped_by(&["unshare", "--pid", "--fork", "--mount-proc"])
    .piped()
    .launch();
    daemon.wait_line("stdout", "spawned: 'web'");
    daemon
}

/// The daemon itself: `unshare` waits for it.
fn first_process(daemon: &Daemon) -> Proc {
    wait::until("the daemon is there", || {
        daemon.process().children().into_iter().next()
    })
}
