//! A process: one life after the other, and what outlives each.

mod birth;
mod death;
mod stop;
mod view;

use alloc::string::{String, ToString};
use alloc::sync::Arc;

use supervisor_api::course::{LastExit, Restarts};
use supervisor_api::event::StateChange;
use supervisor_api::{
    Channel, Event, GroupConfig, GroupName, ProcessConfig, ProcessState, Wall, Wish,
};

use crate::handler;
use crate::id::{ChildId, ProcessId};
use crate::state::{Child, Deadline, State};
use crate::time::{Mono, Now};
use crate::turn::Turn;

/// One process of an active group.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Process {
    id: ProcessId,
    group: GroupName,
    config: Arc<ProcessConfig>,
    wish: Wish,
    state: State,
    /// When the present state was entered.
    since: Wall,
    /// Failed starts in a row (P-12).
    failures: u32,
    last: LastRun,
    /// How the last child ended; unlike [`LastRun`] it outlives the next start.
    last_exit: Option<LastExit>,
    restarts: Restarts,
    auto_logs: AutoLogs,
    /// Why it cannot run.
    refusal: Option<Arc<str>>,
}

/// What clients may ask about the last life, while the next one has not replaced it.
#[derive(Clone, Debug, Default, PartialEq)]
struct LastRun {
    started: Wall,
    ended: Wall,
    /// When the last start was tried, for the respawn floor.
    tried: Mono,
    exit_code: Option<i32>,
    error: Option<Arc<str>>,
}

/// The names of automatic logs, once the shell has chosen them (C-166).
#[derive(Clone, Debug, Default, PartialEq)]
struct AutoLogs {
    stdout: Option<Arc<str>>,
    stderr: Option<Arc<str>>,
}

impl Process {
    /// Makes a process that has never run; with `autostart` it is due at once (P-21).
    pub(crate) fn new(
        id: ProcessId,
        group: &GroupConfig,
        config: Arc<ProcessConfig>,
        now: Now,
    ) -> Self {
        Self {
            id,
            group: group.name.clone(),
            wish: if config.autostart {
                Wish::Up
            } else {
                Wish::Down
            },
            state: State::Stopped {
                start_at: config.autostart.then_some(now.mono),
            },
            since: now.wall,
            failures: 0,
            last: LastRun::default(),
            last_exit: None,
            restarts: Restarts::default(),
            auto_logs: AutoLogs::default(),
            refusal: handler::refusal(group),
            config,
        }
    }

    pub(crate) fn id(&self) -> ProcessId {
        self.id
    }

    pub(crate) fn group(&self) -> &GroupName {
        &self.group
    }

    pub(crate) fn config(&self) -> &Arc<ProcessConfig> {
        &self.config
    }

    /// Returns the name as log lines show it: never with the group.
    pub(crate) fn name(&self) -> &str {
        self.config.name.as_str()
    }

    pub(crate) fn state(&self) -> ProcessState {
        self.state.api()
    }

    pub(crate) fn deadline(&self) -> Option<Deadline> {
        self.state.deadline()
    }

    /// Returns the child that exists.
    pub(crate) fn child(&self) -> Option<Child> {
        self.state.child()
    }

    /// Returns the life that is going on, or about to begin.
    pub(crate) fn life(&self) -> Option<ChildId> {
        self.state.life()
    }

    /// Tells whether the process lives or is about to: whoever connects to its socket will be
    /// served. `may_start` tells whether anything still starts by itself.
    pub(crate) fn needs_socket(&self, may_start: bool) -> bool {
        let is_due = match self.deadline() {
            Some(Deadline::Start(_)) => may_start,
            Some(Deadline::Timer(_)) | None => false,
        };
        is_due || self.life().is_some()
    }

    /// Remembers the name of an automatic log.
    pub(crate) fn name_log(&mut self, channel: Channel, path: Arc<str>) {
        match channel {
            Channel::Stdout => self.auto_logs.stdout = Some(path),
            Channel::Stderr => self.auto_logs.stderr = Some(path),
        }
    }

    /// Enters a state: exactly one event tells of it.
    fn enter(&mut self, state: State, change: StateChange, turn: &mut Turn<'_>) {
        let from = self.state();
        self.state = state;
        self.since = turn.now.wall;
        turn.event(Event::ProcessState {
            group: self.group.clone(),
            process: self.config.name.clone(),
            from,
            to: change,
        });
        turn.entered(self.id, change);
    }

    fn fail_with(&mut self, text: &impl ToString) -> String {
        let text = text.to_string();
        self.last.error = Some(text.as_str().into());
        text
    }
}
