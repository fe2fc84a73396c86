//! Signals to children, and those that the daemon does not hear (P-34, P-40, W-8).

use std::fs;

use nix::sys::signal::{SigSet, Signal as Sent, raise};
use supervisor_api::{ExitStatus, Signal};
use supervisor_core::{KillError, Scope};
use supervisord::kernel::signals;

use crate::support::{
    MODES, NOBODY, Nursery, field, is_root, passes_alone, program, read_all, wait_for,
};

#[test]
fn w_8_the_daemon_is_deaf_to_signals_that_nobody_means() {
    let _turn = Nursery::new();
    let ignored_now = || {
        let status = fs::read_to_string("/proc/self/status").unwrap();
        u64::from_str_radix(field(&status, "SigIgn"), 16).unwrap()
    };
    let before = ignored_now();

    signals::settle().unwrap();

    let ignored = ignored_now();
    for signal in [10, 13, 14, 25, 26, 27, 29, 30, 34, 64] {
        assert!(ignored & (1 << (signal - 1)) != 0, "{signal}");
    }
    for signal in [1, 2, 3, 12, 15, 17, 20] {
        let bit = 1 << (signal - 1);
        assert_eq!(ignored & bit, before & bit, "{signal}");
    }
}

#[test]
fn p_103_signals_wait_until_the_daemon_can_act_on_them() {
    passes_alone("alone_signals_wait_until_the_daemon_can_act_on_them");
}

#[test]
#[ignore = "started by another test: it ends by the first signal that does not wait"]
fn alone_signals_wait_until_the_daemon_can_act_on_them() {
    let meant = [
        Sent::SIGHUP,
        Sent::SIGINT,
        Sent::SIGQUIT,
        Sent::SIGUSR2,
        Sent::SIGTERM,
    ];
    signals::settle().unwrap();

    signals::hold();

    for signal in meant {
        raise(signal).unwrap();
    }
    let pending = fs::read_to_string("/proc/thread-self/status").unwrap();
    let pending = u64::from_str_radix(field(&pending, "SigPnd"), 16).unwrap();
    for signal in meant {
        assert!(pending & (1 << (signal as i32 - 1)) != 0, "{signal}");
        let taken = SigSet::from(signal).wait().unwrap();
        assert_eq!(taken, signal);
    }
    signals::hear();
    assert_eq!(SigSet::thread_get_mask().unwrap(), SigSet::empty());
}

#[test]
fn p_40_signals_reach_a_process_or_its_group() {
    let mut nursery = Nursery::new();
    let script = program("sh -c 'trap \"\" TERM; exec 3<&0; cat <&3 & echo; exec cat'");

    for (scope, signal) in [(Scope::Process, 9), (Scope::Group, 40)] {
        let child = nursery.start(&nursery.plan(&script).unwrap());
        let mut line = [0; 32];
        wait_for("the script", || {
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
fn p_40_a_child_leads_its_group_as_soon_as_its_pid_is_known() {
    let mut nursery = Nursery::new();
    let config = program("cat");

    for mode in MODES {
        let plan = nursery.plan(&config).unwrap().with_mode(mode);
        for _ in 0..50 {
            let child = nursery.start(&plan);
            let sent = signals::kill(child.pid, Signal::TERM, Scope::Group);
            assert_eq!(sent, Ok(()), "{mode:?}");
            nursery.wait(child.pid);
        }
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
    let mut nursery = Nursery::new();
    let child = nursery.start(&nursery.plan(&program("cat")).unwrap());
    let (root, nobody) = (0.into(), NOBODY.into());
    nix::unistd::setresuid(nobody, nobody, root).unwrap();

    let result = signals::kill(child.pid, Signal::TERM, Scope::Process);

    nix::unistd::setresuid(root, root, root).unwrap();
    assert_eq!(result, Err(KillError::Refused("EPERM")));
    nursery.finish(child);
}
