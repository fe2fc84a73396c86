//! The simulator: it performs effects, delivers facts, and jumps the clock to what comes next.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::time::Duration;

use supervisor_api::{Config, Fault, Reply, Wall};
use supervisor_core::{
    ChildId, Effect, Effects, Exit, Handover, Input, LaunchError, Mono, Now, ProcessId, RequestId,
    Serials, SocketId, Supervisor,
};

use super::facts::{Facts, Latency};
use super::invariants::{Cause, Observer};
use super::kernel::Kernel;
use super::mutant::Mutant;
use super::script::{Life, Script};
use super::speech::Speaker;

/// The wall clock when the world begins.
const EPOCH_SECONDS: i64 = 1_700_000_000;

/// So many things may happen at one instant; more mean that the machine spins.
const STEPS_AT_ONCE: usize = 20_000;

/// The machine and everything around it.
pub(crate) struct World {
    pub(crate) core: Supervisor,
    pub(crate) now: Now,
    /// Everything the machine has said, and when.
    pub(crate) said: Vec<(Mono, Effect)>,
    pub(crate) latency: Latency,
    /// What the next readings of the configuration bring; after that, the first one again.
    pub(crate) configs: VecDeque<Result<Config, String>>,
    /// What a look at a program finds; programs that are not here are good.
    pub(crate) flaws: BTreeMap<String, LaunchError>,
    /// Whether sockets cannot be made now.
    pub(crate) sockets_fail: bool,
    /// What the shell answers to what it performs.
    pub(crate) performed: Result<(), Fault>,
    /// Listeners that speak by themselves.
    pub(crate) speakers: BTreeMap<ChildId, Speaker>,
    pub(crate) exit: Option<Exit>,
    pub(crate) replies: BTreeMap<RequestId, Result<Reply, Fault>>,
    pub(crate) kernel: Kernel,
    pub(crate) processes: BTreeMap<String, ProcessId>,
    pub(crate) lives: BTreeMap<ProcessId, ChildId>,
    pub(crate) last_request: u64,
    pub(crate) observer: Observer,
    pub(crate) mutant: Option<Mutant>,
    /// Every fact is delivered twice.
    pub(crate) has_echo: bool,
    /// A thawed copy of the machine, which must do the same as the machine.
    twin: Option<Supervisor>,
    steps_now: usize,
    /// By how many microseconds the wall clock was set.
    wall_offset: i64,
    last_handover: Option<Handover>,
    names: BTreeMap<ProcessId, String>,
    scripts: BTreeMap<String, Script>,
    failed_sockets: BTreeSet<SocketId>,
    pub(super) facts: Facts,
    first_config: Config,
}

impl World {
    /// Starts the machine, but lets no time pass.
    pub(crate) fn new(config: Config) -> Self {
        let now = moment(Mono::from_nanos(0));
        let mut effects = Effects::new();
        let core = Supervisor::new(&config, 1, Serials::default(), now, &mut effects);
        let mut world = Self {
            core,
            now,
            said: Vec::new(),
            latency: Latency::None,
            configs: VecDeque::new(),
            flaws: BTreeMap::new(),
            sockets_fail: false,
            performed: Ok(()),
            speakers: BTreeMap::new(),
            exit: None,
            replies: BTreeMap::new(),
            kernel: Kernel::default(),
            processes: BTreeMap::new(),
            lives: BTreeMap::new(),
            last_request: 0,
            observer: Observer::default(),
            mutant: None,
            has_echo: false,
            twin: None,
            steps_now: 0,
            wall_offset: 0,
            last_handover: None,
            names: BTreeMap::new(),
            scripts: BTreeMap::new(),
            failed_sockets: BTreeSet::new(),
            facts: Facts::default(),
            first_config: config,
        };
        world.observe(&Cause::Boot, &effects);
        world.perform(effects);
        world
    }

    /// Sets how the lives of a program go.
    pub(crate) fn script(mut self, program: &str, lives: impl IntoIterator<Item = Life>) -> Self {
        self.scripts.insert(program.into(), Script::new(lives));
        self
    }

    /// Delivers a fact at once.
    pub(crate) fn feed(&mut self, input: Input) {
        let is_wish = matches!(
            input,
            Input::Action { .. } | Input::RequestGone { .. } | Input::Signal(_)
        );
        // What a child has written is no fact that could be told twice.
        let is_stream = matches!(input, Input::Output { .. } | Input::Captured { .. });
        let echo = (self.has_echo && !is_wish && !is_stream).then(|| input.clone());
        for input in [Some(input), echo].into_iter().flatten() {
            self.call(&Cause::Input(Box::new(input)));
        }
    }

    /// Calls the machine for what is due.
    pub(crate) fn timeout(&mut self) {
        self.call(&Cause::Timeout);
    }

    fn call(&mut self, cause: &Cause) {
        let told = match self.mutant {
            None => Some(cause.clone()),
            Some(mutant) => mutant.falsify_fact(cause.clone()),
        };
        let Some(told) = told else {
            return;
        };
        let mut effects = call(&mut self.core, self.now, &told);
        if let Some(twin) = &mut self.twin {
            let same = call(twin, self.now, &told) == effects
                && twin.poll_timeout() == self.core.poll_timeout()
                && twin.revision() == self.core.revision();
            if !same {
                self.observer
                    .report(8, "the thawed machine does something else");
                self.twin = None;
            }
        }
        if let Some(mutant) = self.mutant {
            mutant.falsify(&mut effects, ended_child(cause));
        }
        self.observe(cause, &effects);
        self.perform(effects);
    }

    fn observe(&mut self, cause: &Cause, effects: &Effects) {
        let next = self.core.poll_timeout();
        let next = self
            .mutant
            .map_or(next, |mutant| mutant.falsify_deadline(next));
        let after = self.core.snapshot();
        self.observer
            .observe(self.now.mono, cause, effects, &after, next);
    }

    /// Makes a thawed copy that goes along from now on.
    pub(crate) fn thaw_a_twin(&mut self) {
        let fresh = self.core.freeze();
        let last = self.last_handover.replace(fresh.clone());
        let handover = match (self.mutant, last) {
            (Some(Mutant::StaleHandover), Some(stale)) => stale,
            _ => fresh,
        };
        self.twin = Some(Supervisor::thaw(handover, self.now));
    }

    /// Goes on to what comes next, unless that is after `limit`; tells whether something came.
    pub(crate) fn step(&mut self, limit: Mono) -> bool {
        let next = [
            self.facts.next_arrival(),
            self.kernel.next_end(),
            self.core.poll_timeout(),
        ];
        let Some(next) = next.into_iter().flatten().min() else {
            return false;
        };
        if next > limit {
            return false;
        }
        self.count_steps(next > self.now.mono);
        self.now = self.moment(self.now.mono.max(next));
        while let Some((child, status)) = self.kernel.reap(self.now.mono) {
            self.send_of(child, 0, Input::ChildExited { child, status });
        }
        match self.facts.take(self.now.mono) {
            Some(input) => self.feed(input),
            None if self.is_due() => self.timeout(),
            None => {}
        }
        true
    }

    fn count_steps(&mut self, time_passes: bool) {
        self.steps_now = if time_passes { 0 } else { self.steps_now + 1 };
        assert!(self.steps_now < STEPS_AT_ONCE, "no time passes any more");
    }

    fn is_due(&self) -> bool {
        let due = self.core.poll_timeout();
        due.is_some_and(|due| due <= self.now.mono)
    }

    /// Lets so many milliseconds pass.
    pub(crate) fn pass(&mut self, millis: u64) {
        let limit = self.now.mono + Duration::from_millis(millis);
        while self.step(limit) {}
        self.now = self.moment(limit);
    }

    /// Sets the wall clock.
    pub(crate) fn set_wall_clock(&mut self, seconds: i64) {
        let ahead = Wall::from_seconds(seconds).micros() - self.now.wall.micros();
        self.wall_offset += ahead;
        self.now = self.moment(self.now.mono);
    }

    fn moment(&self, mono: Mono) -> Now {
        let now = moment(mono);
        let wall = Wall::from_micros(now.wall.micros() + self.wall_offset);
        Now { wall, ..now }
    }

    /// Lets everything happen that needs no time.
    pub(crate) fn settle(&mut self) {
        self.pass(0);
    }

    /// Sends a fact on its way.
    pub(crate) fn send(&mut self, input: Input) {
        let arrives = self.now.mono + self.latency.draw();
        self.facts.send(input, arrives);
    }

    fn perform(&mut self, effects: Effects) {
        for effect in effects {
            self.said.push((self.now.mono, effect.clone()));
            self.perform_one(effect);
        }
    }

    fn perform_one(&mut self, effect: Effect) {
        match effect {
            Effect::ProcessAdded {
                process,
                group,
                config,
                ..
            } => {
                let name = supervisor_api::name::display_name(group.as_str(), config.name.as_str());
                self.processes.insert(name.clone(), process);
                self.names.insert(process, name);
            }
            Effect::ProcessRemoved { process } => {
                let name = self.names.remove(&process).expect("was added");
                self.processes.remove(&name);
            }
            Effect::Preflight { request, process } => {
                let flaw = self
                    .names
                    .get(&process)
                    .and_then(|name| self.flaws.get(name));
                let verdict = flaw.cloned().map_or(Ok(()), Err);
                self.send(Input::PreflightDone {
                    request,
                    process,
                    verdict,
                });
            }
            Effect::OpenSocket { socket, config: _ } => {
                if self.sockets_fail {
                    self.failed_sockets.insert(socket);
                    self.send(Input::SocketFailed { socket });
                }
            }
            Effect::CloseSocket { socket } => {
                self.failed_sockets.remove(&socket);
            }
            Effect::Spawn {
                process,
                child,
                socket,
            } => self.spawn(process, child, socket),
            Effect::Kill {
                child,
                signal,
                purpose,
                scope: _,
            } => {
                let result = self.kernel.kill(child, signal, self.now.mono);
                self.send(Input::Killed {
                    child,
                    purpose,
                    result,
                });
            }
            Effect::WriteStdin { request, .. } => self.answer(request, None),
            Effect::ClearLog { request, process } => self.answer(request, process),
            Effect::LoadConfig { load, .. } => {
                let first = || Ok(self.first_config.clone());
                let result = self.configs.pop_front().unwrap_or_else(first);
                let result = result.map(Box::new);
                self.send(Input::ConfigLoaded { load, result });
            }
            Effect::Reply { request, result } => {
                self.replies.insert(request, result);
            }
            Effect::Exit(exit) => self.exit = Some(exit),
            Effect::SendEvent { child, serial, .. } => self.deliver(child, serial),
            Effect::ReopenLogs | Effect::Log(_) | Effect::Event(_) => {}
        }
    }

    fn answer(&mut self, request: RequestId, process: Option<ProcessId>) {
        let result = self.performed.clone();
        self.send(Input::Performed {
            request,
            process,
            result,
        });
    }

    fn spawn(&mut self, process: ProcessId, child: ChildId, socket: Option<SocketId>) {
        self.lives.insert(process, child);
        if socket.is_some_and(|socket| self.failed_sockets.contains(&socket)) {
            let error = no_socket();
            self.send(Input::SpawnFailed { child, error });
            return;
        }
        let script = self
            .names
            .get(&process)
            .and_then(|name| self.scripts.get_mut(name));
        let life = script.map_or_else(Life::long, Script::next);
        if let Some(error) = life.stillborn {
            self.send(Input::SpawnFailed { child, error });
            return;
        }
        let pid = self.kernel.spawn(child, &life, self.now.mono);
        let at = self.now;
        self.send(Input::Spawned { child, pid, at });
        if let Some(speech) = life.speech {
            self.greet(child, speech);
        }
    }
}

fn call(core: &mut Supervisor, now: Now, cause: &Cause) -> Effects {
    let mut effects = Effects::new();
    match cause {
        Cause::Boot => {}
        Cause::Input(input) => core.handle(now, (**input).clone(), &mut effects),
        Cause::Timeout => core.handle_timeout(now, &mut effects),
    }
    effects
}

fn no_socket() -> LaunchError {
    LaunchError::Socket {
        url: "tcp://localhost:9000".into(),
        reason: "[Errno 98] Address already in use".into(),
    }
}

fn ended_child(cause: &Cause) -> Option<ChildId> {
    match cause {
        Cause::Input(input) => match **input {
            Input::ChildExited { child, .. } => Some(child),
            _ => None,
        },
        Cause::Boot | Cause::Timeout => None,
    }
}

/// Makes a moment on both clocks.
pub(crate) fn moment(mono: Mono) -> Now {
    let micros = i64::try_from(mono.nanos() / 1_000).expect("the world does not get so old");
    Now {
        mono,
        wall: Wall::from_micros(EPOCH_SECONDS * 1_000_000 + micros),
    }
}
