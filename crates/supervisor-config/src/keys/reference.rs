//! `docs/config.md`, written from the table.

use std::fmt::Write as _;

use super::kind::{Key, KeyDefault, Kind};
use super::section::{Naming, SECTIONS, SectionSpec};
use crate::getopt::Whose;

const HEAD: &str = "\
# Configuration reference

<!-- Written from the key table of the supervisor-config crate: do not edit, but run
     SUPERVISOR_WRITE_DOCS=1 cargo test -p supervisor-config reference -->

The files are those of Supervisor 4.3: sections in brackets, `key = value` lines, lines that are
indented deeper than their key go on with its value. A `;` or `#` at the start of a line or after a
blank begins a comment, also inside quotes. Every value goes through Python's `%` formatting:
`%(name)s` inserts what stands for a name, `%%` is a percent sign. `%(ENV_x)s` is the variable `x` of
the daemon's environment, or of `environment=` in `[supervisord]`; the other names of a key are
listed with it. `supervisord --check` finds mistakes without starting anything.
";

/// Writes the reference.
#[must_use]
pub fn reference() -> String {
    let mut out = HEAD.to_owned();
    for spec in &SECTIONS {
        section(&mut out, spec);
    }
    types(&mut out);
    out
}

fn section(out: &mut String, spec: &SectionSpec) {
    let name = spec.name;
    let title = match spec.naming {
        Naming::Exact => format!("`[{name}]`"),
        Naming::Named => format!("`[{name}:x]`"),
        Naming::Prefix => format!("`[{name}]`, `[{name}:x]`"),
    };
    // Writing to a String cannot fail.
    let _ = write!(out, "\n## {title}\n\n{}\n\n", spec.doc);
    out.push_str("| key | type | default | names | meaning |\n|---|---|---|---|---|\n");
    for key in spec.keys.first().copied().unwrap_or_default() {
        row(out, key);
    }
}

fn row(out: &mut String, key: &Key) {
    let default = match key.default {
        KeyDefault::Required => "required".to_owned(),
        KeyDefault::Value("") => "empty".to_owned(),
        KeyDefault::Value(value) => format!("`{value}`"),
        KeyDefault::Computed(words) => words.to_owned(),
        KeyDefault::None => "none".to_owned(),
    };
    let names: Vec<String> = key
        .scope
        .names()
        .iter()
        .map(|name| format!("`{name}`"))
        .collect();
    let whose = match key.whose {
        Whose::Supervisors => "",
        Whose::Ours => " Not in Supervisor.",
    };
    let _ = writeln!(
        out,
        "| `{}` | {} | {default} | {} | {}{whose} |",
        key.name,
        key.kind.grammar(),
        names.join(" "),
        key.doc
    );
}

fn types(out: &mut String) {
    out.push_str("\n## Types\n\n| type | what is read |\n|---|---|\n");
    for kind in Kind::ALL {
        let _ = writeln!(out, "| {} | {} |", kind.grammar(), kind.explanation());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// With SUPERVISOR_WRITE_DOCS set, the file is written first.
    #[test]
    fn the_committed_reference_is_current() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/config.md");
        if std::env::var_os("SUPERVISOR_WRITE_DOCS").is_some() {
            std::fs::write(path, reference()).expect("the file can be written");
        }

        let committed = std::fs::read_to_string(path).expect("the file is there");

        assert_eq!(
            committed,
            reference(),
            "set SUPERVISOR_WRITE_DOCS=1 to renew it"
        );
    }
}
