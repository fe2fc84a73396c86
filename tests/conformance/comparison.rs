//! What the two daemons have said differently.

use std::collections::BTreeSet;

use crate::masks::Masks;
use crate::transcript::{Transcript, by_process};

/// Describes every difference of ours from the original.
pub(crate) fn compare(masks: &Masks, original: &Transcript, ours: &Transcript) -> Vec<String> {
    let mut found = Vec::new();
    for (theirs, ours_) in original.entries.iter().zip(&ours.entries) {
        let comparable = |text: &str, of: &Transcript| {
            let text = masks.apply(text, &of.dir);
            if theirs.is_unordered {
                sorted(&text)
            } else {
                text
            }
        };
        for (what, wanted, got) in [
            ("answer", &theirs.answer, &ours_.answer),
            ("processes", &theirs.processes, &ours_.processes),
        ] {
            let (wanted, got) = (comparable(wanted, original), comparable(got, ours));
            note(
                &mut found,
                &format!("{what} of {}", theirs.title),
                &wanted,
                &got,
            );
        }
    }
    for (what, wanted, got) in [
        ("log", &original.log, &ours.log),
        ("events", &original.events, &ours.events),
    ] {
        let wanted = by_process(&masks.apply(wanted, &original.dir));
        let got = by_process(&masks.apply(got, &ours.dir));
        let names: BTreeSet<_> = wanted.keys().chain(got.keys()).collect();
        for name in names {
            let story =
                |of: Option<&Vec<String>>| of.map_or(String::new(), |of| of.join("\n") + "\n");
            let (wanted, got) = (story(wanted.get(name)), story(got.get(name)));
            note(&mut found, &format!("{what} of {name:?}"), &wanted, &got);
        }
    }
    if original.code != ours.code {
        found.push(format!(
            "exit code {:?}, wanted {:?}",
            ours.code, original.code
        ));
    }
    found
}

/// Spoils everything that a transcript holds, and asks whether the comparison sees it.
pub(crate) fn planted_answers_are_noticed(masks: &Masks, right: &Transcript) {
    assert_eq!(compare(masks, right, right), Vec::<String>::new());
    for number in 0..right.entries.len() {
        let mut wrong = right.clone();
        wrong.entries[number].answer += "planted";
        assert_eq!(compare(masks, right, &wrong).len(), 1, "answer {number}");

        let mut wrong = right.clone();
        let processes = &mut wrong.entries[number].processes;
        *processes = processes.replacen("RUNNING", "EXITED", 1) + "planted";
        assert_eq!(compare(masks, right, &wrong).len(), 1, "processes {number}");
    }
    let mut wrong = right.clone();
    wrong.code = Some(3);
    assert_eq!(compare(masks, right, &wrong).len(), 1, "exit code");

    let mut wrong = right.clone();
    wrong.events += "eventname:PLANTED";
    assert_eq!(compare(masks, right, &wrong).len(), 1, "events");

    for line in [
        "exited: web (exit status 3; not expected)",
        "spawned: 'new' with pid 7",
    ] {
        let mut wrong = right.clone();
        wrong.log = format!("2026-01-02 03:04:05,678 WARN {line}\n{}", wrong.log);
        assert_eq!(compare(masks, right, &wrong).len(), 1, "{line}");
    }
}

fn sorted(text: &str) -> String {
    let mut lines: Vec<_> = text.split_inclusive('\n').collect();
    lines.sort_unstable();
    lines.concat()
}

fn note(found: &mut Vec<String>, what: &str, wanted: &str, got: &str) {
    if wanted == got {
        return;
    }
    let lines = |text: &str, other: &str| -> String {
        let other: BTreeSet<_> = other.lines().collect();
        let mut lines: Vec<_> = text.lines().filter(|line| !other.contains(line)).collect();
        if lines.is_empty() {
            lines = text.lines().collect();
        }
        lines.iter().map(|line| format!("      {line}\n")).collect()
    };
    found.push(format!(
        "  {what}\n    original\n{}    ours\n{}",
        lines(wanted, got),
        lines(got, wanted)
    ));
}
