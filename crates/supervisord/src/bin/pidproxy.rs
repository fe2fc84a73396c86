//! `pidproxy`, for programs whose signals another process than their first one handles.
#![forbid(unsafe_code)]

use std::process::ExitCode;

fn main() -> ExitCode {
    supervisord::pidproxy::main(&std::env::args_os().collect::<Vec<_>>())
}
