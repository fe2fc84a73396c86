//! Verbs about signals. A blocked signal is as good as an ignored one, and needs no handler.

use std::str::FromStr;
use std::thread;

use nix::sys::signal::{SigSet, Signal, raise};

use crate::streams::say;
use crate::usage;

/// Holds a signal off; programs that this one starts inherit that.
pub(crate) fn block(name: &str) {
    if set_of(name).thread_block().is_err() {
        usage("the signal cannot be blocked");
    }
}

/// Ends the process with this code when the signal comes.
pub(crate) fn exit_on(name: &str, code: i32) {
    block(name);
    let set = set_of(name);
    thread::spawn(move || {
        if let Ok(signal) = set.wait() {
            say(&format!("got {signal}"));
            std::process::exit(code);
        }
    });
}

/// Prints the name of each of these signals (`HUP,USR1`) as it comes, and stays alive.
pub(crate) fn report(names: &str) {
    block(names);
    let set = set_of(names);
    thread::spawn(move || {
        while let Ok(signal) = set.wait() {
            say(&format!("got {signal}"));
        }
    });
}

/// Stops the process as Ctrl-Z would.
pub(crate) fn stop_self() {
    if raise(Signal::SIGSTOP).is_err() {
        usage("cannot stop myself");
    }
}

fn set_of(names: &str) -> SigSet {
    names.split(',').map(signal).collect()
}

fn signal(name: &str) -> Signal {
    Signal::from_str(&format!("SIG{name}"))
        .unwrap_or_else(|_| usage(&format!("{name} is no signal")))
}
