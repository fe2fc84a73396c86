//! What a child has and is when it runs its program (P-45..P-49, C-146..C-148).

use std::collections::BTreeSet;
use std::fs;
use std::os::fd::AsFd;
use std::sync::Arc;

use crate::support::{Nursery, is_root, passes_alone, program, read_all};
use nix::sys::signal::SigSet;
use supervisor_api::config::ServerUrl;
use supervisor_api::{ExitStatus, Signal};
use supervisord::kernel::fd::{Pipe, grow_pipe, seal_inherited};
use supervisord::kernel::{
    Credentials, DescriptorLimit, Identity, IdentityError, Launch, SpawnMode, Stdio, credentials,
    signals,
};

const MODES: [SpawnMode; 2] = [SpawnMode::Vfork, SpawnMode::Fork];
const NOBODY: u32 = 65534;

/// Returns one value of `/proc/<pid>/status`.
fn field<'a>(status: &'a str, name: &str) -> &'a str {
    let line = status.lines().find_map(|line| line.strip_prefix(name));
    line.and_then(|rest| rest.strip_prefix(':'))
        .unwrap_or_else(|| panic!("{name}: {status}"))
        .trim()
}

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
fn w_8_the_daemon_is_deaf_to_signals_that_nobody_means() {
    let _turn = Nursery::new();
    signals::settle().unwrap();

    let status = fs::read_to_string("/proc/self/status").unwrap();

    let ignored = u64::from_str_radix(field(&status, "SigIgn"), 16).unwrap();
    for signal in [10, 13, 14, 25, 26, 27, 29, 30, 34, 64] {
        assert!(ignored & (1 << (signal - 1)) != 0, "{signal}");
    }
    for signal in [1, 2, 3, 12, 15, 17, 20] {
        assert!(ignored & (1 << (signal - 1)) == 0, "{signal}");
    }
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
fn p_45_no_descriptor_but_the_standard_ones_is_inherited() {
    let mut nursery = Nursery::new();
    let secret = fs::File::open("/dev/null").unwrap();
    let inherited = nix::fcntl::FcntlArg::F_SETFD(nix::fcntl::FdFlag::empty());
    nix::fcntl::fcntl(&secret, inherited).unwrap();

    for mode in MODES {
        let plan = nursery.plan(&program("ls /proc/self/fd")).unwrap();
        let life = nursery.run_plan(&plan.with_mode(mode));

        // The fourth is the directory that `ls` reads.
        assert_eq!(life.stdout, "0\n1\n2\n3\n", "{mode:?}");
    }
}

#[test]
fn p_49_the_childs_pipe_ends_block() {
    let mut nursery = Nursery::new();

    let life = nursery.run(&program(
        "grep flags /proc/self/fdinfo/0 /proc/self/fdinfo/1",
    ));

    let nonblocking = libc::O_NONBLOCK.cast_unsigned();
    let flags: Vec<_> = life
        .stdout
        .lines()
        .map(|line| line.rsplit('\t').next().unwrap())
        .collect();
    assert_eq!(flags.len(), 2);
    for flags in flags {
        assert_eq!(u32::from_str_radix(flags, 8).unwrap() & nonblocking, 0);
    }
}

#[test]
fn p_45_one_pipe_may_serve_both_outputs() {
    let mut nursery = Nursery::new();
    let plan = nursery
        .plan(&program("sh -c 'echo out; echo err >&2'"))
        .unwrap();
    let stdin = Pipe::to_child().unwrap();
    let both = Pipe::from_child().unwrap();
    let stdio = Stdio {
        stdin: stdin.childs.as_fd(),
        stdout: both.childs.as_fd(),
        stderr: both.childs.as_fd(),
    };

    let child = nursery.spawn(&plan, stdio);

    drop(both.childs);
    assert_eq!(read_all(both.ours), "out\nerr\n");
    assert_eq!(nursery.wait(child.pid), ExitStatus::Exited(0));
}

#[test]
fn descriptors_in_standard_places_are_sorted_out() {
    passes_alone("alone_descriptors_in_standard_places_are_sorted_out");
}

#[test]
#[ignore = "started by another test: it moves its own standard descriptors"]
fn alone_descriptors_in_standard_places_are_sorted_out() {
    let mut nursery = Nursery::new();
    let plan = nursery.plan(&program("sh -c 'cat; echo err >&2'")).unwrap();
    let stdin = Pipe::to_child().unwrap();
    let stdout = Pipe::from_child().unwrap();
    let stderr = Pipe::from_child().unwrap();
    let (zero, one, two) = (std::io::stdin(), std::io::stdout(), std::io::stderr());
    let keep = [zero.as_fd(), one.as_fd(), two.as_fd()].map(|fd| nix::unistd::dup(fd).unwrap());
    let mut lives = Vec::new();
    nix::unistd::dup2_stdin(&stdout.childs).unwrap();
    nix::unistd::dup2_stdout(&stderr.childs).unwrap();
    nix::unistd::dup2_stderr(&stdin.childs).unwrap();

    for mode in MODES {
        let stdio = Stdio {
            stdin: two.as_fd(),
            stdout: zero.as_fd(),
            stderr: one.as_fd(),
        };
        lives.push(nursery.spawn(&plan.clone().with_mode(mode), stdio).pid);
    }

    nix::unistd::dup2_stdin(&keep[0]).unwrap();
    nix::unistd::dup2_stdout(&keep[1]).unwrap();
    nix::unistd::dup2_stderr(&keep[2]).unwrap();
    nix::unistd::write(&stdin.ours, b"in\n").unwrap();
    drop((stdin, stdout.childs, stderr.childs));
    assert_eq!(read_all(stdout.ours), "in\n");
    assert_eq!(read_all(stderr.ours), "err\nerr\n");
    for pid in lives {
        nursery.wait(pid);
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

#[test]
fn p_46_a_child_with_a_user_has_the_ids_and_groups_of_the_user() {
    if !is_root() {
        return;
    }
    let mut nursery = Nursery::new();
    let mut config = program("cat /proc/self/status");
    config.user = Some(NOBODY);

    let child = nursery.start(&nursery.plan(&config).unwrap());
    assert!(
        matches!(child.launch, Launch::Pending(_)),
        "{:?}",
        child.launch
    );
    let life = nursery.finish(child);

    let nobody = credentials(NOBODY).unwrap().unwrap();
    let four = |id: u32| [id; 4].map(|id| id.to_string()).join("\t");
    assert_eq!(life.failure, None);
    assert_eq!(field(&life.stdout, "Uid"), four(NOBODY));
    assert_eq!(field(&life.stdout, "Gid"), four(nobody.gid));
    let groups: BTreeSet<u32> = groups(&life.stdout).collect();
    assert_eq!(groups, nobody.groups.into_iter().collect());
    assert_eq!(field(&life.stdout, "CapEff"), "0000000000000000");
}

#[test]
fn p_46_supplementary_groups_are_all_taken_on() {
    if !is_root() {
        return;
    }
    let mut nursery = Nursery::new();
    let identity = Identity::Changed(Credentials {
        uid: 4321,
        gid: 1234,
        groups: vec![1234, 7, 70000],
    });
    let group = "herd".into();
    let config = program("cat /proc/self/status");

    for mode in MODES {
        let plan = supervisord::kernel::LaunchPlan::new(
            &nursery.inherited,
            &config,
            &group,
            None,
            identity.clone(),
        );
        let life = nursery.run_plan(&plan.unwrap().with_mode(mode));

        assert_eq!(groups(&life.stdout).collect::<Vec<_>>(), [7, 1234, 70000]);
    }
}

fn groups(status: &str) -> impl Iterator<Item = u32> {
    field(status, "Groups")
        .split_whitespace()
        .map(|group| group.parse().unwrap())
}

#[test]
fn p_46_groups_are_the_primary_one_and_those_that_list_the_user() {
    if !is_root() {
        return;
    }
    let passwd = fs::read_to_string("/etc/passwd").unwrap();
    let group = fs::read_to_string("/etc/group").unwrap();
    for line in passwd.lines() {
        let parts: Vec<_> = line.split(':').collect();
        let (name, uid, gid) = (
            parts[0],
            parts[2].parse().unwrap(),
            parts[3].parse().unwrap(),
        );
        let Ok(Some(found)) = credentials(uid) else {
            continue;
        };
        let listing = group.lines().filter_map(|line| {
            let parts: Vec<_> = line.split(':').collect();
            parts[3]
                .split(',')
                .any(|member| member == name)
                .then(|| parts[2].parse().unwrap())
        });
        let expected: BTreeSet<u32> = listing.chain([gid]).collect();
        assert_eq!((found.uid, found.gid), (uid, gid));
        assert_eq!(
            found.groups.into_iter().collect::<BTreeSet<_>>(),
            expected,
            "{name}"
        );
    }
}

#[test]
fn p_46_the_daemons_own_user_changes_nothing() {
    let own = nix::unistd::getuid().as_raw();

    assert_eq!(Identity::of(Some(own)), Identity::Kept);
    assert_eq!(Identity::of(None), Identity::Kept);
}

#[test]
fn p_53_an_unknown_user_is_refused() {
    let uid = 4_000_000_001;

    let reason = IdentityError::NoSuchUser(uid);
    assert_eq!(Identity::of(Some(uid)), Identity::Refused { uid, reason });
    assert_eq!(reason.to_string(), "Can't find uid 4000000001");
}

#[test]
fn a_pipe_grows_when_asked() {
    let pipe = Pipe::from_child().unwrap();

    assert_eq!(grow_pipe(&pipe.ours, 200_000).unwrap(), 262_144);
    assert!(grow_pipe(fs::File::open("/dev/null").unwrap(), 4096).is_err());
}

#[test]
fn what_the_daemon_inherited_is_sealed() {
    let _turn = Nursery::new();
    let leaked = fs::File::open("/dev/null").unwrap();
    let inherited = nix::fcntl::FcntlArg::F_SETFD(nix::fcntl::FdFlag::empty());
    nix::fcntl::fcntl(&leaked, inherited).unwrap();

    seal_inherited().unwrap();

    let flags = nix::fcntl::fcntl(&leaked, nix::fcntl::FcntlArg::F_GETFD).unwrap();
    assert_eq!(flags, libc::FD_CLOEXEC);
}

#[test]
fn p_40_signals_reach_a_process_or_its_group() {
    use supervisor_core::{KillError, Scope};
    let mut nursery = Nursery::new();
    let script = program("sh -c 'trap \"\" TERM; exec 3<&0; cat <&3 & echo; exec cat'");

    for (scope, signal) in [(Scope::Process, 9), (Scope::Group, 40)] {
        let child = nursery.start(&nursery.plan(&script).unwrap());
        let mut line = [0; 32];
        crate::support::wait_for("the script", || {
            nix::unistd::read(&child.stdout, &mut line).ok()
        });

        signals::kill(child.pid, Signal::TERM, Scope::Group).unwrap();
        signals::kill(child.pid, Signal::new(signal), scope).unwrap();
        let pid = child.pid;
        let expected = ExitStatus::Signaled {
            signal: Signal::new(signal),
            core_dumped: false,
        };
        assert_eq!(nursery.wait(pid), expected);
        let gone = signals::kill(pid, Signal::new(0), Scope::Process);
        assert_eq!(gone, Err(KillError::Gone));
        if scope == Scope::Process {
            signals::kill(pid, Signal::KILL, Scope::Group).unwrap();
        }
        // The pipe ends only when the background child has gone too.
        read_all(child.stdout);
    }
}

#[test]
fn p_34_a_refused_signal_names_its_error() {
    if !is_root() {
        return;
    }
    passes_alone("alone_a_refused_signal_names_its_error");
}

#[test]
#[ignore = "started by another test: it gives up being root"]
fn alone_a_refused_signal_names_its_error() {
    use supervisor_core::{KillError, Scope};
    let mut nursery = Nursery::new();
    let child = nursery.start(&nursery.plan(&program("cat")).unwrap());
    let (root, nobody) = (0.into(), NOBODY.into());
    nix::unistd::setresuid(nobody, nobody, root).unwrap();

    let result = signals::kill(child.pid, Signal::TERM, Scope::Process);

    nix::unistd::setresuid(root, root, root).unwrap();
    assert_eq!(result, Err(KillError::Refused("EPERM")));
    nursery.finish(child);
}
