//! What the events say.

use std::sync::Arc;

use supervisor_api::name::display_name;
use supervisor_api::resource::{StreamChange, StreamSample, StreamSnapshot, Summary, UsageOf};
use supervisor_api::{
    Change, ChangeNumber, Event, GroupName, ProcessState, ProcessView, Sample, Snapshot, Wall,
};

use super::frames::Shown;
use crate::api::daemon_view::daemon;
use crate::api::process_views::ProcessViews;
use crate::api::usages::Usages;
use crate::operations::Selector;
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

    /// Describes the daemon, whose run began at `started`, and the processes that are meant.
    pub(crate) fn everything(&self, started: Wall, selector: &Selector) -> StreamSnapshot {
        let views = ProcessViews::new(&self.sample);
        let processes = self.snapshot.processes().filter(|it| selector.means(it));
        StreamSnapshot {
            daemon: daemon(&self.snapshot, started),
            processes: processes.map(|process| views.process(process)).collect(),
        }
    }

    /// Describes changes, each with what it happened to as that is now. What did not happen to a
    /// process is for everybody.
    pub(crate) fn each_change(
        &self,
        changes: &[Arc<Change>],
        selector: &Selector,
        mut tell: impl FnMut(ChangeNumber, &StreamChange),
    ) {
        let views = ProcessViews::new(&self.sample);
        let summary = Summary::of(self.snapshot.processes());
        for change in changes {
            let subject = Subject::of(&change.event, &self.snapshot);
            if selector.is_empty() || subject.is_meant(selector) {
                let described = subject.change(change, &views, summary);
                tell(change.number, &described);
            }
        }
    }

    /// Describes what the programs that are meant use.
    pub(crate) fn usages(&self, selector: &Selector) -> StreamSample {
        let usages = Usages::of(&self.sample);
        let processes = self.snapshot.processes().filter(|it| selector.means(it));
        let usage = |process: &ProcessView| {
            Some(UsageOf {
                id: display_name(process.group.as_str(), process.config.name.as_str()),
                usage: usages.usage(process)?,
            })
        };
        StreamSample {
            at: self.sample.at.rfc3339().unwrap_or_default(),
            programs: processes.filter_map(usage).collect(),
        }
    }
}

/// What an event is about.
enum Subject<'a> {
    /// A process, unless it is gone by now, and the states that it left and entered.
    Process(Option<&'a ProcessView>, [ProcessState; 2]),
    Group(&'a GroupName),
    /// The daemon, or nothing that a picture shows.
    Daemon,
}

impl<'a> Subject<'a> {
    fn of(event: &'a Event, snapshot: &'a Snapshot) -> Self {
        match event {
            Event::ProcessState {
                group,
                process,
                from,
                to,
            } => {
                let mut processes = snapshot
                    .group(group)
                    .into_iter()
                    .flat_map(|it| &it.processes);
                let found = processes.find(|it| it.config.name == *process);
                Self::Process(found, [*from, to.state()])
            }
            Event::GroupAdded(group) | Event::GroupRemoved(group) => Self::Group(group),
            Event::SupervisorRunning
            | Event::SupervisorStopping
            | Event::RemoteCommunication { .. }
            | Event::ProcessCommunication(_)
            | Event::ProcessLog(_)
            | Event::Tick { .. } => Self::Daemon,
        }
    }

    /// A process is also meant by the state that it has left: else nobody who has chosen a state
    /// would learn that one is no more in it.
    fn is_meant(&self, selector: &Selector) -> bool {
        match self {
            Self::Process(None, _) => false,
            Self::Process(Some(process), states) => {
                selector.means(process)
                    || states
                        .iter()
                        .any(|state| selector.means_in(process, *state))
            }
            Self::Group(_) | Self::Daemon => true,
        }
    }

    fn change(&self, change: &Change, views: &ProcessViews<'_>, summary: Summary) -> StreamChange {
        let (process, group) = match self {
            Self::Process(process, _) => (*process, None),
            Self::Group(group) => (None, Some(group)),
            Self::Daemon => (None, None),
        };
        StreamChange {
            at: change.at.rfc3339().unwrap_or_default(),
            event: change.event.event_type().name().to_owned(),
            process: process.map(|process| views.process(process)),
            group: group.map(ToString::to_string),
            summary,
        }
    }
}
