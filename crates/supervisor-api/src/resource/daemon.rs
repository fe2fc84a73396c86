//! The daemon itself.

use alloc::string::String;

use serde::{Deserialize, Serialize};

use crate::snapshot::{ProcessView, Revision};
use crate::state::{Mood, ProcessState, Wish};

/// The daemon that answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Daemon {
    /// `[supervisord] identifier`.
    pub identifier: String,
    pub host: String,
    pub pid: u32,
    pub state: Mood,
    /// Our own version.
    pub version: String,
    /// The version of Supervisor that we stand in for.
    pub supervisor_version: String,
    /// When this run began.
    pub started_at: Option<String>,
    /// Rises with every change of a run; two answers of a run with the same number show the same.
    #[cfg_attr(feature = "openapi", schema(value_type = u64))]
    pub revision: Revision,
    pub summary: Summary,
}

/// How many processes there are, and in which condition.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Summary {
    pub total: u32,
    /// What they should be: running, stopped, or ended for good.
    pub as_wanted: u32,
    pub running: u32,
    /// Starting, or stopping.
    pub changing: u32,
    /// Failed to start and waiting to be tried again.
    pub backoff: u32,
    /// Should be up, and will not be without help: FATAL, or in UNKNOWN.
    pub failed: u32,
}

impl Summary {
    /// Counts processes.
    pub fn of<'a>(processes: impl IntoIterator<Item = &'a ProcessView>) -> Self {
        let mut summary = Self::default();
        for process in processes {
            summary.count(process);
        }
        summary
    }

    fn count(&mut self, process: &ProcessView) {
        self.total += 1;
        if process.course.is_as_wanted(process.state) {
            self.as_wanted += 1;
        }
        match process.state {
            ProcessState::Running => self.running += 1,
            ProcessState::Starting | ProcessState::Stopping => self.changing += 1,
            ProcessState::Backoff => self.backoff += 1,
            ProcessState::Fatal if process.course.wish == Wish::Up => self.failed += 1,
            ProcessState::Unknown => self.failed += 1,
            ProcessState::Stopped | ProcessState::Exited | ProcessState::Fatal => {}
        }
    }
}
