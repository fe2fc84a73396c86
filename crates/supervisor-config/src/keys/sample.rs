//! The sample configuration shows every section and key, with its default.

use super::{KeyDefault, SECTIONS, SectionSpec};

const SAMPLE: &str = include_str!("../../../../etc/supervisord.conf");

/// Where the sample has something better to show than the default.
const EXAMPLES: [(&str, &str); 7] = [
    ("supervisord", "logfile"),
    ("supervisord", "pidfile"),
    ("supervisord", "environment"),
    ("program", "stdout_logfile"),
    ("program", "environment"),
    ("supervisorctl", "serverurl"),
    // It must not be set.
    ("eventlistener", "redirect_stderr"),
];

#[test]
fn c_38_the_sample_shows_every_key() {
    for spec in &SECTIONS {
        let shown = settings(spec);
        for key in spec.keys[0] {
            let is_shown = shown.iter().any(|(name, _)| *name == key.name);
            let is_forbidden = (spec.name, key.name) == ("eventlistener", "redirect_stderr");
            assert!(is_shown != is_forbidden, "[{}] {}", spec.name, key.name);
        }
    }
}

#[test]
fn c_38_the_sample_shows_the_defaults() {
    for spec in &SECTIONS {
        let shown = settings(spec);
        for key in spec.keys[0] {
            let KeyDefault::Value(default) = key.default else {
                continue;
            };
            let is_default = shown.contains(&(key.name, default));
            let is_example = EXAMPLES.contains(&(spec.name, key.name));
            assert!(is_default != is_example, "[{}] {}", spec.name, key.name);
        }
    }
}

#[test]
fn c_38_the_sample_shows_no_key_that_is_not_there() {
    for spec in &SECTIONS {
        for (name, _) in settings(spec) {
            assert!(spec.key(name).is_some(), "[{}] {name}", spec.name);
        }
    }
}

/// Returns the keys and values of a section, commented out or not.
fn settings(spec: &SectionSpec) -> Vec<(&'static str, &'static str)> {
    let lines = SAMPLE
        .lines()
        .map(|line| line.strip_prefix(';').unwrap_or(line));
    lines
        .skip_while(|line| !is_header(line, spec))
        .skip(1)
        .take_while(|line| !line.starts_with('['))
        .filter_map(|line| line.split_once(" = "))
        .filter(|(key, _)| !key.contains(' '))
        .map(|(key, rest)| (key, rest.split(" ;").next().unwrap_or_default().trim_end()))
        .collect()
}

fn is_header(line: &str, spec: &SectionSpec) -> bool {
    let title = line
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'));
    title.and_then(SectionSpec::of).map(|found| found.kind) == Some(spec.kind)
}
