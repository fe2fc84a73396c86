//! Launches that fail, before and after the child exists (C-160..C-163, P-50..P-56).

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::sync::Arc;

use supervisor_api::{ExitStatus, ProcessConfig, Signal};
use supervisor_core::Scope;
use supervisord::kernel::{
    Identity, IdentityError, Launch, LaunchPlan, Pid, SpawnMode, Step, signals,
};

use crate::support::{
    Life, MODES, NOBODY, Nursery, is_root, outcome, passes_alone, program, read_all, wait_for,
    write,
};

/// Runs a program that cannot be executed, in both modes.
fn failures(config: &ProcessConfig) -> [Life; 2] {
    let mut nursery = Nursery::new();
    MODES.map(|mode| {
        let plan = nursery.plan(config).unwrap().with_mode(mode);
        let life = nursery.run_plan(&plan);
        assert_eq!(life.status, ExitStatus::Exited(127));
        assert_eq!(life.stdout, "");
        life
    })
}

#[test]
fn p_55_a_script_without_an_interpreter_line_is_enoexec() {
    let directory = tempfile::tempdir().unwrap();
    let script = directory.path().join("script");
    write(&script, "echo hello\n", 0o755);
    let shown = script.display();

    for life in failures(&program(&format!("{shown} argument"))) {
        let sentence = format!("supervisor: couldn't exec {shown}: ENOEXEC\n");
        assert_eq!(
            life.stderr,
            format!("{sentence}supervisor: child process was not spawned\n")
        );
        let failure = life.failure.unwrap();
        assert_eq!(
            (failure.step, failure.errno),
            (Step::Execute, libc::ENOEXEC)
        );
    }
}

#[test]
fn p_55_a_missing_interpreter_is_enoent_and_the_name_is_as_written() {
    let directory = tempfile::tempdir().unwrap();
    write(
        &directory.path().join("script"),
        "#!/no/such/interpreter\n",
        0o755,
    );
    let mut config = program("script");
    let path = directory.path().display().to_string();
    config.environment = Arc::new([("PATH".into(), path.into())].into());

    for life in failures(&config) {
        assert_eq!(
            life.stderr,
            "supervisor: couldn't exec script: ENOENT\nsupervisor: child process was not spawned\n"
        );
    }
}

#[test]
fn p_54_a_missing_directory_is_told_by_the_child() {
    let mut config = program("/bin/true");
    config.directory = Some("/no/such/directory".into());

    for life in failures(&config) {
        assert_eq!(
            life.stderr,
            "supervisor: couldn't chdir to /no/such/directory: ENOENT\n\
             supervisor: child process was not spawned\n"
        );
        assert_eq!(
            life.failure.map(|failure| failure.step),
            Some(Step::Directory)
        );
    }
}

/// A vfork child that waited for its pipe to be read would wait for us, who wait for it.
#[test]
fn p_54_a_complaint_fits_into_any_pipe() {
    let mut config = program("/bin/true");
    config.directory = Some(format!("/{}", "d".repeat(100_000)));

    for life in failures(&config) {
        assert!(life.stderr.len() <= 4096, "{}", life.stderr.len());
        assert!(
            life.stderr
                .ends_with("ddd...: ENAMETOOLONG\nsupervisor: child process was not spawned\n")
        );
    }
}

#[test]
fn p_53_a_refused_user_is_told_by_the_child() {
    let mut nursery = Nursery::new();
    let group = "herd".into();
    for (reason, text) in [
        (
            IdentityError::NotRoot,
            "Can't drop privilege as nonroot user",
        ),
        (IdentityError::NoSuchUser(4321), "Can't find uid 4321"),
    ] {
        let identity = Identity::Refused { uid: 4321, reason };
        let config = program("/bin/true");
        let plan = LaunchPlan::new(&nursery.inherited, &config, &group, None, identity).unwrap();
        assert_eq!(plan.mode(), SpawnMode::Vfork);

        let life = nursery.run_plan(&plan);

        assert_eq!(life.status, ExitStatus::Exited(127));
        assert_eq!(
            life.stderr,
            format!(
                "supervisor: couldn't setuid to 4321: {text}\n\
                 supervisor: child process was not spawned\n"
            )
        );
    }
}

#[test]
fn p_53_a_user_that_only_root_can_become_is_told_by_the_child() {
    if !is_root() {
        return;
    }
    passes_alone("alone_a_user_that_only_root_can_become_is_told_by_the_child");
}

#[test]
#[ignore = "started by another test: it gives up being root"]
fn alone_a_user_that_only_root_can_become_is_told_by_the_child() {
    let mut nursery = Nursery::new();
    let mut config = program("/bin/true");
    config.user = Some(0);
    let as_root = Identity::of(Some(NOBODY));
    supervisord::privileges::drop_to(Some(NOBODY)).unwrap();

    let life = nursery.run(&config);
    let group = "herd".into();
    let plan = LaunchPlan::new(&nursery.inherited, &config, &group, None, as_root).unwrap();
    let unable = nursery.run_plan(&plan);

    assert!(
        life.stderr.starts_with(
            "supervisor: couldn't setuid to 0: Can't drop privilege as nonroot user\n"
        )
    );
    assert!(unable.stderr.starts_with(
        "supervisor: couldn't setuid to 65534: Could not set groups of effective user\n"
    ));
    assert_eq!(
        unable.failure.map(|failure| failure.step),
        Some(Step::SetGroups)
    );
}

/// Between taking on the user and executing, the user may stop the child. Design: fork mode.
#[test]
fn a_user_who_stops_the_child_before_it_executes_does_not_stop_the_daemon() {
    if !is_root() {
        return;
    }
    let mut nursery = Nursery::new();
    let maze = tempfile::tempdir().unwrap();
    fs::set_permissions(maze.path(), Permissions::from_mode(0o755)).unwrap();
    let mut config = program("/bin/echo done");
    config.user = Some(NOBODY);
    config.directory = Some(slow_directory(maze.path()));
    let plan = nursery.plan(&config).unwrap();

    let stopped = wait_for("a child stopped in the window", || {
        let child = nursery.start(&plan);
        if stop_in_the_window(child.pid) {
            return Some(child);
        }
        signals::kill(child.pid, Signal::KILL, Scope::Process).unwrap();
        nursery.wait(child.pid);
        None
    });

    let Launch::Pending(mut report) = stopped.launch else {
        panic!("{:?}", stopped.launch);
    };
    let blocked = report.read().unwrap_err();
    assert_eq!(blocked.kind(), std::io::ErrorKind::WouldBlock);
    assert_eq!(nursery.run(&program("echo alive")).stdout, "alive\n");
    let held = fs::read_dir(format!("/proc/{}/fd", stopped.pid))
        .unwrap()
        .count();
    assert_eq!(held, 4, "the standard descriptors and the report");

    signals::kill(stopped.pid, Signal::new(libc::SIGCONT), Scope::Process).unwrap();
    assert_eq!(outcome(report), None);
    assert_eq!(read_all(stopped.stdout), "done\n");
    assert_eq!(nursery.wait(stopped.pid), ExitStatus::Exited(0));
}

/// Returns a way to a directory that takes the kernel a while to walk: links through long paths.
fn slow_directory(maze: &Path) -> String {
    let detour = "d/../".repeat(780);
    fs::create_dir(maze.join("d")).unwrap();
    std::os::unix::fs::symlink(".", maze.join("l0")).unwrap();
    for level in 1..38 {
        let target = format!("{detour}l{}", level - 1);
        std::os::unix::fs::symlink(target, maze.join(format!("l{level}"))).unwrap();
    }
    maze.join("l37").display().to_string()
}

/// Stops the child once it is its user; `false` if it has executed by then.
fn stop_in_the_window(pid: Pid) -> bool {
    let proc = format!("/proc/{pid}");
    let status = || fs::read_to_string(format!("{proc}/status")).unwrap();
    let as_its_user = format!("Uid:\t{NOBODY}\t");
    // The window is shorter than any pause.
    while !status().contains(&as_its_user) {
        std::hint::spin_loop();
    }
    signals::kill(pid, Signal::new(libc::SIGSTOP), Scope::Process).unwrap();
    wait_for("the child to stop", || {
        let status = status();
        (status.contains("State:\tT") || status.contains("State:\tZ")).then_some(())
    });
    fs::read_link(format!("{proc}/exe")).is_ok_and(|exe| exe == std::env::current_exe().unwrap())
}

#[test]
fn a_thousand_launches_leave_no_descriptor_and_no_zombie() {
    passes_alone("alone_a_thousand_launches_leave_no_descriptor_and_no_zombie");
}

#[test]
#[ignore = "started by another test: it counts the descriptors of the process"]
fn alone_a_thousand_launches_leave_no_descriptor_and_no_zombie() {
    let mut nursery = Nursery::new();
    let open = || fs::read_dir("/proc/self/fd").unwrap().count();
    let mut good = program("/bin/true");
    let mut bad = program("/bin/true");
    bad.directory = Some("/no/such/directory".into());
    if nix::unistd::geteuid().is_root() {
        good.user = Some(NOBODY);
    }
    let plans = [&good, &bad].map(|config| nursery.plan(config).unwrap());
    let before = open();

    for _ in 0..250 {
        for plan in &plans {
            for mode in MODES {
                nursery.run_plan(&plan.clone().with_mode(mode));
            }
        }
    }

    assert_eq!(open(), before);
    assert_eq!(supervisord::kernel::reap::reap(), Ok(None));
}

#[test]
fn p_51_running_out_of_descriptors_has_the_words_of_the_original() {
    let error = std::io::Error::from_raw_os_error(libc::EMFILE);
    let text = supervisord::kernel::fd::output_error("web", &error).to_string();
    assert_eq!(text, "too many open files to spawn 'web'");

    let error = std::io::Error::from_raw_os_error(libc::EACCES);
    let text = supervisord::kernel::fd::output_error("web", &error).to_string();
    assert_eq!(text, "unknown error making dispatchers for 'web': EACCES");
}

#[test]
fn p_52_a_full_process_table_has_the_words_of_the_original() {
    passes_alone("alone_a_full_process_table_has_the_words_of_the_original");
}

#[test]
#[ignore = "started by another test: it gives up being root"]
fn alone_a_full_process_table_has_the_words_of_the_original() {
    use nix::sys::resource::{Resource, setrlimit};
    let nursery = Nursery::new();
    let plan = nursery.plan(&program("/bin/true")).unwrap();
    let mut spawner = supervisord::kernel::Spawner::new().unwrap();
    setrlimit(Resource::RLIMIT_NPROC, 0, 0).unwrap();
    if nix::unistd::geteuid().is_root() {
        supervisord::privileges::drop_to(Some(NOBODY)).unwrap();
    }
    let null = fs::File::open("/dev/null").unwrap();
    let null = std::os::fd::AsFd::as_fd(&null);

    for mode in MODES {
        let stdio = supervisord::kernel::Stdio {
            stdin: null,
            stdout: null,
            stderr: null,
        };
        let error = spawner
            .spawn(&plan.clone().with_mode(mode), stdio)
            .unwrap_err();

        let text = "Too many processes in process table to spawn 'sheep'";
        assert_eq!(error.to_string(), text);
    }
}
