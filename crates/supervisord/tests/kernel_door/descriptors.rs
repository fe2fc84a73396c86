//! Which descriptors a child has (P-45, P-49).

use std::fs;
use std::os::fd::AsFd;

use nix::fcntl::{FcntlArg, FdFlag, fcntl};
use supervisor_api::ExitStatus;
use supervisord::kernel::Stdio;
use supervisord::kernel::fd::{Pipe, seal_inherited};

use crate::support::{MODES, Nursery, passes_alone, program, read_all};

#[test]
fn p_45_no_descriptor_but_the_standard_ones_is_inherited() {
    let mut nursery = Nursery::new();
    let secret = fs::File::open("/dev/null").unwrap();
    let inherited = FcntlArg::F_SETFD(FdFlag::empty());
    fcntl(&secret, inherited).unwrap();

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
fn what_the_daemon_inherited_is_sealed() {
    let _turn = Nursery::new();
    let leaked = fs::File::open("/dev/null").unwrap();
    let inherited = FcntlArg::F_SETFD(FdFlag::empty());
    fcntl(&leaked, inherited).unwrap();

    seal_inherited().unwrap();

    let flags = fcntl(&leaked, FcntlArg::F_GETFD).unwrap();
    assert_eq!(flags, libc::FD_CLOEXEC);
}
