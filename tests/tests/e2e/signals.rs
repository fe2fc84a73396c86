//! Signals to the daemon itself.

use std::fs;
use std::time::Duration;

use nix::sys::signal::Signal;
use nix::sys::stat::Mode;
use nix::unistd::mkfifo;
use supervisor_tests::{Daemon, Proc, State, improves_on, wait};

const ONE: &str = "
    [program:web]
    command = {child} sleep
    stdout_logfile = {dir}/web.log
";

#[test]
fn p_103_term_int_and_quit_end_the_daemon_and_its_programs() {
    for signal in [Signal::SIGTERM, Signal::SIGINT, Signal::SIGQUIT] {
        let mut daemon = Daemon::start(ONE);
        let program = daemon.wait_running("web");

        daemon.signal(signal);
        let status = daemon.wait_exit();

        assert_eq!(status.code(), Some(0), "{signal}");
        assert!(!program.is_alive());
        daemon.wait_log(&format!("WARN received {signal} indicating exit request"));
        daemon.wait_log("waiting for web to die");
        daemon.wait_log("stopped: web (terminated by SIGTERM)");
        // P-108
        assert!(!daemon.sandbox().path("supervisor.sock").exists());
        assert!(!daemon.sandbox().path("supervisord.pid").exists());
    }
}

/// A daemon that reads a configuration file which never comes.
fn daemon_with_a_reading_that_hangs() -> Daemon {
    let daemon = Daemon::start(
        "
        [include]
        files = {dir}/conf.d/*.conf
        [program:web]
        command = {child} sleep
        ",
    );
    daemon.wait_running("web");
    let fifo = daemon.sandbox().write("conf.d/later.conf", "");
    fs::remove_file(&fifo).unwrap();
    mkfifo(&fifo, Mode::S_IRUSR).unwrap();

    daemon.signal(Signal::SIGHUP);
    daemon.wait_log("received SIGHUP indicating restart request");
    daemon
}

#[test]
fn p_103_a_reading_that_hangs_does_not_keep_the_daemon_from_ending() {
    improves_on!("W-4: it hangs with the reading");
    let mut daemon = daemon_with_a_reading_that_hangs();

    daemon.signal(Signal::SIGTERM);

    assert_eq!(daemon.wait_exit().code(), Some(0));
}

#[test]
fn x_25_a_reading_that_hangs_does_not_keep_logs_from_being_read() {
    improves_on!("W-4: it hangs with the reading");
    let daemon = daemon_with_a_reading_that_hangs();

    let log = daemon.call("supervisor.readLog", &[0.into(), 0.into()]);

    assert!(log.is_ok(), "{log:?}");
}

#[test]
fn p_104_hup_starts_over_with_the_new_configuration() {
    let daemon = Daemon::start(ONE);
    let first = daemon.wait_running("web");
    daemon.configure(
        "
        [program:web]
        command = {child} sleep
        [program:new]
        command = {child} sleep
        ",
    );

    daemon.signal(Signal::SIGHUP);
    first.wait_gone();

    daemon.wait_log("WARN received SIGHUP indicating restart request");
    let pid = daemon.process().0;
    wait::until_true("it has started twice", || {
        daemon.count_log(&format!("supervisord started with pid {pid}")) == 2
    });
    daemon.wait_ready();
    daemon.wait_running("new");
    assert_ne!(daemon.wait_running("web"), first);
}

#[test]
fn w_3_hup_with_a_broken_configuration_stops_nothing() {
    improves_on!("W-3: it stops everything and exits");
    let daemon = Daemon::start(ONE);
    let program = daemon.wait_running("web");
    daemon.configure("[program:web]\nautostart = perhaps\ncommand = true\n");

    daemon.signal(Signal::SIGHUP);

    let line = daemon.wait_log(" CRIT ");
    wait::until_true("the log says what is wrong", || {
        daemon
            .log()
            .contains("not a valid boolean value: 'perhaps'")
    });
    assert!(
        line.contains("SIGHUP") || daemon.log().contains("SIGHUP"),
        "{line}"
    );
    assert_eq!(Proc::from(&daemon.info("web")), program);
    assert!(program.is_alive());
}

#[test]
fn p_106_usr2_opens_the_logs_again() {
    let daemon = Daemon::start(
        "
        [program:web]
        command = {child} tick 20
        stdout_logfile = {dir}/web.log
        ",
    );
    daemon.wait_running("web");
    let path = |name: &str| daemon.sandbox().path(name);
    for name in ["web.log", "supervisord.log"] {
        fs::rename(path(name), path(&format!("{name}.moved"))).expect("a rename");
    }

    daemon.signal(Signal::SIGUSR2);

    daemon.wait_line("web.log", "tick");
    daemon.stop_process("web").expect("a stop");
    daemon.wait_line("supervisord.log", "stopped: web");
    let old = daemon.sandbox().read("supervisord.log.moved");
    assert!(old.contains("INFO received SIGUSR2 indicating log reopen request"));
    assert!(old.contains("INFO supervisord logreopen"));
}

#[test]
fn w_8_other_signals_are_ignored() {
    improves_on!("W-8: it dies and leaves its programs behind");
    let daemon = Daemon::start(ONE);
    daemon.wait_running("web");

    for signal in [Signal::SIGUSR1, Signal::SIGALRM, Signal::SIGPIPE] {
        daemon.signal(signal);
    }

    assert!(wait::holds_for(Duration::from_millis(200), || daemon
        .process()
        .is_alive()));
    assert_eq!(daemon.info("web").state, State::Running);
}

#[test]
fn p_104_hup_during_shutdown_is_ignored() {
    let mut daemon = stubborn();
    daemon.signal(Signal::SIGTERM);
    daemon.wait_log("waiting for web to die");

    daemon.signal(Signal::SIGHUP);

    daemon.wait_log("ignored SIGHUP indicating restart request (shutdown in progress)");
    assert_eq!(daemon.wait_exit().code(), Some(0));
}

#[test]
fn x_12_calls_during_shutdown_are_refused() {
    let mut daemon = stubborn();
    daemon.signal(Signal::SIGTERM);
    daemon.wait_log("waiting for web to die");

    let fault = daemon.call("supervisor.getPID", &[]).expect_err("a fault");

    assert_eq!((fault.number, fault.text.as_str()), (6, "SHUTDOWN_STATE"));
    daemon.wait_exit();
}

/// A daemon whose end takes two seconds.
fn stubborn() -> Daemon {
    let daemon = Daemon::start(
        "
        [program:web]
        command = {child} ignore-term sleep
        stopwaitsecs = 2
        ",
    );
    daemon.wait_running("web");
    daemon
}
