//! `echo_supervisord_conf`: prints a commented sample configuration, whatever its arguments (C-38).
#![forbid(unsafe_code)]

use std::io::{self, Write as _};
use std::process::ExitCode;

const SAMPLE: &str = include_str!("../../../../etc/supervisord.conf");

fn main() -> ExitCode {
    match io::stdout().write_all(SAMPLE.as_bytes()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // There is nobody else to tell.
            let _ = writeln!(io::stderr(), "echo_supervisord_conf: {error}");
            ExitCode::FAILURE
        }
    }
}
