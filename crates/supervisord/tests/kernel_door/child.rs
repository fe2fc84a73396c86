//! What a child has and is when it runs its program (P-45..P-49, C-146..C-148).

use std::collections::BTreeSet;
use std::fs;
use std::sync::Arc;

use nix::sys::signal::SigSet;
use supervisor_api::config::ServerUrl;
use supervisord::kernel::{DescriptorLimit, signals};

use crate::support::{MODES, Nursery, field, program};

#[test]
fn w_20_signals_are_at_their_defaults_and_none_is_blocked() {
    let mut nursery = Nursery::new();
    signals::settle().unwrap();
    SigSet::all().thread_block().unwrap();

    for mode in MODES {
        let plan = nursery.plan(&program("cat /proc/self/status")).unwrap();
        let life = nursery.run_plan(&plan.with_mode(mode));

        for name in ["SigBlk", "SigIgn", "SigCgt", "SigPnd", "ShdPnd"] {
            assert_eq!(
                field(&life.stdout, name),
                "0000000000000000",
                "{name} {mode:?}"
            );
        }
    }
    assert!(
        SigSet::thread_get_mask()
            .unwrap()
            .contains(nix::sys::signal::SIGTERM)
    );
}

#[test]
fn p_45_a_child_leads_a_group_but_no_session() {
    let mut nursery = Nursery::new();

    for mode in MODES {
        let plan = nursery.plan(&program("cat /proc/self/stat")).unwrap();
        let child = nursery.start(&plan.with_mode(mode));
        let pid = child.pid.to_string();
        let life = nursery.finish(child);

        let fields: Vec<_> = life.stdout.split(' ').collect();
        let session = nix::unistd::getsid(None).unwrap().to_string();
        assert_eq!((fields[0], fields[4], fields[5]), (&*pid, &*pid, &*session));
    }
}

#[test]
fn p_47_the_environment_is_the_daemons_with_our_variables_over_it() {
    let mut nursery = Nursery::new();
    nursery.inherited.environment = vec![
        ("PATH".into(), "/bin".into()),
        ("A".into(), "daemon".into()),
        (
            "LATIN1".into(),
            std::os::unix::ffi::OsStringExt::from_vec(vec![b'x']),
        ),
    ];
    let mut config = program("/usr/bin/env");
    config.environment = Arc::new([("A".into(), "program = é".into())].into());

    let life = nursery.run(&config);

    let variables: BTreeSet<_> = life.stdout.lines().collect();
    let expected = [
        "A=program = é",
        "LATIN1=x",
        "PATH=/bin",
        "SUPERVISOR_ENABLED=1",
        "SUPERVISOR_GROUP_NAME=herd",
        "SUPERVISOR_PROCESS_NAME=sheep",
        "SUPERVISOR_SERVER_URL=unix:///tmp/supervisor.sock",
    ];
    assert_eq!(variables, BTreeSet::from(expected));
}

#[test]
fn c_157_a_given_server_url_replaces_the_computed_one_and_an_empty_one_unsets_it() {
    let mut nursery = Nursery::new();
    nursery.inherited.environment.clear();
    let mut config = program("/bin/sh -c 'echo $SUPERVISOR_SERVER_URL.'");

    for (url, shown) in [("http://h:1", "http://h:1.\n"), ("", ".\n")] {
        config.serverurl = ServerUrl::Given(url.into());
        assert_eq!(nursery.run(&config).stdout, shown);
    }
}

#[test]
fn c_160_arguments_arrive_as_split_and_the_first_as_written() {
    let mut nursery = Nursery::new();

    let life = nursery.run(&program(
        r#"sh -c 'printf "%s|" "$0" "$@"' name "a b" "" '\'"#,
    ));

    assert_eq!(life.stdout, r"name|a b||\|");
    let life = nursery.run(&program("cat /proc/self/cmdline"));
    assert_eq!(life.stdout, "cat\0/proc/self/cmdline\0");
}

#[test]
fn c_147_and_c_148_directory_and_umask_are_the_programs() {
    let mut nursery = Nursery::new();
    let directory = tempfile::tempdir().unwrap();
    let path = directory
        .path()
        .canonicalize()
        .unwrap()
        .display()
        .to_string();
    let mut config = program("sh -c 'pwd -P; umask'");
    config.directory = Some(path.clone());
    config.umask = Some(0o27);

    let life = nursery.run(&config);

    assert_eq!(life.stdout, format!("{path}\n0027\n"));
}

#[test]
fn c_148_without_umask_the_daemons_is_inherited() {
    let mut nursery = Nursery::new();
    let ours = fs::read_to_string("/proc/self/status").unwrap();

    let life = nursery.run(&program("cat /proc/self/status"));

    assert_eq!(field(&life.stdout, "Umask"), field(&ours, "Umask"));
}

#[test]
fn c_118_children_get_their_own_descriptor_limit() {
    let mut nursery = Nursery::new();
    let (_, hard) =
        nix::sys::resource::getrlimit(nix::sys::resource::Resource::RLIMIT_NOFILE).unwrap();
    nursery.inherited.descriptors = Some(DescriptorLimit { soft: 77, hard });

    for mode in MODES {
        let plan = nursery
            .plan(&program("sh -c 'ulimit -Sn; ulimit -Hn'"))
            .unwrap();
        let life = nursery.run_plan(&plan.with_mode(mode));

        assert_eq!(life.stdout.lines().next(), Some("77"));
        let shown = life.stdout.lines().nth(1).unwrap().to_owned();
        assert!(shown == hard.to_string() || shown == "unlimited", "{shown}");
    }
}
