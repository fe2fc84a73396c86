//! Why a process is as it is, and what comes next. `assets/ui/words.js` does the same.

use supervisor_api::course::{Next, Step};
use supervisor_api::{ProcessState, ProcessView, Wall, Wish};

use super::words::{count, span};

/// Tells in a line how the process came here and what it does next by itself.
pub(super) fn story(process: &ProcessView, now: Wall) -> String {
    let parts = [past(process), next(process, now)];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

fn past(process: &ProcessView) -> Option<String> {
    let course = &process.course;
    let exit = course.last_exit.map(|exit| exit.status.to_string());
    // If the last start made a child, its end says more than that it ended too quickly.
    let is_of_last_start = course
        .last_exit
        .is_some_and(|exit| exit.at >= process.start);
    let error = process.spawn_error.as_deref().map(str::to_owned);
    let reason = if is_of_last_start {
        exit.clone()
    } else {
        error
    };
    match process.state {
        ProcessState::Running if course.restarts.total() > 0 => {
            exit.map(|exit| format!("restarted ({exit})"))
        }
        ProcessState::Running | ProcessState::Starting => None,
        ProcessState::Backoff => Some(format!(
            "{}, {}",
            reason.unwrap_or_else(|| "start failed".to_owned()),
            count(course.failures.into(), "failed start", "failed starts")
        )),
        ProcessState::Stopping => Some(format!("{} sent", process.config.stopsignal)),
        ProcessState::Exited => exit.map(|exit| match course.last_exit {
            Some(last) if last.expected => format!("{exit}, as expected"),
            _ => exit,
        }),
        ProcessState::Fatal => Some(match reason {
            Some(reason) => format!("{reason}, gave up"),
            None => "gave up".to_owned(),
        }),
        ProcessState::Stopped if exit.is_none() => Some("not started yet".to_owned()),
        ProcessState::Stopped => Some("stopped on command".to_owned()),
        ProcessState::Unknown => Some("cannot be signaled".to_owned()),
    }
}

fn next(process: &ProcessView, now: Wall) -> Option<String> {
    let Next { step, at } = process.course.next?;
    let left = (at.micros() - now.micros()).max(0);
    // A deadline that is less than a second away is not there yet.
    let left = span((left + 999_999) / 1_000_000);
    Some(match step {
        Step::Start if process.state == ProcessState::Backoff => format!("retry in {left}"),
        Step::Start => format!("starts in {left}"),
        Step::Up => format!("counts as running in {left}"),
        Step::Kill => format!("SIGKILL in {left}"),
    })
}

/// Returns what the process should be, if it is not, and is not on its way there either.
pub(super) fn unmet_wish(process: &ProcessView) -> Option<&'static str> {
    if process.course.is_as_wanted(process.state) {
        return None;
    }
    match (process.course.wish, process.state) {
        (Wish::Up, ProcessState::Starting) | (Wish::Down, ProcessState::Stopping) => None,
        (Wish::Up, _) => Some("should run"),
        (Wish::Down, _) => Some("should be stopped"),
        (Wish::Done, _) => Some("should have ended"),
    }
}

/// Says what a state looks like in a page: a word that is not shouted.
pub(super) const fn word(state: ProcessState) -> &'static str {
    match state {
        ProcessState::Stopped => "stopped",
        ProcessState::Starting => "starting",
        ProcessState::Running => "running",
        ProcessState::Backoff => "backoff",
        ProcessState::Stopping => "stopping",
        ProcessState::Exited => "exited",
        ProcessState::Fatal => "fatal",
        ProcessState::Unknown => "unknown",
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use supervisor_api::course::{LastExit, Restarts};
    use supervisor_api::{Course, ExitStatus, ProcessConfig};

    use super::*;

    const NOW: i64 = 1_795_629_600;

    fn at(seconds: i64) -> Wall {
        Wall::from_seconds(NOW + seconds)
    }

    fn process(state: ProcessState, wish: Wish) -> ProcessView {
        ProcessView {
            group: "web".into(),
            config: Arc::new(ProcessConfig::new("web", "/bin/cat")),
            state,
            start: at(-10),
            stop: Wall::NEVER,
            pid: None,
            exit_code: None,
            spawn_error: None,
            stdout_logfile: None,
            stderr_logfile: None,
            course: Course {
                wish,
                ..Course::default()
            },
        }
    }

    fn ended(mut process: ProcessView, code: i32, ago: i64, expected: bool) -> ProcessView {
        process.course.last_exit = Some(LastExit {
            status: ExitStatus::Exited(code),
            expected,
            at: at(-ago),
        });
        process
    }

    fn told(process: &ProcessView) -> String {
        story(process, at(0))
    }

    #[test]
    fn a_process_in_backoff_says_why_and_when_it_is_tried_again() {
        let mut backoff = ended(process(ProcessState::Backoff, Wish::Up), 3, 5, false);
        backoff.course.failures = 2;
        backoff.spawn_error = Some("Exited too quickly".into());
        backoff.course.next = Some(Next {
            step: Step::Start,
            at: at(7),
        });

        assert_eq!(
            told(&backoff),
            "exit status 3, 2 failed starts, retry in 7\u{a0}s"
        );
        assert_eq!(unmet_wish(&backoff), Some("should run"));
    }

    #[test]
    fn a_start_without_a_child_tells_its_own_error_and_not_an_older_exit() {
        let mut fatal = ended(process(ProcessState::Fatal, Wish::Up), 0, 500, true);
        fatal.spawn_error = Some("can't find command".into());

        assert_eq!(told(&fatal), "can't find command, gave up");
    }

    #[test]
    fn a_stop_says_what_was_sent_and_when_it_gets_worse() {
        let mut stopping = process(ProcessState::Stopping, Wish::Down);
        stopping.course.next = Some(Next {
            step: Step::Kill,
            at: Wall::from_micros(at(7).micros() + 200_000),
        });

        assert_eq!(unmet_wish(&stopping), None);
        assert_eq!(told(&stopping), "SIGTERM sent, SIGKILL in 8\u{a0}s");
    }

    #[test]
    fn what_runs_or_rests_as_it_should_has_little_to_tell() {
        assert_eq!(told(&process(ProcessState::Running, Wish::Up)), "");
        assert_eq!(
            told(&process(ProcessState::Stopped, Wish::Down)),
            "not started yet"
        );
        let exited = ended(process(ProcessState::Exited, Wish::Done), 0, 5, true);
        assert_eq!(told(&exited), "exit status 0, as expected");
        assert_eq!(unmet_wish(&exited), None);

        let mut restarted = ended(process(ProcessState::Running, Wish::Up), 1, 5, false);
        restarted.course.restarts = Restarts {
            unexpected: 1,
            ..Restarts::default()
        };
        assert_eq!(told(&restarted), "restarted (exit status 1)");
    }
}
