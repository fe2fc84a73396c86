//! The list of tests that could not run here, which `make test` shows at its end.

use std::fs::OpenOptions;
use std::io::Write;

use crate::implementation::target_dir;

/// Notes that a test could not run, with the reason, in `target/test-skips.txt`.
///
/// # Panics
/// If the list cannot be written: a test that silently did not run is worse than a failed one.
pub fn note(test: &str, reason: &str) {
    let path = target_dir().join("test-skips.txt");
    let line = format!("{test}: {reason}\n");
    OpenOptions::new()
        .append(true)
        .create(true)
        .open(&path)
        .and_then(|mut file| file.write_all(line.as_bytes()))
        .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    eprintln!("skipped {line}");
}

/// Leaves the test, with a note, unless the condition holds.
#[macro_export]
macro_rules! require {
    ($condition:expr, $reason:expr) => {
        if !$condition {
            let test = std::thread::current();
            $crate::skip::note(test.name().unwrap_or("a test"), $reason);
            return;
        }
    };
}

/// Leaves the test if it runs against the original, which does what this wart says.
#[macro_export]
macro_rules! improves_on {
    ($wart:literal) => {
        if $crate::Implementation::under_test() == $crate::Implementation::Original {
            eprintln!("the original has {}", $wart);
            return;
        }
    };
}
