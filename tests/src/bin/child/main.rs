//! The program that the tests supervise: it does what its arguments say, one verb after the other.
//!
//! `child ignore TERM out ready sleep` ignores SIGTERM, prints `ready` and stays. Verbs that end
//! the process are `exit`, `crash` and `fork-away`; after the last verb it exits with 0.

mod app;
mod families;
mod fastcgi;
mod report;
mod signals;
mod streams;

use std::process;
use std::str::FromStr;
use std::time::Duration;

/// The words of the command line that are still to be read.
struct Words(std::vec::IntoIter<String>);

impl Words {
    fn text(&mut self, what: &str) -> String {
        self.0
            .next()
            .unwrap_or_else(|| usage(&format!("missing {what}")))
    }

    fn number<T: FromStr>(&mut self, what: &str) -> T {
        let word = self.text(what);
        word.parse()
            .unwrap_or_else(|_| usage(&format!("{word} is no {what}")))
    }
}

fn usage(problem: &str) -> ! {
    eprintln!("child: {problem}");
    process::exit(64)
}

fn main() {
    let mut words = Words(std::env::args().skip(1).collect::<Vec<_>>().into_iter());
    while let Some(verb) = words.0.next() {
        obey(&verb, &mut words);
    }
}

fn obey(verb: &str, words: &mut Words) {
    match verb {
        "exit" => process::exit(words.number("exit code")),
        "exit-unless" => exit_unless(&words.text("path"), words.number("exit code")),
        "crash" => process::abort(),
        "crash-after" => {
            pause(words.number("milliseconds"));
            process::abort()
        }
        "wait" => pause(words.number("milliseconds")),
        "sleep" => sleep_for_ever(),

        "out" => streams::say(&words.text("text")),
        "err" => eprintln!("{}", words.text("text")),
        "write-lines" => streams::write_lines(words.number("count")),
        "write-mixed" => streams::write_mixed(words.number("count")),
        "flood" => streams::flood(words.number("bytes")),
        "tick" => streams::tick(words.number("milliseconds")),
        "echo-stdin" => streams::echo_stdin(),
        "mark" => streams::mark(&words.text("path"), &words.text("text")),

        "ignore" => signals::block(&words.text("signal")),
        "ignore-term" => signals::block("TERM"),
        "exit-on" => signals::exit_on(&words.text("signal"), words.number("exit code")),
        "report-signals" => signals::report(&words.text("signals")),
        "stop-self" => signals::stop_self(),

        "print-env" => report::environment(),
        "print-args" => report::arguments(),
        "print-fds" => report::descriptors(),
        "print-cwd" => report::directory(),
        "print-status" => report::status(&words.text("field")),
        "print-limit" => report::limit(&words.text("limit")),

        "spawn-grandchild" => families::spawn_grandchild(),
        "fork-away" => families::fork_away(),

        "listen" => app::listen(words.number("port")),
        "serve-fastcgi" => fastcgi::serve(&words.text("name")),
        unknown => usage(&format!("unknown verb {unknown}")),
    }
}

fn exit_unless(path: &str, code: i32) {
    if !std::path::Path::new(path).exists() {
        process::exit(code);
    }
}

/// Lets time pass: this program plays one that is busy for a while.
fn pause(milliseconds: u64) {
    std::thread::park_timeout(Duration::from_millis(milliseconds));
}

fn sleep_for_ever() -> ! {
    loop {
        std::thread::park();
    }
}
