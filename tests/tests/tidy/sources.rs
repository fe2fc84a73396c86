//! What must not be in a source file.

use crate::workspace::{Source, sources};

/// The only place where code may be unsafe.
const KERNEL: &str = "crates/supervisord/src/kernel/";

/// Where it is judged whether a caller may do what he asks for.
const JUDGE: &str = "crates/supervisor-http/src/access/act.rs";

/// The wait helpers: one for the tests with threads, one for those with tasks.
const WAITS: [&str; 2] = [
    "tests/src/wait.rs",
    "crates/supervisor-http/tests/http/harness.rs",
];

#[test]
fn only_the_kernel_door_is_unsafe() {
    let word = concat!("uns", "afe");
    let offenders = offenders(|source| {
        let is_unsafe = |line: &str| words(&unquoted(line)).any(|found| found == word);
        !source.path.starts_with(KERNEL) && source.text.lines().any(is_unsafe)
    });

    assert_eq!(offenders, Vec::<String>::new());
}

#[test]
fn tests_wait_for_conditions_and_not_for_durations() {
    let offenders = offenders(|source| {
        let text = test_part(source);
        !WAITS.contains(&source.path.as_str()) && text.lines().map(code).any(sleeps)
    });

    assert_eq!(offenders, Vec::<String>::new());
}

#[test]
fn nobody_blocks_a_thread_to_wait() {
    let call = concat!("thread::", "sleep");
    let offenders = offenders(|source| {
        !WAITS.contains(&source.path.as_str())
            && source
                .text
                .lines()
                .map(code)
                .any(|line| line.contains(call))
    });

    assert_eq!(offenders, Vec::<String>::new());
}

/// Decision 31: nobody acts for a client without having asked whether he may.
#[test]
fn requests_act_in_one_place_only() {
    let call = concat!("backend", ".act(");
    let offenders = offenders(|source| {
        let (shipped, _) = split_tests(&source.text);
        let squeezed: String = shipped
            .lines()
            .map(code)
            .flat_map(str::split_whitespace)
            .collect();
        source.path.starts_with("crates/supervisor-http/src/") && squeezed.contains(call)
    });

    assert_eq!(offenders, [JUDGE]);
}

#[test]
fn lib_and_mod_files_hold_no_logic() {
    let offenders = offenders(|source| {
        let is_border = source.path.ends_with("/lib.rs") || source.path.ends_with("/mod.rs");
        let (shipped, _) = split_tests(&source.text);
        is_border
            && shipped
                .lines()
                .map(code)
                .any(|line| words(line).any(|word| word == "fn"))
    });

    assert_eq!(offenders, Vec::<String>::new());
}

#[test]
fn lints_are_expected_with_a_reason_and_not_allowed() {
    let attribute = concat!("[al", "low(");
    let offenders = offenders(|source| {
        source
            .text
            .lines()
            .map(code)
            .any(|line| line.contains(attribute))
    });

    assert_eq!(offenders, Vec::<String>::new());
}

/// Prints the longest files; nothing is asserted, a reader judges whether each is still one idea.
#[test]
fn report_the_longest_files() {
    let mut lengths: Vec<_> = sources()
        .into_iter()
        .map(|source| (source.text.lines().count(), source.path))
        .collect();
    lengths.sort();
    for (length, path) in lengths.iter().rev().take(10) {
        eprintln!("{length:5} {path}");
    }
}

fn offenders(is_wrong: impl Fn(&Source) -> bool) -> Vec<String> {
    sources()
        .into_iter()
        .filter(is_wrong)
        .map(|source| source.path)
        .collect()
}

/// A line without its comment.
fn code(line: &str) -> &str {
    line.split("//").next().unwrap_or_default()
}

/// A line without what stands in quotes.
fn unquoted(line: &str) -> String {
    code(line).split('"').step_by(2).collect()
}

fn words(line: &str) -> impl Iterator<Item = &str> {
    line.split(|c: char| !c.is_alphanumeric() && c != '_')
}

fn sleeps(line: &str) -> bool {
    line.contains(concat!("::", "sleep"))
}

/// What of a file is there for tests only.
fn test_part(source: &Source) -> &str {
    if source.path.starts_with("tests/") || source.path.contains("/tests/") {
        return &source.text;
    }
    split_tests(&source.text).1
}

fn split_tests(text: &str) -> (&str, &str) {
    text.find("#[cfg(test)]")
        .map_or((text, ""), |at| text.split_at(at))
}
