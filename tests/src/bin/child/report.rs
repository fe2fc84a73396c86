//! Verbs that print what the process was given.

use std::fs;

use crate::streams::say;

/// Prints the environment, one `NAME=value` a line, sorted.
pub(crate) fn environment() {
    let mut variables: Vec<_> = std::env::vars_os()
        .map(|(name, value)| format!("{}={}", name.to_string_lossy(), value.to_string_lossy()))
        .collect();
    variables.sort();
    for variable in variables {
        say(&format!("env {variable}"));
    }
    say("env end");
}

/// Prints argument 0 and after, one a line.
pub(crate) fn arguments() {
    for argument in std::env::args() {
        say(&format!("arg {argument}"));
    }
}

/// Prints the open descriptors and what they lead to.
pub(crate) fn descriptors() {
    // The listing holds the descriptor that reads the listing: collected first, it is closed by
    // the time its target is looked up.
    let numbers: Vec<_> = fs::read_dir("/proc/self/fd")
        .map(|entries| entries.flatten().map(|entry| entry.path()).collect())
        .unwrap_or_default();
    for path in numbers {
        if let Ok(target) = fs::read_link(&path) {
            let number = path.file_name().unwrap_or_default().to_string_lossy();
            say(&format!("fd {number} {}", target.display()));
        }
    }
    say("fd end");
}

/// Prints the working directory.
pub(crate) fn directory() {
    match std::env::current_dir() {
        Ok(path) => say(&format!("cwd {}", path.display())),
        Err(error) => say(&format!("cwd unknown: {error}")),
    }
}

/// Prints one line of `/proc/self/status`, with single blanks.
pub(crate) fn status(field: &str) {
    print_line_of("/proc/self/status", field);
}

/// Prints one line of `/proc/self/limits`, with single blanks.
pub(crate) fn limit(name: &str) {
    print_line_of("/proc/self/limits", name);
}

fn print_line_of(path: &str, start: &str) {
    let text = fs::read_to_string(path).unwrap_or_default();
    for line in text.lines().filter(|line| line.starts_with(start)) {
        say(&line.split_whitespace().collect::<Vec<_>>().join(" "));
    }
}
