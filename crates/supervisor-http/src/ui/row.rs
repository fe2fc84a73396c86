//! One process in the list.

use supervisor_api::info::LocalTime;
use supervisor_api::name::display_name;
use supervisor_api::{Backend, ProcessState, ProcessView, Usage, Wall};

use super::chart::Spark;
use super::story::{story, unmet_wish, word};
use super::words::{Moment, bytes, percent};
use crate::html::Quoted;

/// A process as the templates show it.
pub(super) struct Row {
    pub(super) id: String,
    /// The id as a part of a link.
    pub(super) link: String,
    pub(super) name: String,
    pub(super) state: ProcessState,
    pub(super) word: &'static str,
    pub(super) wish: Option<&'static str>,
    pub(super) since: Option<Moment>,
    pub(super) story: String,
    pub(super) stop_signal: String,
    pub(super) restarts: usize,
    pub(super) cpu: Option<String>,
    pub(super) memory: Option<String>,
    pub(super) spark: Spark,
    pub(super) is_checked: bool,
    /// How it does, as a class that colors its page.
    pub(super) health: &'static str,
    /// How urgently somebody should look at it; the lower, the more.
    pub(super) rank: u8,
    pub(super) usage: Usage,
    pub(super) entered: Wall,
}

/// What rows are made with.
pub(super) struct Making<'a, B, Z> {
    pub(super) backend: &'a B,
    pub(super) now: Wall,
    pub(super) zone: &'a Z,
}

impl<B: Backend, Z: LocalTime> Making<'_, B, Z> {
    pub(super) fn row(&self, process: &ProcessView, usage: Option<Usage>) -> Row {
        let (group, name) = (&process.group, &process.config.name);
        let id = display_name(group.as_str(), name.as_str());
        let history = self.backend.usage(group, name);
        let course = &process.course;
        let yesterday = Wall::from_seconds(self.now.seconds() - 86_400);
        Row {
            link: Quoted(&id).to_string(),
            id,
            name: name.to_string(),
            state: process.state,
            word: word(process.state),
            wish: unmet_wish(process),
            since: Moment::of(course.since, self.now, self.zone),
            story: story(process, self.now),
            stop_signal: process.config.stopsignal.to_string(),
            restarts: course.restarts.since(yesterday),
            cpu: usage.map(|usage| percent(usage.cpu)),
            memory: usage.map(|usage| bytes(usage.resident_bytes)),
            spark: Spark::of(&history, self.now),
            is_checked: false,
            health: health(process),
            rank: rank(process),
            usage: usage.unwrap_or_default(),
            entered: course.since,
        }
    }
}

fn health(process: &ProcessView) -> &'static str {
    match (rank(process), process.course.is_as_wanted(process.state)) {
        (0, _) => "bad",
        (_, false) => "busy",
        (_, true) => "good",
    }
}

/// Failed ones first, then those that have trouble; all others stay in their order.
fn rank(process: &ProcessView) -> u8 {
    let is_as_wanted = process.course.is_as_wanted(process.state);
    match process.state {
        ProcessState::Unknown => 0,
        ProcessState::Fatal if !is_as_wanted => 0,
        ProcessState::Backoff => 1,
        ProcessState::Stopped | ProcessState::Exited if !is_as_wanted => 1,
        ProcessState::Stopped
        | ProcessState::Starting
        | ProcessState::Running
        | ProcessState::Stopping
        | ProcessState::Exited
        | ProcessState::Fatal => 2,
    }
}
