//! One process.

use alloc::string::{String, ToString};

use serde::{Deserialize, Serialize};

use crate::course::{LastExit, Next, Restarts, Step};
use crate::info::{LocalTime, ProcessInfo};
use crate::log::Channel;
use crate::name::display_name;
use crate::sample::Usage;
use crate::snapshot::ProcessView;
use crate::state::{ProcessState, Wish};
use crate::status::ExitStatus;
use crate::time::Wall;

/// One process of a program.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Process {
    /// The name that commands take: `name`, or `group:name` where the group has another.
    pub id: String,
    pub group: String,
    pub name: String,
    pub state: ProcessState,
    /// What the process should be; `null` where the daemon does not tell.
    pub wanted: Option<Wish>,
    /// Whether it is what it should be.
    pub as_wanted: Option<bool>,
    /// When the present state was entered.
    pub since: Option<String>,
    /// What happens next by itself, and when.
    pub next: Option<NextStep>,
    pub pid: Option<u32>,
    /// When the last start was tried.
    pub started_at: Option<String>,
    /// When the last child ended.
    pub stopped_at: Option<String>,
    /// The text that `supervisorctl status` shows.
    pub description: String,
    /// Why the last start failed, or the last exit was not expected.
    pub error: Option<String>,
    /// How the last child ended, however many starts ago.
    pub last_exit: Option<Exit>,
    /// Failed starts in a row.
    pub failed_starts: Option<u32>,
    pub restarts: Option<RestartCounts>,
    pub logs: Logs,
    /// What the process and everything it has started use; `null` while nobody has asked for it
    /// lately, or without a child.
    pub usage: Option<Usage>,
}

/// What a process does next by itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NextStep {
    pub step: Step,
    pub at: String,
}

/// The end of a child.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Exit {
    /// In words, as the log has it: `exit status 1`, `terminated by SIGKILL`.
    pub reason: String,
    /// The exit code, unless a signal ended the child.
    pub code: Option<i32>,
    /// The signal that ended the child, such as `SIGKILL`.
    pub signal: Option<String>,
    pub core_dumped: bool,
    /// Whether `exitcodes` has the code.
    pub expected: bool,
    pub at: String,
}

/// How often a process has started again by itself since the daemon knows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RestartCounts {
    /// After an expected exit.
    pub expected: u64,
    /// After any other exit.
    pub unexpected: u64,
    /// After a failed start.
    pub retries: u64,
    /// Of all these the ones of the last 24 hours, up to 100.
    pub last_day: u32,
}

/// Where the output goes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Logs {
    pub stdout: Option<String>,
    pub stderr: Option<String>,
}

impl Process {
    /// Describes a process of the daemon.
    #[must_use]
    pub fn of(view: &ProcessView, usage: Option<Usage>, now: Wall, zone: &impl LocalTime) -> Self {
        let course = &view.course;
        let log = |channel| view.logfile(channel).map(ToString::to_string);
        Self {
            wanted: Some(course.wish),
            as_wanted: Some(course.is_as_wanted(view.state)),
            since: course.since.rfc3339(),
            next: course.next.and_then(NextStep::of),
            started_at: view.start.rfc3339(),
            stopped_at: view.stop.rfc3339(),
            last_exit: course.last_exit.map(Exit::of),
            failed_starts: Some(course.failures),
            restarts: Some(RestartCounts::of(&course.restarts, now)),
            logs: Logs {
                stdout: log(Channel::Stdout),
                stderr: log(Channel::Stderr),
            },
            usage,
            ..Self::from(ProcessInfo::of(view, now, zone))
        }
    }
}

/// What `getProcessInfo` tells, which is less.
impl From<ProcessInfo> for Process {
    fn from(info: ProcessInfo) -> Self {
        let path = |path: String| Some(path).filter(|path| !path.is_empty());
        Self {
            id: display_name(info.group.as_str(), info.name.as_str()),
            group: info.group.to_string(),
            name: info.name.to_string(),
            state: info.state,
            wanted: None,
            as_wanted: None,
            since: None,
            next: None,
            pid: Some(info.pid).filter(|pid| *pid != 0),
            started_at: Wall::from_seconds(info.start).rfc3339(),
            stopped_at: Wall::from_seconds(info.stop).rfc3339(),
            description: info.description,
            error: Some(info.spawnerr).filter(|error| !error.is_empty()),
            last_exit: None,
            failed_starts: None,
            restarts: None,
            logs: Logs {
                stdout: path(info.stdout_logfile),
                stderr: path(info.stderr_logfile),
            },
            usage: None,
        }
    }
}

impl NextStep {
    fn of(next: Next) -> Option<Self> {
        let at = next.at.rfc3339()?;
        Some(Self {
            step: next.step,
            at,
        })
    }
}

impl Exit {
    fn of(exit: LastExit) -> Self {
        let (code, signal, core_dumped) = match exit.status {
            ExitStatus::Exited(code) => (Some(code), None, false),
            ExitStatus::Signaled {
                signal,
                core_dumped,
            } => (None, Some(signal.to_string()), core_dumped),
            ExitStatus::Unclear(_) => (None, None, false),
        };
        Self {
            reason: exit.status.to_string(),
            code,
            signal,
            core_dumped,
            expected: exit.expected,
            at: exit.at.rfc3339().unwrap_or_default(),
        }
    }
}

impl RestartCounts {
    fn of(restarts: &Restarts, now: Wall) -> Self {
        let yesterday = Wall::from_micros(now.micros() - 86_400_000_000);
        Self {
            expected: restarts.expected,
            unexpected: restarts.unexpected,
            retries: restarts.retries,
            last_day: u32::try_from(restarts.since(yesterday)).unwrap_or(u32::MAX),
        }
    }
}
