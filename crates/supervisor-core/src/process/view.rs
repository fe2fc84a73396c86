//! A process as readers see it.

use alloc::sync::Arc;

use supervisor_api::config::LogTarget;
use supervisor_api::course::{Next, Step};
use supervisor_api::{Channel, Course, ProcessView};

use super::Process;
use crate::state::{Deadline, State};
use crate::time::Now;

impl Process {
    /// Describes the process for readers.
    pub(crate) fn view(&self, now: Now) -> ProcessView {
        ProcessView {
            group: self.group.clone(),
            config: Arc::clone(&self.config),
            state: self.state(),
            start: self.last.started,
            stop: self.last.ended,
            pid: self.child().map(|child| child.pid),
            exit_code: self.last.exit_code,
            spawn_error: self.last.error.clone(),
            stdout_logfile: self.logfile(Channel::Stdout),
            stderr_logfile: self.logfile(Channel::Stderr),
            course: Course {
                wish: self.wish,
                since: self.since,
                next: self.next(now),
                failures: self.failures,
                last_exit: self.last_exit,
                restarts: self.restarts.clone(),
            },
        }
    }

    fn next(&self, now: Now) -> Option<Next> {
        let (step, at) = match (self.deadline()?, &self.state) {
            (Deadline::Start(at), _) => (Step::Start, at),
            (Deadline::Timer(at), State::Stopping { .. }) => (Step::Kill, at),
            (Deadline::Timer(at), _) => (Step::Up, at),
        };
        let at = now.wall_at(at);
        Some(Next { step, at })
    }

    fn logfile(&self, channel: Channel) -> Option<Arc<str>> {
        match (&self.config.output(channel).logfile, channel) {
            (LogTarget::None, _) => None,
            (LogTarget::File(path), _) => Some(path.as_str().into()),
            (LogTarget::Auto, Channel::Stdout) => self.auto_logs.stdout.clone(),
            (LogTarget::Auto, Channel::Stderr) => self.auto_logs.stderr.clone(),
        }
    }
}
