//! `supervisord`, the daemon.

use std::process::ExitCode;

fn main() -> ExitCode {
    let words = std::env::args_os().map(|word| word.to_string_lossy().into_owned());
    supervisord::boot::main(&words.collect::<Vec<_>>())
}
