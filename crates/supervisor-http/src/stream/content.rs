//! What the events say.

use std::sync::Arc;

use supervisor_api::name::display_name;
use supervisor_api::resource::{StreamChange, StreamSample, StreamSnapshot, Summary, UsageOf};
use supervisor_api::{
    Change, ChangeNumber, Event, GroupName, ProcessName, ProgramUsage, Sample, Snapshot, Wall,
};

use super::frames::Shown;
use crate::api::daemon_view::daemon;
use crate::api::process_views::ProcessViews;
use crate::time::now;

/// The present, from which events are made.
pub(crate) struct Picture {
    snapshot: Arc<Snapshot>,
    sample: Arc<Sample>,
}

impl Picture {
    pub(crate) fn of(snapshot: Arc<Snapshot>, sample: Arc<Sample>) -> Self {
        Self { snapshot, sample }
    }

    /// Tells pictures apart.
    pub(crate) fn shown(&self) -> Shown {
        Shown {
            revision: self.snapshot.revision,
            second: now().seconds(),
            sampled: self.sample.at,
        }
    }

    /// Describes the daemon, whose run began at `started`, and all processes.
    pub(crate) fn everything(&self, started: Wall) -> StreamSnapshot {
        let views = ProcessViews::new(&self.sample);
        let processes = self.snapshot.processes();
        StreamSnapshot {
            daemon: daemon(&self.snapshot, started),
            processes: processes.map(|process| views.process(process)).collect(),
        }
    }

    /// Describes changes, each with what it happened to as that is now.
    pub(crate) fn each_change(
        &self,
        changes: &[Arc<Change>],
        mut tell: impl FnMut(ChangeNumber, &StreamChange),
    ) {
        let views = ProcessViews::new(&self.sample);
        let summary = Summary::of(self.snapshot.processes());
        for change in changes {
            tell(change.number, &self.change(change, &views, summary));
        }
    }

    fn change(&self, change: &Change, views: &ProcessViews<'_>, summary: Summary) -> StreamChange {
        let subject = Subject::of(&change.event);
        let process = subject.process.and_then(|(group, name)| {
            let mut processes = self.snapshot.group(group)?.processes.iter();
            processes.find(|process| process.config.name == *name)
        });
        StreamChange {
            at: change.at.rfc3339().unwrap_or_default(),
            event: change.event.event_type().name().to_owned(),
            process: process.map(|process| views.process(process)),
            group: subject.group.map(ToString::to_string),
            summary,
        }
    }
}

/// Describes what programs use.
pub(crate) fn usages(sample: &Sample) -> StreamSample {
    let usage = |program: &ProgramUsage| UsageOf {
        id: display_name(program.group.as_str(), program.process.as_str()),
        usage: program.usage,
    };
    StreamSample {
        at: sample.at.rfc3339().unwrap_or_default(),
        programs: sample.programs.iter().map(usage).collect(),
    }
}

/// What an event is about.
#[derive(Default)]
struct Subject<'a> {
    process: Option<(&'a GroupName, &'a ProcessName)>,
    group: Option<&'a GroupName>,
}

impl<'a> Subject<'a> {
    fn of(event: &'a Event) -> Self {
        match event {
            Event::ProcessState { group, process, .. } => Self {
                process: Some((group, process)),
                group: None,
            },
            Event::GroupAdded(group) | Event::GroupRemoved(group) => Self {
                process: None,
                group: Some(group),
            },
            // The daemon, or nothing that a picture shows.
            Event::SupervisorRunning
            | Event::SupervisorStopping
            | Event::RemoteCommunication { .. }
            | Event::ProcessCommunication(_)
            | Event::ProcessLog(_)
            | Event::Tick { .. } => Self::default(),
        }
    }
}
