//! Starting: in the background, beside another one, over what a dead one has left.

use std::fs;
use std::os::unix::net::UnixListener;
use std::path::Path;

use nix::sys::signal::Signal;
use supervisor_tests::{
    Daemon, Implementation, Proc, Ran, Sandbox, Setup, improves_on, is_root, require, run, wait,
};

const ONE: &str = "
    [program:web]
    command = {child} sleep
";

#[test]
fn p_101_a_daemonized_start_returns_when_the_sockets_are_bound() {
    let setup = Setup::new(ONE);

    let ran = setup.run();

    // Whoever starts the daemon may talk to it at once.
    assert!(setup.sandbox().path("supervisor.sock").exists());
    assert_eq!((ran.code, ran.stdout.as_str()), (Some(0), ""), "{ran:?}");
}

/// Also C-115 and C-123: the background is where `umask` and `directory` count.
#[test]
fn p_102_a_daemon_is_alone_in_its_session() {
    let setup = Setup::new(
        "
        [supervisord]
        directory = {dir}/home
        umask = 027
        [program:web]
        command = {child} sleep
        ",
    );
    let home = setup.sandbox().path("home");
    fs::create_dir(&home).expect("a directory");

    let daemon = setup.daemonize();

    let process = daemon.process();
    assert_eq!(process.session(), Some(process.0));
    assert_eq!(process.link("cwd").as_deref(), Some(home.as_path()));
    assert_eq!(process.status("Umask").as_deref(), Some("0027"));
    for descriptor in ["fd/0", "fd/1", "fd/2"] {
        assert_eq!(
            process.link(descriptor).as_deref(),
            Some(Path::new("/dev/null"))
        );
    }
    daemon.wait_log("INFO daemonizing the supervisord process");
    daemon.wait_log(&format!("INFO set current directory: '{}'", home.display()));
    daemon.wait_log(&format!("INFO supervisord started with pid {}", process.0));
    daemon.wait_running("web");
    assert_eq!(daemon.run_ctl(&["pid"]).ok(), format!("{}\n", process.0));
}

/// C-121: the directory was found to exist where the daemon was started.
#[test]
fn c_121_a_relative_childlogdir_is_meant_from_the_first_directory() {
    let setup = Setup::new(
        "
        [supervisord]
        directory = {dir}/home
        childlogdir = logs
        [program:web]
        command = {child} out hello sleep
        ",
    );
    let logs = setup.sandbox().path("logs");
    for directory in [&logs, &setup.sandbox().path("home")] {
        fs::create_dir(directory).expect("a directory");
    }

    let daemon = setup.daemonize();

    daemon.wait_running("web");
    let log = daemon.info("web").stdout_logfile;
    assert_eq!(Path::new(&log).parent(), Some(logs.as_path()));
}

/// C-184: what cannot be loaded is told, and everything else works.
#[test]
fn c_184_a_daemon_goes_on_without_a_foreign_interface() {
    improves_on!("C-184: the Python interface is loaded, or ends the start");
    let daemon = Daemon::start(
        "
        [rpcinterface:other]
        supervisor.rpcinterface_factory = nowhere.at.all:make
        key = value
        [program:web]
        command = {child} sleep
        ",
    );

    daemon.wait_running("web");

    daemon.wait_log("CRIT [rpcinterface:other] asks for the Python plugin 'nowhere.at.all:make'");
    let fault = daemon.call("other.method", &[]).expect_err("a fault");
    assert_eq!(fault.number, 1, "UNKNOWN_METHOD: {fault:?}");
}

#[test]
fn w_11_directory_and_umask_are_for_daemons_only() {
    let daemon = Daemon::start(
        "
        [supervisord]
        directory = /
        umask = 077
        ",
    );

    let process = daemon.process();
    assert_eq!(process.link("cwd").as_deref(), Some(daemon.sandbox().dir()));
    assert_eq!(
        process.status("Umask"),
        Proc(std::process::id().cast_signed()).status("Umask")
    );
}

#[test]
fn h_43_a_second_daemon_is_refused_while_one_runs() {
    let daemon = Daemon::start(ONE);
    let program = daemon.wait_running("web");
    let pidfile = daemon.sandbox().read("supervisord.pid");

    let ran = daemon.run_again();

    assert_usage_error(
        &ran,
        "Another program is already listening on a port that one of our HTTP servers is configured \
         to use.  Shut this program down first before starting supervisord.",
    );
    assert_eq!(Proc::from(&daemon.info("web")), program);
    assert_eq!(daemon.sandbox().read("supervisord.pid"), pidfile);
}

#[test]
fn h_40_a_socket_of_a_dead_daemon_is_replaced() {
    let mut first = Daemon::start(ONE);
    first.wait_running("web");
    first.signal(Signal::SIGKILL);
    first.wait_exit();
    assert!(first.sandbox().path("supervisor.sock").exists());
    assert!(first.sandbox().path("supervisord.pid").exists());

    let ran = first.run_again();

    assert_eq!(ran.code, Some(0), "{ran:?}");
    let pid = wait::until("the pidfile is new", || {
        let pid = first.sandbox().read("supervisord.pid");
        let pid = Proc(pid.trim().parse().ok()?);
        (pid != first.process()).then_some(pid)
    });
    assert_eq!(first.run_ctl(&["pid"]).ok(), format!("{}\n", pid.0));
}

#[test]
fn h_40_a_socket_that_nobody_listens_on_is_replaced() {
    let setup = Setup::new(ONE);
    drop(UnixListener::bind(setup.sandbox().path("supervisor.sock")).expect("a socket"));

    let daemon = setup.start();

    daemon.wait_running("web");
}

#[test]
fn w_10_a_file_in_the_place_of_the_socket_is_kept() {
    improves_on!("W-10: the file is deleted");
    let setup = Setup::new(ONE);
    let file = setup.sandbox().write("supervisor.sock", "precious");

    let ran = setup.run();

    assert_eq!(ran.code, Some(2), "{ran:?}");
    assert_eq!(fs::read_to_string(file).expect("the file"), "precious\n");
}

#[test]
fn c_114_an_old_pidfile_is_overwritten() {
    let setup = Setup::new(ONE);
    setup.sandbox().write("supervisord.pid", "999999999");

    let daemon = setup.start();

    let pid = format!("{}\n", daemon.process().0);
    wait::until_true("the pidfile is new", || {
        daemon.sandbox().read("supervisord.pid") == pid
    });
}

#[test]
fn c_3_a_broken_configuration_is_a_usage_error() {
    let setup = Setup::new("[program:web]\nautostart = true\n");
    let file = setup.sandbox().path("supervisord.conf");

    let ran = setup.run();

    assert_usage_error(
        &ran,
        &format!(
            "program section program:web does not specify a command in section 'program:web' \
             (file: '{}')",
            file.display()
        ),
    );
    assert!(!setup.sandbox().path("supervisor.sock").exists());
}

#[test]
fn c_60_a_line_that_is_no_setting_is_a_usage_error() {
    let setup = Setup::new("[program:web]\ncommand = true\nnonsense\n");

    let ran = setup.run();

    assert_eq!(ran.code, Some(2), "{ran:?}");
    assert!(
        ran.stderr
            .starts_with("Error: Source contains parsing errors: "),
        "{ran:?}"
    );
    assert!(ran.stderr.contains("'nonsense\\n'"), "{ran:?}");
}

#[test]
fn c_43_a_configuration_that_is_not_there_is_a_usage_error() {
    let setup = Setup::new(ONE);
    fs::remove_file(setup.sandbox().path("supervisord.conf")).expect("a file to remove");

    let ran = setup.run();

    let file = setup.sandbox().path("supervisord.conf");
    assert_usage_error(
        &ran,
        &format!("could not find config file {}", file.display()),
    );
}

fn assert_usage_error(ran: &Ran, message: &str) {
    let program = Implementation::under_test().supervisord();
    let help = format!("For help, use {} -h\n", program.display());
    assert_eq!(ran.stderr, format!("Error: {message}\n{help}"));
    assert_eq!((ran.code, ran.stdout.as_str()), (Some(2), ""));
}

#[test]
fn c_2_the_version_is_the_one_we_stand_in_for() {
    let supervisord = Implementation::under_test().supervisord();

    let ran = run(std::process::Command::new(supervisord).arg("-v"));

    assert_eq!(ran.ok(), "4.3.0\n");
}

#[test]
fn c_116_in_the_foreground_the_log_is_on_stdout_too() {
    let daemon = Daemon::start(ONE);
    daemon.wait_running("web");

    let line = daemon.wait_line("stdout", "spawned: 'web' with pid ");

    assert!(daemon.log().contains(&line));
}

#[test]
fn c_117_silent_keeps_stdout_empty() {
    let daemon = Setup::new(ONE).arg("-s").start();

    daemon.wait_running("web");

    daemon.wait_log("spawned: 'web' with pid ");
    assert_eq!(daemon.sandbox().read("stdout"), "");
}

#[test]
fn c_122_running_as_root_is_noted() {
    require!(is_root(), "needs root");

    let daemon = Daemon::start(ONE);

    let line = daemon.wait_log("CRIT Supervisor is running as root.");
    assert!(
        line.ends_with(
            "Supervisor is running as root.  Privileges were not dropped because no user is \
             specified in the config file.  If you intend to run as root, you can set user=root in \
             the config file to avoid this message."
        ),
        "{line}"
    );
}

#[test]
fn p_121_a_server_without_a_password_is_noted() {
    let daemon = Daemon::start(ONE);

    daemon.wait_log("INFO RPC interface 'supervisor' initialized");
    daemon.wait_log(
        "CRIT Server 'unix_http_server' running without any HTTP authentication checking",
    );
}

#[test]
fn c_6_root_is_warned_where_nobody_named_the_file() {
    require!(is_root(), "needs root");
    let sandbox = Sandbox::new();
    sandbox.write("supervisord.conf", "[supervisord]\nloglevel = none\n");
    let supervisord = Implementation::under_test().supervisord();

    let unnamed = run(&mut sandbox.command(&supervisord));
    let named = run(sandbox
        .command(&supervisord)
        .args(["-c", "supervisord.conf"]));

    let warning = "Supervisord is running as root and it is searching for its configuration file in \
                   default locations";
    assert!(unnamed.stderr.contains(warning), "{unnamed:?}");
    assert!(!named.stderr.contains(warning), "{named:?}");
    let complaint = "Error: bad logging level name 'none'\n";
    assert!(unnamed.stderr.contains(complaint), "{unnamed:?}");
}

#[test]
fn c_190_a_daemon_without_servers_runs_its_programs() {
    let configuration = "
        [supervisord]
        logfile = {dir}/supervisord.log
        pidfile = {dir}/supervisord.pid
        childlogdir = {dir}
        [program:web]
        command = {child} sleep
    ";
    let mut daemon = Setup::with_whole(Implementation::under_test(), configuration).launch();

    daemon.wait_log("success: web entered RUNNING state");

    assert!(!daemon.log().contains("RPC interface"), "{}", daemon.log());
    assert_eq!(daemon.shut_down().code(), Some(0));
}
