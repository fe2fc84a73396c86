//! What the Tab key offers (T-18).

use std::cell::OnceCell;
use std::rc::Rc;

use supervisor_api::ProcessInfo;
use tokio::runtime::Runtime;

use crate::command::{COMMANDS, Completes, find};
use crate::session::Target;

/// A process, as far as completion knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Name {
    group: String,
    process: String,
}

/// Where the names of processes come from: the daemon, asked at most once a line.
pub(crate) struct NameSource {
    runtime: Rc<Runtime>,
    target: Target,
    names: OnceCell<Vec<Name>>,
}

impl NameSource {
    pub(crate) const fn new(runtime: Rc<Runtime>, target: Target) -> Self {
        Self {
            runtime,
            target,
            names: OnceCell::new(),
        }
    }

    /// Returns the names; none if the daemon does not answer.
    pub(crate) fn names(&self) -> &[Name] {
        self.names.get_or_init(|| self.fetch().unwrap_or_default())
    }

    fn fetch(&self) -> Option<Vec<Name>> {
        let mut client = self.target.client().ok()?;
        let processes = self.runtime.block_on(client.processes()).ok()?;
        Some(processes.iter().map(Name::of).collect())
    }
}

impl Name {
    fn of(process: &ProcessInfo) -> Self {
        Self {
            group: process.group.to_string(),
            process: process.name.to_string(),
        }
    }
}

/// Returns where the word before the cursor begins, and what it may become. Only white space
/// separates words, so that `group:name` and `group:*` are one.
pub(crate) fn complete<'n>(
    before_cursor: &str,
    names: impl FnOnce() -> &'n [Name],
) -> (usize, Vec<String>) {
    let start = before_cursor
        .char_indices()
        .rev()
        .find(|(_, c)| c.is_whitespace())
        .map_or(0, |(at, c)| at + c.len_utf8());
    let (line, word) = before_cursor.split_at(start);
    let offered = match line.split_whitespace().next() {
        None => commands(),
        Some(command) => arguments(command, word, names),
    };
    let fitting = offered.into_iter().filter(|offer| offer.starts_with(word));
    (start, fitting.map(|offer| offer + " ").collect())
}

fn commands() -> Vec<String> {
    let mut names: Vec<String> = COMMANDS.iter().map(|c| c.name.to_owned()).collect();
    names.push("help".to_owned());
    names.sort();
    names
}

fn arguments<'n>(command: &str, word: &str, names: impl FnOnce() -> &'n [Name]) -> Vec<String> {
    match find(command).map_or(Completes::Nothing, |command| command.completes) {
        Completes::Nothing => Vec::new(),
        Completes::Commands => commands(),
        Completes::Groups => groups(names()),
        Completes::Processes => processes(names(), word.contains(':')),
    }
}

fn groups(names: &[Name]) -> Vec<String> {
    let mut groups: Vec<String> = Vec::new();
    for name in names {
        if !groups.contains(&name.group) {
            groups.push(name.group.clone());
        }
    }
    groups
}

/// Offers a bare name where that is enough, unless the user has begun to write a group's.
fn processes(names: &[Name], in_group: bool) -> Vec<String> {
    let mut offered: Vec<String> = Vec::new();
    for name in names {
        if !in_group && name.process == name.group {
            offered.push(name.process.clone());
            continue;
        }
        offered.push(format!("{}:{}", name.group, name.process));
        let whole = format!("{}:*", name.group);
        if !offered.contains(&whole) {
            offered.push(whole);
        }
    }
    offered
}

#[cfg(test)]
mod tests {
    use super::*;

    fn offers(line: &str) -> Vec<String> {
        let name = |group: &str, process: &str| Name {
            group: group.into(),
            process: process.into(),
        };
        let names = [name("cat", "cat"), name("grp", "a-1"), name("grp", "b")];
        complete(line, || &names).1
    }

    #[test]
    fn t_18_the_first_word_is_a_command() {
        assert_eq!(offers("sta"), ["start ", "status "]);
        assert_eq!(offers("").len(), 22);
        assert_eq!(
            offers("help re"),
            ["reload ", "remove ", "reread ", "restart "]
        );
    }

    #[test]
    fn t_18_some_commands_take_groups() {
        for command in ["add", "remove", "update"] {
            assert_eq!(offers(&format!("{command} ")), ["cat ", "grp "]);
        }
    }

    #[test]
    fn t_18_some_commands_take_processes() {
        for command in [
            "clear", "fg", "pid", "restart", "signal", "start", "status", "stop", "tail",
        ] {
            assert_eq!(
                offers(&format!("{command} ")),
                ["cat ", "grp:a-1 ", "grp:* ", "grp:b "],
                "{command}"
            );
        }
    }

    #[test]
    fn t_18_after_a_colon_every_name_has_its_group() {
        assert_eq!(offers("stop cat:"), ["cat:cat ", "cat:* "]);
        assert_eq!(offers("stop x grp:a-"), ["grp:a-1 "]);
        assert_eq!(offers("stop grp:*"), ["grp:* "]);
    }

    #[test]
    fn t_18_the_others_take_nothing() {
        assert_eq!(offers("version "), [""; 0]);
        assert_eq!(offers("nonsense "), [""; 0]);
    }

    #[test]
    fn t_18_the_word_begins_after_the_last_blank() {
        assert_eq!(complete("  stop é c", || &[]).0, 10);
    }
}
