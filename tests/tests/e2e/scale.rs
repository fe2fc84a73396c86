//! A thousand programs on one daemon.

use std::time::Instant;

use supervisor_tests::{Daemon, Implementation, Setup, State, WebStream, improves_on, wait};

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

/// How many clients follow the events, and what all of them together may cost.
const STREAMS: usize = 50;
const STREAMS_KIB: u64 = 32 * 1024;

#[test]
fn a_thousand_programs_with_fifty_streams_of_events_stay_within_their_memory() {
    improves_on!("no stream of events");
    let daemon = thousand();
    wait::until_true("all run", || {
        let all = daemon.all();
        all.len() == COUNT && all.iter().all(|info| info.state == State::Running)
    });
    let before = resident_kib(&daemon);

    // Half of them never read again, which the others must not notice.
    let mut streams: Vec<_> = (0..STREAMS).map(|_| open_stream(&daemon)).collect();
    let idle = streams.split_off(STREAMS / 2);
    let open = resident_kib(&daemon);
    let began = Instant::now();
    let restarted = daemon.run_ctl(&["restart", "all"]).ok();
    let restart = began.elapsed();
    assert_eq!(restarted.lines().count(), 2 * COUNT);
    for stream in &mut streams {
        stream.until("\"summary\":{\"total\":1000,\"as_wanted\":1000,");
    }
    let began = Instant::now();
    let status = daemon.run_ctl(&["status"]).ok();
    let took = began.elapsed();
    let after = resident_kib(&daemon);

    assert_eq!(status.lines().count(), COUNT);
    println!(
        "resident: {before} KiB without streams, {open} KiB with {STREAMS}, {after} KiB after \
         {restart:?} of restarts; then status took {took:?}"
    );
    assert!(after < before + STREAMS_KIB, "{before} KiB, then {after}");
    drop(idle);
}

fn open_stream(daemon: &Daemon) -> WebStream {
    let mut stream = daemon.stream("GET /api/v1/events HTTP/1.0\r\n\r\n");
    stream.until("event: snapshot\n");
    stream
}

fn resident_kib(daemon: &Daemon) -> u64 {
    let resident = daemon.process().status("VmRSS").expect("a live daemon");
    let number = resident.split_whitespace().next();
    number
        .and_then(|number| number.parse().ok())
        .expect("a size")
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
