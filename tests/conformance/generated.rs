//! Generated sessions.
//!
//! `SUPERVISOR_CONFORMANCE_SESSIONS` says how many, `SUPERVISOR_CONFORMANCE_STEPS` how long, and
//! `SUPERVISOR_CONFORMANCE_SEED` where the seeds begin; a failure names its seed, and one session
//! with that seed fails again.

use std::env;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

use supervisor_tests::{oracle, require};

use crate::generate;
use crate::scripted::differences;

/// Sessions wait most of the time.
const AT_ONCE: usize = 8;

#[test]
fn whatever_is_done_both_say_the_same() {
    require!(oracle("supervisord").is_some(), "needs the Python original");
    let (first, count) = (number("SEED", 1), number("SESSIONS", 4));
    let steps = usize::try_from(number("STEPS", 12)).expect("few steps");
    eprintln!("{count} sessions of {steps} steps, seeds from {first} on");
    let next = AtomicU64::new(first);
    let reports = Mutex::new(Vec::new());

    thread::scope(|scope| {
        for _ in 0..AT_ONCE {
            scope.spawn(|| {
                let seeds = std::iter::from_fn(|| Some(next.fetch_add(1, Ordering::Relaxed)));
                for seed in seeds.take_while(|seed| *seed < first + count) {
                    let report = report(seed, steps);
                    reports.lock().expect("no panic").extend(report);
                }
            });
        }
    });

    let reports = reports.into_inner().expect("no panic");
    assert!(reports.is_empty(), "{}", reports.join("\n"));
}

/// What is wrong with the session of this seed, and the session.
fn report(seed: u64, steps: usize) -> Option<String> {
    let session = generate::session(seed, steps);
    let found = thread::scope(|scope| scope.spawn(|| differences(&session)).join());
    let text = match found {
        Ok(found) if found.is_empty() => return None,
        Ok(found) => found.join("\n"),
        Err(_) => "  the session did not come to its end".to_owned(),
    };
    Some(format!("seed {seed}:\n{text}\n{}", session.script()))
}

fn number(name: &str, usual: u64) -> u64 {
    let name = format!("SUPERVISOR_CONFORMANCE_{name}");
    match env::var(&name) {
        Ok(text) => text
            .parse()
            .unwrap_or_else(|_| panic!("{name}={text} is no number")),
        Err(_) => usual,
    }
}
