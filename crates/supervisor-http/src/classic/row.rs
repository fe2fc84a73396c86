//! One process in the table of the status page (H-71).

use std::fmt::{Display, Formatter, Result};

use supervisor_api::name::display_name;
use supervisor_api::{ProcessInfo, ProcessState};

use crate::html::{Escaped, Quoted};

/// A row of the table.
pub(crate) struct Row<'a> {
    pub(crate) info: &'a ProcessInfo,
    /// Whether it is one of the rows that are set off from their neighbors.
    pub(crate) shaded: bool,
}

impl Display for Row<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        let Self { info, shaded } = self;
        let name = display_name(info.group.as_str(), info.name.as_str());
        let link = Quoted(&name);
        let shade = if *shaded { " class=\"shade\"" } else { "" };
        write!(
            f,
            "<tr{shade}>\n\
             <td class=\"status\"><span class=\"{}\">{}</span></td>\n\
             <td class=\"desc\"><span>{}</span></td>\n\
             <td class=\"name\"><a href=\"tail.html?processname={link}\" \
             target=\"_blank\">{}</a></td>\n\
             <td class=\"action\">\n<ul>\n",
            class(info.state),
            info.state.name().to_lowercase(),
            Escaped(&info.description),
            Escaped(&name)
        )?;
        for entry in entries(info.state) {
            entry.write(f, &link)?;
        }
        f.write_str("</ul>\n</td>\n</tr>\n")
    }
}

fn class(state: ProcessState) -> &'static str {
    match state {
        ProcessState::Running => "statusrunning",
        ProcessState::Fatal | ProcessState::Backoff => "statuserror",
        ProcessState::Stopped
        | ProcessState::Starting
        | ProcessState::Stopping
        | ProcessState::Exited
        | ProcessState::Unknown => "statusnominal",
    }
}

/// An entry in the last column. The places of those that a state does not have are kept free, so
/// that the others are in the same place in every row.
enum Entry {
    Action(&'static str, &'static str),
    Tail(&'static str, &'static str),
    Free,
}

const START: Entry = Entry::Action("Start", "start");
const STOP: Entry = Entry::Action("Stop", "stop");
const RESTART: Entry = Entry::Action("Restart", "restart");
const CLEAR_LOG: Entry = Entry::Action("Clear Log", "clearlog");
const TAIL_STDOUT: Entry = Entry::Tail("Tail -f Stdout", "");
const TAIL_STDERR: Entry = Entry::Tail("Tail -f Stderr", "/stderr");

fn entries(state: ProcessState) -> [Entry; 5] {
    let (first, second) = match state {
        ProcessState::Running => (RESTART, STOP),
        ProcessState::Stopped | ProcessState::Exited | ProcessState::Fatal => (START, Entry::Free),
        ProcessState::Starting
        | ProcessState::Backoff
        | ProcessState::Stopping
        | ProcessState::Unknown => (Entry::Free, Entry::Free),
    };
    [first, second, CLEAR_LOG, TAIL_STDOUT, TAIL_STDERR]
}

impl Entry {
    fn write(&self, f: &mut Formatter<'_>, link: &Quoted<'_>) -> Result {
        match self {
            Self::Action(label, action) => writeln!(
                f,
                "<li><a href=\"index.html?processname={link}&amp;action={action}\" \
                 name=\"{label}\">{label}</a></li>"
            ),
            Self::Tail(label, channel) => writeln!(
                f,
                "<li><a href=\"logtail/{link}{channel}\" name=\"{label}\" \
                 target=\"_blank\">{label}</a></li>"
            ),
            Self::Free => writeln!(f, "<li class=\"hidden\"></li>"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(group: &str, name: &str, state: ProcessState) -> String {
        let info = ProcessInfo {
            name: name.into(),
            group: group.into(),
            start: 0,
            stop: 0,
            now: 0,
            state,
            spawnerr: String::new(),
            exitstatus: 0,
            stdout_logfile: String::new(),
            stderr_logfile: String::new(),
            pid: 0,
            description: "<b>&".to_owned(),
        };
        let shaded = state == ProcessState::Running;
        let info = &info;
        Row { info, shaded }.to_string()
    }

    fn labels(state: ProcessState) -> Vec<String> {
        let row = row("web", "web", state);
        let entries = row.lines().filter(|line| line.starts_with("<li"));
        let label = |line: &str| {
            let text = line.strip_suffix("</a></li>")?;
            Some(text.rsplit_once('>')?.1.to_owned())
        };
        entries
            .map(|line| label(line).unwrap_or_default())
            .collect()
    }

    #[test]
    fn h_71_a_row_has_the_links_of_the_original() {
        let row = row("g", "w&1", ProcessState::Running);

        assert_eq!(
            row,
            "<tr class=\"shade\">\n\
             <td class=\"status\"><span class=\"statusrunning\">running</span></td>\n\
             <td class=\"desc\"><span>&lt;b&gt;&amp;</span></td>\n\
             <td class=\"name\"><a href=\"tail.html?processname=g%3Aw%261\" \
             target=\"_blank\">g:w&amp;1</a></td>\n\
             <td class=\"action\">\n<ul>\n\
             <li><a href=\"index.html?processname=g%3Aw%261&amp;action=restart\" \
             name=\"Restart\">Restart</a></li>\n\
             <li><a href=\"index.html?processname=g%3Aw%261&amp;action=stop\" \
             name=\"Stop\">Stop</a></li>\n\
             <li><a href=\"index.html?processname=g%3Aw%261&amp;action=clearlog\" \
             name=\"Clear Log\">Clear Log</a></li>\n\
             <li><a href=\"logtail/g%3Aw%261\" name=\"Tail -f Stdout\" \
             target=\"_blank\">Tail -f Stdout</a></li>\n\
             <li><a href=\"logtail/g%3Aw%261/stderr\" name=\"Tail -f Stderr\" \
             target=\"_blank\">Tail -f Stderr</a></li>\n\
             </ul>\n</td>\n</tr>\n"
        );
    }

    #[test]
    fn h_71_the_actions_are_those_that_the_state_allows() {
        let tails = ["Clear Log", "Tail -f Stdout", "Tail -f Stderr"];
        for state in ProcessState::ALL {
            let first = match state {
                ProcessState::Running => ["Restart", "Stop"],
                ProcessState::Stopped | ProcessState::Exited | ProcessState::Fatal => ["Start", ""],
                _ => ["", ""],
            };
            let expected = [&first[..], &tails[..]].concat();
            assert_eq!(labels(state), expected, "{state:?}");
        }
    }

    #[test]
    fn h_71_what_went_wrong_is_set_off() {
        let class_of = |state| class(state);

        assert_eq!(class_of(ProcessState::Fatal), "statuserror");
        assert_eq!(class_of(ProcessState::Backoff), "statuserror");
        assert_eq!(class_of(ProcessState::Exited), "statusnominal");
    }
}
