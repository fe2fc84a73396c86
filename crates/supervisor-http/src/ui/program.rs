//! The page of one program.

use std::sync::Arc;

use askama::Template;
use supervisor_api::course::Restarts;
use supervisor_api::log::ReadRule;
use supervisor_api::name::display_name;
use supervisor_api::resource::{Configuration, Setting};
use supervisor_api::{
    Backend, Change, Channel, Configured, Event, LogRead, LogRef, Namespec, ProcessState,
    ProcessView, Snapshot, Wall,
};

use super::frame::Frame;
use super::row::Row;
use super::story::word;
use super::words::Moment;

/// How much of the end of a log is in the page itself.
const LOG_BYTES: i64 = 16 * 1024;

/// The page.
#[derive(Template)]
#[template(path = "ui/program.html")]
pub(super) struct Program {
    pub(super) frame: Frame,
    pub(super) row: Row,
    pub(super) facts: Vec<Fact>,
    pub(super) logs: Vec<Log>,
    pub(super) states: Vec<Stage>,
    pub(super) settings: Vec<Setting>,
}

/// Something known about a program.
pub(super) struct Fact {
    pub(super) name: &'static str,
    pub(super) text: String,
    pub(super) moment: Option<Moment>,
}

/// A state that the program has been in.
pub(super) struct Stage {
    pub(super) state: ProcessState,
    pub(super) word: &'static str,
    pub(super) entered: Moment,
}

/// One stream of the program's output.
pub(super) struct Log {
    pub(super) channel: &'static str,
    pub(super) path: Option<String>,
    /// Its end, without escape sequences.
    pub(super) text: String,
}

impl Log {
    /// Reads the end of each log; one that cannot be read is as good as empty.
    pub(super) async fn read_all<B: Backend>(
        backend: &B,
        process: &ProcessView,
        id: &str,
    ) -> Vec<Self> {
        let mut logs = Vec::new();
        for channel in Channel::ALL {
            let path = process.logfile(channel).map(str::to_owned);
            let text = match path {
                Some(_) => end_of_log(backend, id, channel).await,
                None => String::new(),
            };
            logs.push(Self {
                channel: channel.name(),
                path,
                text,
            });
        }
        logs
    }
}

async fn end_of_log<B: Backend>(backend: &B, id: &str, channel: Channel) -> String {
    let read = LogRead {
        log: LogRef::Process {
            name: Namespec::parse(id),
            channel,
        },
        offset: 0,
        length: LOG_BYTES,
        rule: ReadRule::Tail,
    };
    let slice = backend.read(read).await.unwrap_or_default();
    let text = String::from_utf8_lossy(&slice.bytes);
    // The first line is only a part of one, if there is more than fits.
    let is_cut = i64::try_from(slice.bytes.len()).is_ok_and(|length| length >= LOG_BYTES);
    let whole = text.split_once('\n').filter(|_| is_cut);
    plain(whole.map_or(&*text, |(_, rest)| rest))
}

/// Leaves out what colors text in a terminal.
fn plain(text: &str) -> String {
    let mut parts = text.split("\u{1b}[");
    let mut plain = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let end = part.find(|letter: char| ('@'..='~').contains(&letter));
        plain.push_str(end.and_then(|end| part.get(end + 1..)).unwrap_or_default());
    }
    plain
}

/// Lists what is known about a program besides what its row says.
pub(super) fn facts(process: &ProcessView, moment: impl Fn(Wall) -> Option<Moment>) -> Vec<Fact> {
    let course = &process.course;
    let fact = |name, text| Fact {
        name,
        text,
        moment: None,
    };
    let mut facts = vec![fact(
        "Process id",
        process
            .pid
            .map_or_else(|| "none".to_owned(), |pid| pid.to_string()),
    )];
    if let Some(exit) = course.last_exit {
        facts.push(Fact {
            moment: moment(exit.at),
            ..fact("Last exit", exit.status.to_string())
        });
    }
    facts.push(Fact {
        moment: moment(process.start),
        ..fact("Last start", String::new())
    });
    facts.push(fact("Restarts", restarts(&course.restarts)));
    facts
}

/// Tells how often a program has started again by itself, and why.
fn restarts(restarts: &Restarts) -> String {
    let reasons = [
        (restarts.expected, "after an expected exit"),
        (restarts.unexpected, "after an unexpected exit"),
        (restarts.retries, "after a failed start"),
    ];
    let told: Vec<_> = (reasons.into_iter())
        .filter(|(number, _)| *number > 0)
        .map(|(number, reason)| format!("{number} {reason}"))
        .collect();
    match told.is_empty() {
        true => "none".to_owned(),
        false => told.join(", "),
    }
}

/// Finds the settings of a program that are in force.
pub(super) fn settings(
    configured: &Configured,
    snapshot: &Snapshot,
    process: &ProcessView,
) -> Vec<Setting> {
    let id = display_name(process.group.as_str(), process.config.name.as_str());
    let groups = snapshot.group(&process.group).into_iter();
    let sections = Configuration::of(configured, groups).sections.into_iter();
    let mut own = sections.filter(|section| section.process.as_ref() == Some(&id));
    own.next()
        .map(|section| section.settings)
        .unwrap_or_default()
}

/// How many of its states a page begins with.
const STAGES: usize = 100;

/// Finds the states that a program has been in, the latest first.
pub(super) fn stages(
    process: &ProcessView,
    changes: &[Arc<Change>],
    moment: impl Fn(Wall) -> Option<Moment>,
) -> Vec<Stage> {
    let own = changes
        .iter()
        .rev()
        .filter_map(|change| match &change.event {
            Event::ProcessState {
                group,
                process: name,
                to,
                ..
            } if *group == process.group && *name == process.config.name => {
                let state = to.state();
                Some(Stage {
                    state,
                    word: word(state),
                    entered: moment(change.at)?,
                })
            }
            _ => None,
        });
    own.take(STAGES).collect()
}
