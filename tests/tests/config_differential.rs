//! The original and we load the same configurations and must make the same of them: the resolved
//! programs, the messages, or the text of the error.
//!
//! The corpus is in `tests/corpus`; its `differences.json` names the files that we read
//! differently on purpose, with the row of the warts that says so.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;
use supervisor_tests::{example, oracle, require, run};

/// What the corpus takes from the environment; nothing else is in it, since errors list it.
const ENVIRONMENT: [(&str, &str); 9] = [
    ("PATH", "/usr/bin:/bin"),
    ("HOME", "/root"),
    ("LANG", "C.UTF-8"),
    ("CORPUS_WORD", "word"),
    ("CORPUS_PERCENT", "50%"),
    ("CORPUS_USER", "nobody"),
    ("CORPUS_PROGRAM", "member"),
    ("CORPUS_NUMBER", "7"),
    ("CORPUS_EVENT", "TICK_60"),
];

#[test]
fn both_make_the_same_of_every_configuration() {
    require!(oracle("python").is_some(), "needs the Python original");
    let known = known_differences();
    let names = corpus();
    assert!(names.len() >= 40, "{} files", names.len());

    let wrong: Vec<_> = in_parallel(&names, |name| {
        let (original, ours) = (by_original(name), by_ours(name));
        match known.get(name) {
            None if original != ours => Some(difference(name, &original, &ours)),
            Some(wart) if original == ours => Some(format!("{name} does not differ ({wart})")),
            _ => None,
        }
    });

    assert!(
        wrong.is_empty(),
        "{} files:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

#[test]
fn a_planted_difference_is_noticed() {
    require!(oracle("python").is_some(), "needs the Python original");

    let right = by_original("program-defaults.conf");
    let mut wrong = by_ours("program-defaults.conf");
    assert_eq!(right, wrong);
    let program = &mut wrong["config"]["groups"][0]["processes"][0];
    assert!(program.is_object(), "{wrong:#}");
    program["priority"] = Value::from(998);

    assert_ne!(right, wrong);
    assert!(difference("program-defaults.conf", &right, &wrong).contains("998"));
}

/// Runs a check on every file, two at a time.
fn in_parallel(names: &[String], check: impl Fn(&String) -> Option<String> + Sync) -> Vec<String> {
    let half = names.len().div_ceil(2);
    std::thread::scope(|scope| {
        let parts: Vec<_> = names
            .chunks(half)
            .map(|part| scope.spawn(|| part.iter().filter_map(&check).collect::<Vec<_>>()))
            .collect();
        let results = parts
            .into_iter()
            .map(|part| part.join().expect("a checked part"));
        results.flatten().collect()
    })
}

fn by_original(name: &str) -> Value {
    let python = oracle("python").expect("Python");
    let script = tests_dir().join("oracle/dump_config.py");
    dump(Command::new(python).arg(script).arg(name))
}

fn by_ours(name: &str) -> Value {
    dump(Command::new(example("dump")).arg(name))
}

fn dump(command: &mut Command) -> Value {
    let ran = run(command
        .current_dir(tests_dir().join("corpus"))
        .env_clear()
        .envs(ENVIRONMENT));
    let mut dump: Value = serde_json::from_str(&ran.stdout)
        .unwrap_or_else(|error| panic!("{command:?}: {error}: {}", ran.stderr));
    if let Some(messages) = dump.get_mut("messages").and_then(Value::as_array_mut) {
        messages.retain(is_compared);
    }
    dump
}

/// We warn about more than the original does; what it says must be there.
fn is_compared(message: &Value) -> bool {
    let text = message[1].as_str().expect("a text");
    ["For [", "Included extra", "No file matches"]
        .iter()
        .any(|start| text.starts_with(start))
}

fn difference(name: &str, original: &Value, ours: &Value) -> String {
    let (original, ours) = (format!("{original:#}"), format!("{ours:#}"));
    let lines: Vec<_> = original
        .lines()
        .zip(ours.lines())
        .filter(|(original, ours)| original != ours)
        .take(5)
        .map(|(original, ours)| format!("  original {original}\n  ours     {ours}"))
        .collect();
    format!("{name}\n{}", lines.join("\n"))
}

fn corpus() -> Vec<String> {
    let entries = fs::read_dir(tests_dir().join("corpus")).expect("the corpus");
    let mut names: Vec<_> = entries
        .flatten()
        .filter_map(|entry| entry.file_name().into_string().ok())
        .filter(|name| {
            Path::new(name)
                .extension()
                .is_some_and(|extension| extension == "conf")
        })
        .collect();
    names.sort();
    names
}

fn known_differences() -> BTreeMap<String, String> {
    let text = fs::read_to_string(tests_dir().join("corpus/differences.json")).expect("a list");
    serde_json::from_str(&text).expect("names and warts")
}

fn tests_dir() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}
