//! Verbs that write to and read from the standard streams.

use std::fs::OpenOptions;
use std::io::{self, BufRead, Write};

use crate::pause;

/// Writes one line in one piece.
pub(crate) fn say(text: &str) {
    let line = format!("{text}\n");
    let mut out = io::stdout().lock();
    if out
        .write_all(line.as_bytes())
        .and_then(|()| out.flush())
        .is_err()
    {
        std::process::exit(1);
    }
}

/// Writes `line 1` to `line N`.
pub(crate) fn write_lines(count: u64) {
    let mut out = io::BufWriter::new(io::stdout().lock());
    for number in 1..=count {
        let _ = writeln!(out, "line {number}");
    }
}

/// Writes numbered lines, odd ones to stdout and even ones to stderr, each at once.
pub(crate) fn write_mixed(count: u64) {
    for number in 1..=count {
        if number % 2 == 1 {
            say(&format!("line {number}"));
        } else {
            eprintln!("line {number}");
        }
    }
}

/// Writes this many bytes without a single line end.
pub(crate) fn flood(bytes: usize) {
    let piece = [b'x'; 64 * 1024];
    let mut out = io::stdout().lock();
    let mut left = bytes;
    while left > 0 {
        let size = left.min(piece.len());
        if out.write_all(&piece[..size]).is_err() {
            return;
        }
        left -= size;
    }
    let _ = out.flush();
}

/// Writes a numbered line at each interval, for ever.
pub(crate) fn tick(milliseconds: u64) -> ! {
    let mut number = 0_u64;
    loop {
        number += 1;
        say(&format!("tick {number}"));
        pause(milliseconds);
    }
}

/// Repeats each line of stdin until its end.
pub(crate) fn echo_stdin() {
    for line in io::stdin().lock().lines().map_while(Result::ok) {
        say(&format!("heard {line}"));
    }
    say("stdin closed");
}

/// Appends a line to a file, so that a test can count and order what happened.
pub(crate) fn mark(path: &str, text: &str) {
    let opened = OpenOptions::new().append(true).create(true).open(path);
    let line = format!("{text} {}\n", std::process::id());
    if let Err(error) = opened.and_then(|mut file| file.write_all(line.as_bytes())) {
        eprintln!("child: {path}: {error}");
    }
}
