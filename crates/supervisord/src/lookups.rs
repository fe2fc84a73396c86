//! What may take its time: users and hosts, which network services may have to find, and the files
//! of a command, which can be on a network file system. The loop never waits for them.
//!
//! Names are looked up where their configuration is read, again with every commanded start, and
//! after each launch for the next one: a launch finds the last answer and starts in its turn.

use std::collections::HashSet;
use std::sync::Arc;

use supervisor_api::ProcessConfig;
use supervisor_core::{Input, ProcessId, RequestId};
use tokio::sync::mpsc;

use crate::kernel;
use crate::known::{self, Known, Name};
use crate::worker::Worker;

/// How many answers may wait for the loop.
const QUEUE: usize = 64;

/// The check before a commanded start.
#[derive(Debug)]
pub(crate) struct Preflight {
    pub(crate) request: RequestId,
    pub(crate) process: ProcessId,
    pub(crate) config: Arc<ProcessConfig>,
}

/// What was looked up.
#[derive(Debug)]
pub(crate) struct Looked {
    pub(crate) known: Known,
    /// What the core waits for.
    pub(crate) fact: Option<Input>,
}

#[derive(Debug)]
enum Job {
    Preflight(Preflight),
    Name(Name),
}

/// What looks things up, one after the other. Its jobs are bounded by the requests that wait, and by
/// one for each name.
#[derive(Debug)]
pub(crate) struct Lookups {
    worker: Worker<Job, Looked>,
    /// The names whose look-up has not come back.
    names: HashSet<Name>,
}

impl Lookups {
    pub(crate) fn new() -> (Self, mpsc::Receiver<Looked>) {
        let (worker, looked) = Worker::new("look-ups", Job::look, QUEUE);
        let names = HashSet::new();
        (Self { worker, names }, looked)
    }

    /// Begins a check. Without a thread to do it there is an answer at once.
    pub(crate) fn check(&mut self, preflight: Preflight) -> Option<Looked> {
        self.worker
            .begin(Job::Preflight(preflight))
            .err()
            .map(Job::look)
    }

    /// Begins to look a name up for the launches to come, unless that is under way.
    pub(crate) fn refresh(&mut self, name: Name) {
        if self.names.insert(name.clone()) && self.worker.begin(Job::Name(name.clone())).is_err() {
            self.names.remove(&name);
        }
    }

    /// Takes note of an answer.
    pub(crate) fn end(&mut self, name: &Name) {
        self.names.remove(name);
    }
}

impl Job {
    fn look(self) -> Looked {
        match self {
            Self::Name(name) => Looked {
                known: Known::of([name]),
                fact: None,
            },
            Self::Preflight(preflight) => preflight.look(),
        }
    }
}

impl Preflight {
    fn look(self) -> Looked {
        let Self {
            request,
            process,
            config,
        } = self;
        let directory = config.directory.as_deref();
        let resolved = kernel::resolve(&config.command, &config.environment, directory);
        Looked {
            known: Known::of(known::names_of(&config)),
            fact: Some(Input::PreflightDone {
                request,
                process,
                verdict: resolved.map(|_| ()),
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use supervisor_api::Config;

    use super::*;

    fn config(lines: &str) -> Config {
        let dir = tempfile::tempdir().expect("a directory");
        let path = dir.path().join("x.conf");
        let text = format!("[supervisord]\n[program:x]\n{lines}\n");
        std::fs::write(&path, text).expect("a configuration");
        let files = supervisor_config::HostFiles;
        let request = supervisor_config::LoadRequest::new(&files, path.to_string_lossy());
        supervisor_config::load(&files, &request)
            .expect("it is right")
            .config
    }

    fn preflight(number: u64, config: &Config) -> Preflight {
        Preflight {
            request: RequestId(number),
            process: ProcessId(1),
            config: Arc::clone(&config.groups[0].processes[0]),
        }
    }

    /// Checks that wait for nobody, though nobody takes their answers: the loop goes on.
    #[test]
    fn x_32_checks_do_not_keep_the_loop_and_are_answered_in_order() {
        let config = config("command=/nonexistent/program");
        let (mut lookups, mut looked) = Lookups::new();

        for number in 0..200 {
            assert!(lookups.check(preflight(number, &config)).is_none());
        }

        for number in 0..200 {
            let answer = looked.blocking_recv().expect("an answer");
            let Some(Input::PreflightDone {
                request, verdict, ..
            }) = answer.fact
            else {
                panic!("no fact");
            };
            assert_eq!(request, RequestId(number));
            assert!(verdict.is_err());
        }
    }

    #[test]
    fn p_46_a_commanded_start_looks_its_user_up_anew() {
        let uid = nix::unistd::getuid().as_raw();
        let config = config(&format!("command=/bin/true\nuser={uid}"));
        let (mut lookups, mut looked) = Lookups::new();

        lookups.check(preflight(1, &config));

        let answer = looked.blocking_recv().expect("an answer");
        assert_eq!(answer.known, Known::of([Name::User(uid)]));
    }

    #[test]
    fn a_name_is_asked_for_once_at_a_time() {
        let name = || Name::Host("127.0.0.1".into());
        let (mut lookups, mut looked) = Lookups::new();

        lookups.refresh(name());
        lookups.refresh(name());
        lookups.end(&name());
        drop(lookups);

        assert!(looked.blocking_recv().is_some());
        assert!(looked.blocking_recv().is_none());
    }
}
