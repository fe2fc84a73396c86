//! The loop: one owner of the core, woken by one thing at a time.
//!
//! `select!` only names a [`Wake`]; [`Runtime::turn`], a plain function, decides what it means. An
//! input is run to its end, with all the facts that its effects bring, before the next wake.

use std::future::{pending, poll_fn};
use std::io;
use std::os::fd::OwnedFd;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::{Duration, Instant};

use supervisor_api::{Config, Counters, Durations, Level, Snapshot};
use supervisor_core::{DaemonSignal, Effects, Exit, Input, Now, Serials, Supervisor};
use tokio::io::unix::AsyncFd;
use tokio::sync::mpsc;

use crate::effects::{Facts, Shell};
use crate::kernel::{self, Clock, reap};
use crate::loader::{Loader, Loading};
use crate::logging;
use crate::lookups::Looked;
use crate::output::{Progress, Turn};
use crate::record;
use crate::requests::{Received, Request};
use crate::signals::{Heard, Signals};

/// How long the loop waits for a terminal or pipe that takes no more of the activity log.
const LOG_PAUSE: Duration = Duration::from_millis(50);

/// Where the answers of other threads come from.
pub(crate) struct Answers {
    pub(crate) loads: mpsc::Receiver<Loading>,
    pub(crate) looked: mpsc::Receiver<Looked>,
}

/// What woke the loop.
enum Wake {
    Signal(DaemonSignal),
    /// SIGCHLD: one child or more have ended.
    Children,
    Request(Request),
    /// Reading the configuration has ended.
    Loaded(Loading),
    /// A user or a command was looked up.
    Looked(Looked),
    /// A child has written, or takes input again.
    Output,
    Timer,
}

/// One run of the daemon, from its start or restart to its end.
pub(crate) struct Runtime<'a> {
    core: Supervisor,
    shell: Shell<'a>,
    signals: &'a mut Signals,
    requests: Received,
    answers: Answers,
    output: AsyncFd<OwnedFd>,
    /// Whether the last turn of the output left work behind.
    output_is_busy: bool,
    /// Whether lines of the activity log wait for their terminal or pipe.
    log_is_stuck: bool,
    /// How long turns took, and how late they did what was due.
    turns: Durations,
    delays: Durations,
    /// The last picture that somebody asked for.
    snapshot: Option<Arc<Snapshot>>,
}

/// What is left of a run.
pub(crate) struct Ended {
    pub(crate) exit: Exit,
    /// What the numbers of events go on from.
    pub(crate) serials: Serials,
    pub(crate) loader: Loader,
}

impl<'a> Runtime<'a> {
    /// Makes the groups active; their programs start with the first turn.
    pub(crate) fn new(
        config: &Config,
        serials: Serials,
        mut shell: Shell<'a>,
        signals: &'a mut Signals,
        requests: Received,
        answers: Answers,
    ) -> io::Result<Self> {
        let output = kernel::watch(shell.output.waiter()?)?;
        let (mut effects, mut facts) = (Effects::new(), Facts::new());
        let pid = std::process::id();
        let core = Supervisor::new(config, pid, serials, Clock.now(), &mut effects);
        for effect in effects {
            shell.perform(effect, core.revision(), &mut facts);
        }
        let mut runtime = Self {
            core,
            shell,
            signals,
            requests,
            answers,
            output,
            output_is_busy: false,
            log_is_stuck: false,
            turns: Durations::default(),
            delays: Durations::default(),
            snapshot: None,
        };
        runtime.settle(facts);
        Ok(runtime)
    }

    /// Runs until everything has stopped.
    pub(crate) async fn run(mut self) -> Ended {
        loop {
            let wake = self.wake().await;
            let began = Instant::now();
            self.turn(wake);
            self.catch_up();
            self.turns.note(began.elapsed());
            self.log_is_stuck = self.shell.flush_activity_log() == Progress::Waiting;
            if let Some(exit) = self.shell.exit {
                let last = self.picture();
                self.requests.end(last);
                return Ended {
                    exit,
                    serials: self.core.serials(),
                    loader: self.shell.loader,
                };
            }
        }
    }

    /// Waits for the next thing to do. What is rare or bounded comes before what may never end, so
    /// that nothing above can starve what is below for long; what is due by time alone is done
    /// after every turn ([`Self::catch_up`]). However much is ready, tokio's budget makes the arms
    /// pause now and then, and then the connections have their turns.
    async fn wake(&mut self) -> Wake {
        let pause = self.pause();
        let signals = &mut *self.signals;
        tokio::select! {
            biased;
            // A daemon under any load must hear that it is to stop, and the dead come before what
            // is decided about the living (W-6). One signal of a kind is pending at most.
            heard = poll_fn(|context| signals.poll_recv(context)) => match heard {
                Heard::Signal(signal) => Wake::Signal(signal),
                Heard::Children => Wake::Children,
            },
            // Before requests, so that whoever asks for a log has what was written before. It is
            // ready again only after the runtime has looked, so that the others have their turns.
            Ok(mut ready) = self.output.readable() => {
                ready.clear_ready();
                Wake::Output
            }
            // Few, and a client waits for each: requests that come without a pause must not keep a
            // reload or a start waiting.
            Some(loading) = self.answers.loads.recv() => Wake::Loaded(loading),
            Some(looked) = self.answers.looked.recv() => Wake::Looked(looked),
            // As many as clients care to send: nothing but the timer may stand behind them.
            Some(request) = self.requests.recv() => Wake::Request(request),
            // Its work is done after every turn anyway; this only ends the wait.
            () = sleep(pause) => Wake::Timer,
        }
    }

    /// Tells how long nothing is due; `None` for as long as nothing else happens.
    fn pause(&self) -> Option<Duration> {
        if self.output_is_busy {
            return Some(Duration::ZERO);
        }
        let core = self
            .core
            .poll_timeout()
            .map(|due| due.since(Clock.now().mono));
        let output = self.shell.output.next_deadline();
        let output = output.map(|due| due.saturating_duration_since(Instant::now()));
        let log = self.log_is_stuck.then_some(LOG_PAUSE);
        [core, output, log].into_iter().flatten().min()
    }

    fn turn(&mut self, wake: Wake) {
        match wake {
            Wake::Signal(signal) => self.take(Input::Signal(signal)),
            Wake::Children => {
                self.take(Input::Signal(DaemonSignal::ChildQuit));
                self.reap();
            }
            Wake::Request(request) => self.answer(request),
            Wake::Loaded(loading) => {
                let fact = self.shell.finish_loading(loading);
                self.take(fact);
            }
            Wake::Looked(looked) => {
                let fact = self.shell.take_in(looked);
                self.settle(fact.into_iter().collect());
            }
            Wake::Output => self.pump(),
            // What is due is done after every turn.
            Wake::Timer => {}
        }
    }

    /// Does what is due by now. Requests or output that come without a pause must not keep a
    /// deadline waiting, so this follows every turn and not only that of the timer.
    fn catch_up(&mut self) {
        if self.pause() == Some(Duration::ZERO) {
            self.do_what_is_due();
        }
    }

    fn do_what_is_due(&mut self) {
        // A child that died before its deadline must not be judged alive (W-6).
        self.reap();
        if self.output_is_busy {
            self.pump();
        }
        self.shell.output.handle_deadline(Instant::now());
        self.hear();
        let (due, now) = (self.core.poll_timeout(), Clock.now().mono);
        if let Some(due) = due.filter(|due| *due <= now) {
            self.delays.note(now.since(due));
            let mut facts = Facts::new();
            self.consult("a deadline", &mut facts, Supervisor::handle_timeout);
            self.settle(facts);
        }
    }

    fn pump(&mut self) {
        self.output_is_busy = self.shell.output.ready() == Turn::More;
        self.hear();
    }

    /// Takes over what the output table has to say, to the log and to the core.
    fn hear(&mut self) {
        self.shell.log_output_records();
        for heard in self.shell.output.take_heard() {
            self.take(heard.into());
        }
    }

    fn reap(&mut self) {
        loop {
            match reap::reap() {
                Ok(Some(reaped)) => {
                    let death = self.shell.bury(reaped);
                    self.hear();
                    if let Some(death) = death {
                        self.take(death);
                    }
                }
                Ok(None) => return,
                Err(error) => return logging::log(Level::Critical, &error.to_string()),
            }
        }
    }

    fn answer(&mut self, request: Request) {
        match request {
            Request::Act {
                request,
                by,
                action,
                reply,
            } => {
                logging::log(Level::Info, &record::action(&by, &action));
                self.shell.expect_reply(request, reply);
                self.take(Input::Action { request, action });
            }
            Request::Gone(request) => {
                self.shell.forget_reply(request);
                self.take(Input::RequestGone { request });
            }
            // Whoever asked may have left.
            Request::Snapshot(reply) => drop(reply.send(self.picture())),
            Request::Counters(reply) => drop(reply.send(self.counters())),
            Request::Tally(log, reply) => drop(reply.send(self.shell.tally(&log))),
        }
    }

    /// Returns the present picture, which is made anew only when something has changed.
    fn picture(&mut self) -> Arc<Snapshot> {
        let revision = self.core.revision();
        let current = self
            .snapshot
            .take()
            .filter(|snapshot| snapshot.revision == revision);
        let snapshot = current.unwrap_or_else(|| Arc::new(self.core.snapshot()));
        self.snapshot = Some(Arc::clone(&snapshot));
        snapshot
    }

    fn counters(&self) -> Counters {
        Counters {
            logs: self.shell.log_counters(),
            turns: self.turns.clone(),
            delays: self.delays.clone(),
        }
    }

    fn take(&mut self, input: Input) {
        self.settle(Facts::from([input]));
    }

    /// Tells the core everything that is known until nothing new comes of it.
    fn settle(&mut self, mut facts: Facts) {
        while let Some(fact) = facts.pop_front() {
            self.consult(fact.name(), &mut facts, |core, now, out| {
                core.handle(now, fact, out)
            });
        }
    }

    /// Asks the core and does what it says. A panic in there is a bug, but no reason to leave the
    /// children alone: it is logged with the kind of what the core was told, whose content may hold
    /// passwords, and the loop goes on.
    fn consult(
        &mut self,
        told: &str,
        facts: &mut Facts,
        ask: impl FnOnce(&mut Supervisor, Now, &mut Effects),
    ) {
        let mut effects = Effects::new();
        let core = &mut self.core;
        let asked = catch_unwind(AssertUnwindSafe(|| ask(core, Clock.now(), &mut effects)));
        if asked.is_err() {
            logging::log(
                Level::Critical,
                &format!("internal error: the core failed at {told}"),
            );
        }
        for effect in effects {
            self.shell.perform(effect, self.core.revision(), facts);
        }
    }
}

async fn sleep(pause: Option<Duration>) {
    match pause {
        None => pending().await,
        // The connections and the output have their turns in between.
        Some(Duration::ZERO) => tokio::task::yield_now().await,
        Some(pause) => tokio::time::sleep(pause).await,
    }
}
