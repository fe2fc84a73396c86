//! A thousand programs on one daemon.

use supervisor_tests::{Daemon, Implementation, Setup, State, wait};

const COUNT: usize = 1000;

#[test]
fn a_thousand_programs_start_restart_and_stop() {
    let mut daemon = thousand();

    wait::until_true("all run", || {
        let all = daemon.all();
        all.len() == COUNT && all.iter().all(|info| info.state == State::Running)
    });
    let status = daemon.run_ctl(&["status"]).ok();
    assert_eq!(status.lines().count(), COUNT);
    assert!(status.lines().all(|line| line.contains(" RUNNING   pid ")));

    let before = pids(&daemon);
    let restarted = daemon.run_ctl(&["restart", "all"]).ok();
    let lines = |word: &str| {
        restarted
            .lines()
            .filter(|line| line.ends_with(word))
            .count()
    };
    assert_eq!((lines(": stopped"), lines(": started")), (COUNT, COUNT));
    let after = pids(&daemon);
    assert_eq!((before.len(), after.len()), (COUNT, COUNT));
    assert!(before.iter().all(|pid| !after.contains(pid)));

    assert_eq!(daemon.shut_down().code(), Some(0));
    assert_eq!(daemon.sandbox().processes(), []);
    let log = daemon.log();
    let troubles: Vec<_> = log
        .lines()
        .filter(|line| {
            [" ERRO ", "spawnerr", "exited: "]
                .iter()
                .any(|word| line.contains(word))
        })
        .collect();
    assert_eq!(troubles, Vec::<&str>::new());
}

fn thousand() -> Daemon {
    // The original needs to be told that it may open so many files.
    let limits = match Implementation::under_test() {
        Implementation::Ours => "",
        Implementation::Original => "minfds = 10000",
    };
    Setup::new(&format!(
        "
        [supervisord]
        loglevel = info
        {limits}
        [program:many]
        command = {{child}} sleep
        process_name = %(program_name)s_%(process_num)04d
        numprocs = {COUNT}
        "
    ))
    .start()
}

fn pids(daemon: &Daemon) -> std::collections::BTreeSet<u32> {
    daemon
        .all()
        .iter()
        .map(|info| info.pid)
        .filter(|pid| *pid != 0)
        .collect()
}
