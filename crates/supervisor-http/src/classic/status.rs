//! The status page: a message, what can be done with everything, and the table (H-70).

use std::fmt::{Display, Formatter, Result};

use supervisor_api::info::LocalTime;
use supervisor_api::{ProcessInfo, SUPERVISOR_VERSION, Snapshot, Wall};

use crate::classic::row::Row;
use crate::html::Escaped;

pub(crate) const TITLE: &str = "Supervisor Status";

/// The body of the page.
pub(crate) struct Status<'a> {
    identifier: &'a str,
    message: Option<&'a str>,
    /// In the order of the table.
    processes: Vec<ProcessInfo>,
}

impl<'a> Status<'a> {
    pub(crate) fn of(
        snapshot: &'a Snapshot,
        message: Option<&'a str>,
        now: Wall,
        zone: &impl LocalTime,
    ) -> Self {
        let mut processes: Vec<_> = snapshot
            .processes()
            .map(|process| ProcessInfo::of(process, now, zone))
            .collect();
        processes.sort_by(|a, b| (&a.group, &a.name).cmp(&(&b.group, &b.name)));
        Self {
            identifier: &snapshot.identifier,
            message,
            processes,
        }
    }

    fn write_table(&self, f: &mut Formatter<'_>) -> Result {
        f.write_str(
            "<table>\n<thead>\n<tr>\n<th class=\"state\">State</th>\n\
             <th class=\"desc\">Description</th>\n<th class=\"name\">Name</th>\n\
             <th class=\"action\">Action</th>\n</tr>\n</thead>\n<tbody>\n",
        )?;
        for (number, info) in self.processes.iter().enumerate() {
            let shaded = number % 2 == 1;
            Row { info, shaded }.fmt(f)?;
        }
        f.write_str("</tbody>\n</table>\n")
    }
}

impl Display for Status<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        writeln!(
            f,
            "<header id=\"header\">\n<h1>{TITLE}</h1>\n<p>{}</p>\n</header>\n<main>",
            Escaped(self.identifier)
        )?;
        if let Some(message) = self.message {
            let message = Escaped(message);
            writeln!(
                f,
                "<div class=\"status_msg\" role=\"status\">{message}</div>"
            )?;
        }
        f.write_str(BUTTONS)?;
        if self.processes.is_empty() {
            f.write_str("<p>No programs to manage</p>\n")?;
        } else {
            self.write_table(f)?;
        }
        writeln!(
            f,
            "</main>\n<footer id=\"footer\">supervisor-rs {}, compatible with Supervisor \
             <span>{SUPERVISOR_VERSION}</span></footer>",
            env!("CARGO_PKG_VERSION")
        )
    }
}

const BUTTONS: &str = "<ul id=\"buttons\">\n\
     <li class=\"action-button\"><a href=\"index.html?action=refresh\">Refresh</a></li>\n\
     <li class=\"action-button\"><a href=\"index.html?action=restartall\">Restart All</a></li>\n\
     <li class=\"action-button\"><a href=\"index.html?action=stopall\">Stop All</a></li>\n\
     </ul>\n";

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use supervisor_api::{
        Course, GroupConfig, GroupView, Mood, ProcessConfig, ProcessState, ProcessView, Revision,
    };

    use super::*;
    use crate::classic::document::document;

    struct Utc;

    impl LocalTime for Utc {
        fn offset_at(&self, _: Wall) -> i64 {
            0
        }
    }

    const NOW: i64 = 1_795_617_861;

    fn process(group: &str, name: &str, state: ProcessState) -> ProcessView {
        let is_new = state == ProcessState::Starting;
        ProcessView {
            group: group.into(),
            config: Arc::new(ProcessConfig::new(name, "/bin/cat")),
            state,
            start: Wall::from_seconds(if is_new { NOW } else { NOW - 90_061 }),
            stop: Wall::from_seconds(NOW - 60),
            pid: (state == ProcessState::Running).then_some(4243),
            exit_code: None,
            spawn_error: (state == ProcessState::Fatal).then(|| "can't <exec> it".into()),
            stdout_logfile: None,
            stderr_logfile: None,
            course: Course::default(),
        }
    }

    fn group(name: &str, processes: &[(&str, ProcessState)]) -> GroupView {
        let config = GroupConfig {
            name: name.into(),
            priority: 999,
            processes: Vec::new(),
            pool: None,
        };
        let view = |&(process_name, state): &_| process(name, process_name, state);
        GroupView {
            config: Arc::new(config),
            processes: processes.iter().map(view).collect(),
            pool: None,
        }
    }

    fn status_page(groups: Vec<GroupView>, message: Option<&str>) -> String {
        let snapshot = Snapshot {
            revision: Revision(1),
            mood: Mood::Running,
            pid: 4242,
            identifier: "the <&> daemon".to_owned(),
            groups,
            configured: Vec::new(),
        };
        let status = Status::of(&snapshot, message, Wall::from_seconds(NOW), &Utc);
        document(TITLE, status)
    }

    #[test]
    fn h_70_the_page_as_it_is() {
        let page = status_page(
            vec![
                group("web", &[("web", ProcessState::Running)]),
                group(
                    "jobs",
                    &[
                        ("mail", ProcessState::Exited),
                        ("bill", ProcessState::Fatal),
                        ("<new>", ProcessState::Starting),
                    ],
                ),
            ],
            Some("Process <web> started"),
        );

        let page = page.replace(env!("CARGO_PKG_VERSION"), "(version)");
        insta::assert_snapshot!(page);
    }

    #[test]
    fn h_70_without_processes_a_sentence_is_in_the_place_of_the_table() {
        let page = status_page(vec![group("empty", &[])], None);

        assert!(page.contains("<p>No programs to manage</p>"), "{page}");
        assert!(!page.contains("<table>"), "{page}");
        assert!(!page.contains("status_msg"), "{page}");
    }

    #[test]
    fn h_70_rows_are_sorted_by_group_and_then_by_name() {
        let stopped = ProcessState::Stopped;
        let page = status_page(
            vec![
                group("b", &[("b", stopped), ("a", stopped)]),
                group("a:", &[("z", stopped)]),
                group("a", &[("y", stopped)]),
            ],
            None,
        );

        let names: Vec<_> = page
            .split("\" target=\"_blank\">")
            .skip(1)
            .filter_map(|rest| rest.split_once("</a></td>"))
            .map(|(name, _)| name)
            .collect();
        assert_eq!(names, ["a:y", "a::z", "b:a", "b"]);
    }
}
