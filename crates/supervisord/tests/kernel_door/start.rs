//! What the daemon does to itself on its way up (C-114, C-118, C-119, C-122, P-102).

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use nix::sys::resource::{Resource, getrlimit, setrlimit};
use supervisor_api::{ExitStatus, Level};
use supervisor_core::Record;
use supervisord::daemonize::daemonize;
use supervisord::kernel::{IdentityError, become_subreaper};
use supervisord::pidfile::{Pidfile, started};
use supervisord::{limits, privileges};

use crate::support::{
    DIRECTORY, NOBODY, Nursery, alone, is_root, passes_alone, program, read_all, wait_for,
};

fn info(text: &str) -> Record {
    Record {
        level: Level::Info,
        text: text.into(),
    }
}

#[test]
fn c_122_root_without_a_user_is_warned() {
    if !is_root() {
        return;
    }

    let record = privileges::drop_to(None).unwrap().unwrap();

    assert_eq!(record.level, Level::Critical);
    assert_eq!(
        record.text,
        "Supervisor is running as root.  Privileges were not dropped because no user is specified \
         in the config file.  If you intend to run as root, you can set user=root in the config \
         file to avoid this message."
    );
}

#[test]
fn c_122_the_own_user_is_fine() {
    let uid = nix::unistd::getuid().as_raw();

    let record = privileges::drop_to(Some(uid)).unwrap();

    assert_eq!(
        record,
        Some(info(&format!("Set uid to user {uid} succeeded")))
    );
}

#[test]
fn c_122_another_user_is_taken_on_for_good() {
    if !is_root() {
        return;
    }
    passes_alone("alone_another_user_is_taken_on_for_good");
}

#[test]
#[ignore = "started by another test: it gives up being root"]
fn alone_another_user_is_taken_on_for_good() {
    let groups = supervisord::kernel::credentials(NOBODY)
        .unwrap()
        .unwrap()
        .groups;

    let record = privileges::drop_to(Some(NOBODY)).unwrap();

    assert_eq!(record, Some(info("Set uid to user 65534 succeeded")));
    let ids = nix::unistd::getresuid().unwrap();
    assert_eq!([ids.real, ids.effective, ids.saved], [NOBODY.into(); 3]);
    let now = nix::unistd::getgroups().unwrap();
    assert_eq!(
        now.into_iter().map(|gid| gid.as_raw()).collect::<Vec<_>>(),
        groups
    );
    assert_eq!(privileges::drop_to(Some(0)), Err(IdentityError::NotRoot));
    assert_eq!(privileges::drop_to(None), Ok(None));
}

#[test]
fn c_118_limits_are_raised_and_children_do_not_get_the_daemons_own() {
    passes_alone("alone_limits_are_raised_and_children_do_not_get_the_daemons_own");
}

#[test]
#[ignore = "started by another test: it changes the limits of the process"]
fn alone_limits_are_raised_and_children_do_not_get_the_daemons_own() {
    let (_, hard) = getrlimit(Resource::RLIMIT_NOFILE).unwrap();
    setrlimit(Resource::RLIMIT_NOFILE, 100, hard).unwrap();
    let (_, processes) = getrlimit(Resource::RLIMIT_NPROC).unwrap();
    setrlimit(Resource::RLIMIT_NPROC, processes.min(150), processes).unwrap();

    let settled = limits::settle(200, 160).unwrap();

    assert_eq!(
        settled.notes,
        [
            info("Increased RLIMIT_NOFILE limit to 200"),
            info("Increased RLIMIT_NPROC limit to 160")
        ]
    );
    assert_eq!((settled.children.soft, settled.children.hard), (200, hard));
    assert_eq!(getrlimit(Resource::RLIMIT_NOFILE), Ok((hard, hard)));
    let mut nursery = Nursery::new();
    nursery.inherited.descriptors = Some(settled.children);
    assert_eq!(nursery.run(&program("sh -c 'ulimit -n'")).stdout, "200\n");
    let life = nursery.run(&program("grep processes /proc/self/limits"));
    assert!(life.stdout.contains(" 160 "), "{}", life.stdout);
}

#[test]
fn c_118_enough_is_left_as_it_is() {
    passes_alone("alone_enough_is_left_as_it_is");
}

#[test]
#[ignore = "started by another test: it changes the limits of the process"]
fn alone_enough_is_left_as_it_is() {
    let (_, hard) = getrlimit(Resource::RLIMIT_NOFILE).unwrap();
    setrlimit(Resource::RLIMIT_NOFILE, 300, hard).unwrap();

    let settled = limits::settle(200, 0).unwrap();

    assert!(settled.notes.is_empty());
    assert_eq!(settled.children.soft, 300);
}

#[test]
fn c_118_and_c_119_a_limit_that_cannot_be_raised_is_told() {
    passes_alone("alone_a_limit_that_cannot_be_raised_is_told");
}

#[test]
#[ignore = "started by another test: it changes the limits of the process"]
fn alone_a_limit_that_cannot_be_raised_is_told() {
    setrlimit(Resource::RLIMIT_NOFILE, 100, 120).unwrap();
    setrlimit(Resource::RLIMIT_NPROC, 5000, 5000).unwrap();
    if nix::unistd::getuid().is_root() {
        privileges::drop_to(Some(NOBODY)).unwrap();
    }

    assert_eq!(
        limits::settle(121, 0).unwrap_err().to_string(),
        "The minimum number of file descriptors required to run this process is 121 as per the \
         \"minfds\" setting, but the environment allows 120 only. Lower minfds, or let the process \
         have more (ulimit -n, LimitNOFILE=)."
    );
    assert_eq!(
        limits::settle(120, 6000).unwrap_err().to_string(),
        "The minimum number of available processes required to run this program is 6000 as per \
         the \"minprocs\" setting, but the environment allows 5000 only. Lower minprocs, or let the \
         user have more (ulimit -u, LimitNPROC=)."
    );
}

#[test]
fn c_114_the_pidfile_has_our_pid_and_goes_at_the_end() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("s.pid");
    fs::write(&path, "an older and longer one\n").unwrap();

    let pidfile = Pidfile::write(path.to_str().unwrap()).unwrap();

    let pid = std::process::id();
    assert_eq!(fs::read_to_string(&path).unwrap(), format!("{pid}\n"));
    assert_eq!(fs::read_dir(directory.path()).unwrap().count(), 1);
    assert_eq!(
        started(),
        info(&format!("supervisord started with pid {pid}"))
    );
    pidfile.remove();
    assert!(!path.exists());
}

#[test]
fn c_114_a_pidfile_that_somebody_else_has_written_since_stays() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("s.pid");
    let pidfile = Pidfile::write(path.to_str().unwrap()).unwrap();
    fs::write(&path, "1\n").unwrap();

    pidfile.remove();

    assert_eq!(fs::read_to_string(&path).unwrap(), "1\n");
}

#[test]
fn w_28_devices_and_links_are_written_through() {
    let directory = tempfile::tempdir().unwrap();
    let target = directory.path().join("target");
    let link = directory.path().join("link");
    std::os::unix::fs::symlink(&target, &link).unwrap();

    Pidfile::write("/dev/null").unwrap().remove();
    Pidfile::write(link.to_str().unwrap()).unwrap();

    assert!(!fs::metadata("/dev/null").unwrap().is_file());
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    assert!(target.is_file());
}

/// Decision 19: only root or the daemon's own user can say that a pidfile is somewhere else.
#[test]
fn w_28_a_link_of_another_user_is_not_written_through() {
    if !is_root() {
        return;
    }
    let directory = tempfile::tempdir().unwrap();
    let precious = directory.path().join("precious");
    fs::write(&precious, "content").unwrap();
    let link = directory.path().join("s.pid");
    std::os::unix::fs::symlink(&precious, &link).unwrap();
    std::os::unix::fs::lchown(&link, Some(65534), None).unwrap();

    let error = Pidfile::write(link.to_str().unwrap()).unwrap_err();

    assert_eq!(error.record().level, Level::Critical);
    assert_eq!(fs::read_to_string(&precious).unwrap(), "content");
}

#[test]
fn w_28_a_link_in_the_way_of_the_temporary_file_leads_nowhere() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("s.pid");
    let precious = directory.path().join("precious");
    fs::write(&precious, "content").unwrap();
    let temporary = format!("{}.{}", path.display(), std::process::id());
    std::os::unix::fs::symlink(&precious, temporary).unwrap();

    Pidfile::write(path.to_str().unwrap()).unwrap();

    assert_eq!(fs::read_to_string(&precious).unwrap(), "content");
    assert!(fs::symlink_metadata(&path).unwrap().is_file());
}

#[test]
fn c_114_a_pidfile_that_cannot_be_written_is_told() {
    let error = Pidfile::write("/no/such/directory/s.pid").unwrap_err();

    let record = error.record();
    assert_eq!(record.level, Level::Critical);
    assert_eq!(
        record.text,
        "could not write pidfile /no/such/directory/s.pid"
    );
}

#[test]
fn c_114_the_pidfile_has_the_mode_that_the_umask_leaves() {
    passes_alone("alone_the_pidfile_has_the_mode_that_the_umask_leaves");
}

#[test]
#[ignore = "started by another test: it changes the umask"]
fn alone_the_pidfile_has_the_mode_that_the_umask_leaves() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("s.pid");
    nix::sys::stat::umask(nix::sys::stat::Mode::from_bits_truncate(0o27));

    Pidfile::write(path.to_str().unwrap()).unwrap();

    assert_eq!(
        fs::metadata(&path).unwrap().permissions().mode() & 0o777,
        0o640
    );
}

#[test]
fn p_102_the_daemon_leaves_the_foreground_when_it_is_ready() {
    let directory = tempfile::tempdir().unwrap();

    let output = alone("alone_background_with_report", directory.path());

    assert_eq!(output.status.code(), Some(0));
    // The starter left only after the report was complete.
    let report = fs::read_to_string(directory.path().join("report")).unwrap();
    let here = directory.path().display();
    let expected = [
        "leads its session: true".to_owned(),
        "differs from the starter: true".to_owned(),
        format!("directory: {here}"),
        "umask: 0027".to_owned(),
        "descriptors: /dev/null /dev/null /dev/null".to_owned(),
        "Info daemonizing the supervisord process".to_owned(),
        format!("Info set current directory: '{here}'"),
    ];
    assert_eq!(report.lines().collect::<Vec<_>>(), expected);
}

#[test]
#[ignore = "started by another test: it goes to the background"]
fn alone_background_with_report() {
    let directory = std::env::var(DIRECTORY).unwrap();
    let starter = std::process::id();
    let canonical = fs::canonicalize(&directory).unwrap();

    let daemon = daemonize(Some(canonical.to_str().unwrap()), 0o27).unwrap();

    let pid = nix::unistd::getpid();
    let umask = nix::sys::stat::umask(nix::sys::stat::Mode::empty()).bits();
    let links = [0, 1, 2].map(|fd| fs::read_link(format!("/proc/self/fd/{fd}")).unwrap());
    let links = links.map(|link| link.display().to_string()).join(" ");
    let mut report = format!(
        "leads its session: {}\ndiffers from the starter: {}\ndirectory: {}\numask: {umask:04o}\n\
         descriptors: {links}\n",
        nix::unistd::getsid(None) == Ok(pid),
        pid.as_raw().cast_unsigned() != starter,
        std::env::current_dir().unwrap().display(),
    );
    for note in &daemon.notes {
        report.push_str(&format!("{:?} {}\n", note.level, note.text));
    }
    fs::write("report", report).unwrap();
    daemon.release();
    supervisord::kernel::fork::exit_at_once(0);
}

#[test]
fn p_102_a_missing_directory_is_only_logged() {
    let directory = tempfile::tempdir().unwrap();

    let output = alone("alone_background_without_directory", directory.path());

    assert_eq!(output.status.code(), Some(0));
    let report = fs::read_to_string(directory.path().join("report")).unwrap();
    assert_eq!(
        report,
        "Critical can't chdir into '/no/such/directory': [Errno 2] No such file or directory: \
         '/no/such/directory'"
    );
}

#[test]
#[ignore = "started by another test: it goes to the background"]
fn alone_background_without_directory() {
    let directory = std::env::var(DIRECTORY).unwrap();

    let daemon = daemonize(Some("/no/such/directory"), 0o22).unwrap();

    let note = daemon.notes.last().unwrap();
    let report = format!("{:?} {}", note.level, note.text);
    fs::write(Path::new(&directory).join("report"), report).unwrap();
    daemon.release();
    supervisord::kernel::fork::exit_at_once(0);
}

#[test]
fn a_daemon_that_dies_on_its_way_up_is_told_by_the_starters_status() {
    let output = alone("alone_background_that_dies", Path::new("/"));

    assert_eq!(output.status.code(), Some(1));
}

#[test]
#[ignore = "started by another test: it goes to the background"]
fn alone_background_that_dies() {
    let _daemon = daemonize(None, 0o22).unwrap();

    supervisord::kernel::fork::exit_at_once(0);
}

#[test]
fn p_71_orphans_are_adopted_and_reaped() {
    passes_alone("alone_orphans_are_adopted_and_reaped");
}

#[test]
#[ignore = "started by another test: it adopts orphans"]
fn alone_orphans_are_adopted_and_reaped() {
    become_subreaper().unwrap();
    let mut nursery = Nursery::new();

    let script = "sh -c 'exec 3<&0; cat <&3 >/dev/null 2>&1 & echo $!'";
    let child = nursery.start(&nursery.plan(&program(script)).unwrap());
    let orphan: u32 = read_all(child.stdout).trim().parse().unwrap();
    assert_eq!(nursery.wait(child.pid), ExitStatus::Exited(0));

    drop(child.stdin);

    let status = wait_for("the orphan's death", || {
        let reaped = supervisord::kernel::reap::reap().unwrap()?;
        (reaped.pid.number() == orphan).then_some(reaped.status)
    });
    assert_eq!(status, ExitStatus::Exited(0));
}
