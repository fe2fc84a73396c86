//! Verbs that start further processes.

use std::os::unix::process::CommandExt;
use std::process::{self, Command};

use crate::streams::say;
use crate::usage;

/// Starts a process in the same group that lives until it is killed, and prints its pid.
pub(crate) fn spawn_grandchild() {
    say(&format!("grandchild {}", start(&mut myself())));
}

/// Does what programs do that put themselves into the background: a process of another group goes
/// on, and this one ends.
pub(crate) fn fork_away() -> ! {
    say(&format!("went on as {}", start(myself().process_group(0))));
    process::exit(0)
}

fn myself() -> Command {
    let Ok(program) = std::env::current_exe() else {
        usage("cannot find myself")
    };
    let mut command = Command::new(program);
    command.arg("sleep");
    command
}

fn start(command: &mut Command) -> u32 {
    match command.spawn() {
        Ok(child) => child.id(),
        Err(error) => usage(&format!("cannot start a process: {error}")),
    }
}
