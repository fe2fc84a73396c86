//! Random plans: which programs there are, how their lives go, and who asks for what when.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use proptest::prelude::*;
use supervisor_api::config::{AutoRestart, Config, PoolConfig, ProcessConfig};
use supervisor_api::{Action, Channel, EventType, Namespec, Target};
use supervisor_core::{ChildId, DaemonSignal, Input, LaunchError, SendError};

use crate::world::{
    Latency, Life, Mutant, Reaction, Speech, Violation, World, fcgi_socket, group, groups, program,
};

/// A whole run.
#[derive(Clone, Debug)]
pub(crate) struct Plan {
    groups: Vec<GroupPlan>,
    latency: Option<(u64, u64)>,
    has_echo: bool,
    steps: Vec<(u64, Step)>,
}

#[derive(Clone, Debug)]
struct GroupPlan {
    priority: i64,
    programs: Vec<ProgramPlan>,
    /// The types and the size of a pool of listeners.
    pool: Option<(Vec<EventType>, u32)>,
}

#[derive(Clone, Debug)]
struct ProgramPlan {
    autostart: bool,
    autorestart: AutoRestart,
    startsecs: i64,
    startretries: i64,
    stopwaitsecs: i64,
    priority: i64,
    /// Which of the group's two sockets it has.
    socket: Option<u8>,
    lives: Vec<LifePlan>,
    /// How it speaks, if it is a listener.
    speech: Speech,
}

#[derive(Clone, Debug)]
enum LifePlan {
    Long,
    Exits(u64, i32),
    Fails,
    Slow(u64),
    Stubborn,
    Protected,
}

/// What somebody does; numbers choose among what there is.
#[derive(Clone, Debug)]
enum Step {
    Start(usize, bool),
    Stop(usize, bool),
    Signal(usize, bool),
    StartAll(bool),
    StopAll(bool),
    StopGroup(usize),
    StartGroup(usize),
    Add(usize),
    Remove(usize),
    Reread(bool),
    Restart(bool),
    Hup(bool),
    Leave(u64),
    Clear(usize),
    ClearAll,
    ClearMain,
    Write(usize),
    Speak(usize),
    Capture(usize),
    Remote,
    Flaw(usize, bool),
    SocketsFail(bool),
    Thaw,
}

pub(crate) fn plans() -> impl Strategy<Value = Plan> {
    (
        prop::collection::vec(some_groups(), 1..4),
        prop::option::of((any::<u64>(), prop::sample::select(vec![1_u64, 20, 3_000]))),
        prop::bool::weighted(0.2),
        prop::collection::vec((pauses(), steps()), 1..25),
    )
        .prop_map(|(groups, latency, has_echo, steps)| Plan {
            groups,
            latency,
            has_echo,
            steps,
        })
}

fn pauses() -> impl Strategy<Value = u64> {
    prop_oneof![
        Just(0),
        1..100_u64,
        500..3_000_u64,
        Just(1_000),
        Just(20_000)
    ]
}

fn some_groups() -> impl Strategy<Value = GroupPlan> {
    let kinds = prop::sample::select(EventType::ALL.to_vec());
    let kinds = prop_oneof![Just(EventType::Event), kinds];
    let pool = (prop::collection::vec(kinds, 1..3), 1..12_u32);
    (
        0..3_i64,
        prop::collection::vec(programs(), 1..3),
        prop::option::weighted(0.4, pool),
    )
        .prop_map(|(priority, programs, pool)| GroupPlan {
            priority,
            programs,
            pool,
        })
}

fn manners() -> impl Strategy<Value = Speech> {
    prop_oneof![
        4 => Just(Speech::Obedient),
        1 => Just(Speech::InPieces),
        2 => (1..5_u32).prop_map(Speech::Rejects),
        1 => Just(Speech::Rejects(u32::MAX)),
        1 => Just(Speech::Babbles),
        1 => Just(Speech::Mumbles),
        1 => Just(Speech::Mute),
        1 => Just(Speech::Frail),
        1 => Just(Speech::Deaf(SendError::Closed)),
        1 => Just(Speech::Deaf(SendError::Full)),
    ]
}

fn programs() -> impl Strategy<Value = ProgramPlan> {
    let autorestart = prop::sample::select(vec![
        AutoRestart::Never,
        AutoRestart::Unexpected,
        AutoRestart::Always,
    ]);
    (
        any::<bool>(),
        autorestart,
        -1..3_i64,
        0..3_i64,
        0..4_i64,
        0..3_i64,
        prop::option::of(0..2_u8),
        (prop::collection::vec(lives(), 1..5), manners()),
    )
        .prop_map(
            |(
                autostart,
                autorestart,
                startsecs,
                startretries,
                stopwaitsecs,
                priority,
                socket,
                (lives, speech),
            )| {
                ProgramPlan {
                    autostart,
                    autorestart,
                    startsecs,
                    startretries,
                    stopwaitsecs,
                    priority,
                    socket,
                    lives,
                    speech,
                }
            },
        )
}

fn lives() -> impl Strategy<Value = LifePlan> {
    prop_oneof![
        3 => Just(LifePlan::Long),
        4 => (prop_oneof![Just(0), 1..3_000_u64], 0..2_i32)
            .prop_map(|(after, code)| LifePlan::Exits(after, code)),
        1 => Just(LifePlan::Fails),
        1 => (1..5_000_u64).prop_map(LifePlan::Slow),
        1 => Just(LifePlan::Stubborn),
        1 => Just(LifePlan::Protected),
    ]
}

fn steps() -> impl Strategy<Value = Step> {
    let n = 0..6_usize;
    prop_oneof![
        6 => (n.clone(), any::<bool>()).prop_map(|(n, wait)| Step::Start(n, wait)),
        6 => (n.clone(), any::<bool>()).prop_map(|(n, wait)| Step::Stop(n, wait)),
        2 => (n.clone(), any::<bool>()).prop_map(|(n, good)| Step::Signal(n, good)),
        1 => any::<bool>().prop_map(Step::StartAll),
        1 => any::<bool>().prop_map(Step::StopAll),
        1 => n.clone().prop_map(Step::StartGroup),
        1 => n.clone().prop_map(Step::StopGroup),
        1 => n.clone().prop_map(Step::Add),
        2 => n.clone().prop_map(Step::Remove),
        1 => any::<bool>().prop_map(Step::Reread),
        1 => prop::bool::weighted(0.1).prop_map(Step::Restart),
        1 => prop::bool::weighted(0.1).prop_map(Step::Hup),
        2 => (0..30_u64).prop_map(Step::Leave),
        1 => n.clone().prop_map(Step::Clear),
        1 => Just(Step::ClearAll),
        1 => Just(Step::ClearMain),
        1 => n.clone().prop_map(Step::Write),
        1 => n.clone().prop_map(Step::Speak),
        1 => n.clone().prop_map(Step::Capture),
        1 => Just(Step::Remote),
        1 => (n, any::<bool>()).prop_map(|(n, is_bad)| Step::Flaw(n, is_bad)),
        1 => any::<bool>().prop_map(Step::SocketsFail),
        2 => Just(Step::Thaw),
    ]
}

impl Plan {
    /// Runs the plan to its end; returns what was broken, and how many children there were.
    pub(crate) fn run(&self, mutant: Option<Mutant>) -> (Vec<Violation>, usize) {
        let mut world = World::new(self.config());
        world.mutant = mutant;
        world.has_echo = self.has_echo;
        if let Some((seed, up_to)) = self.latency {
            world.latency = Latency::Random { seed, up_to };
        }
        for (name, lives) in self.scripts() {
            world = world.script(&name, lives);
        }
        for (pause, step) in &self.steps {
            world.pass(*pause);
            self.take(step, &mut world);
        }
        world.terminate();
        world.pass(120_000);
        let lives = world.observer.lives;
        (world.observer.finish(), lives)
    }

    fn config(&self) -> Config {
        let names = self.groups.iter().enumerate();
        groups(names.map(|(n, plan)| {
            let members = plan.programs.iter().enumerate();
            let members = members.map(|(m, plan)| plan.config(n, &format!("p{m}")));
            let mut group = group(&format!("g{n}"), plan.priority, members);
            group.pool = plan.pool.as_ref().map(|(events, size)| PoolConfig {
                events: events.clone(),
                buffer_size: *size,
                result_handler: PoolConfig::BUILT_IN_HANDLER.into(),
            });
            group
        }))
    }

    fn scripts(&self) -> impl Iterator<Item = (String, Vec<Life>)> {
        let groups = self.groups.iter().enumerate();
        groups.flat_map(|(n, group)| {
            let programs = group.programs.iter().enumerate();
            let listens = group.pool.is_some();
            programs.map(move |(m, plan)| {
                let speech = listens.then_some(plan.speech);
                let lives = plan.lives.iter().map(LifePlan::life);
                let lives = lives.map(|life| Life { speech, ..life });
                (format!("g{n}:p{m}"), lives.collect())
            })
        })
    }

    fn name(&self, n: usize) -> String {
        let group = n % self.groups.len();
        let members = &self.groups[group].programs;
        format!("g{group}:p{}", n % members.len())
    }

    fn group(&self, n: usize) -> String {
        format!("g{}", n % self.groups.len())
    }

    fn take(&self, step: &Step, world: &mut World) {
        let all = |wait| (Target::All, wait);
        let one = |n, wait| (Target::Named(Namespec::parse(&self.name(n))), wait);
        let whole = |n| (Target::Group(self.group(n).as_str().into()), true);
        match *step {
            Step::Start(n, wait) => start(world, one(n, wait)),
            Step::StartAll(wait) => start(world, all(wait)),
            Step::StartGroup(n) => start(world, whole(n)),
            Step::Stop(n, wait) => stop(world, one(n, wait)),
            Step::StopAll(wait) => stop(world, all(wait)),
            Step::StopGroup(n) => stop(world, whole(n)),
            Step::Signal(n, good) => {
                let signal = if good { "USR1" } else { "NIX" };
                world.ask_signal(&self.name(n), signal);
            }
            Step::Add(n) => {
                world.ask(Action::AddGroup(self.group(n).as_str().into()));
            }
            Step::Remove(n) => {
                world.ask(Action::RemoveGroup(self.group(n).as_str().into()));
            }
            Step::Reread(is_good) => load(world, is_good, Action::ReloadConfig),
            Step::Restart(is_good) => load(world, is_good, Action::Restart),
            Step::Hup(is_good) => {
                if !is_good {
                    world.configs.push_back(Err("broken".into()));
                }
                world.daemon_gets(DaemonSignal::Restart);
            }
            Step::Leave(n) => world.leaves(supervisor_core::RequestId(n)),
            Step::Clear(n) => {
                world.ask(Action::ClearProcessLogs(one(n, false).0));
            }
            Step::ClearAll => {
                world.ask(Action::ClearProcessLogs(Target::All));
            }
            Step::ClearMain => {
                world.ask(Action::ClearMainLog);
            }
            Step::Write(n) => {
                let name = Namespec::parse(&self.name(n));
                let bytes = Bytes::from_static(b"x");
                world.ask(Action::SendStdin { name, bytes });
            }
            Step::Speak(n) => write(world, &self.name(n), |child, bytes| Input::Output {
                child,
                channel: Channel::Stderr,
                bytes,
            }),
            Step::Capture(n) => write(world, &self.name(n), |child, bytes| Input::Captured {
                child,
                channel: Channel::Stdout,
                bytes,
            }),
            Step::Remote => {
                let (kind, data) = ("t".into(), "grün".into());
                world.ask(Action::SendRemoteEvent { kind, data });
            }
            Step::Flaw(n, true) => {
                world.flaws.insert(self.name(n), LaunchError::EmptyCommand);
            }
            Step::Flaw(n, false) => {
                world.flaws.remove(&self.name(n));
            }
            Step::SocketsFail(fail) => world.sockets_fail = fail,
            Step::Thaw => world.thaw_a_twin(),
        }
    }
}

/// The present child of a process writes something, if there ever was one.
fn write(world: &mut World, name: &str, fact: impl Fn(ChildId, Bytes) -> Input) {
    let process = world.processes.get(name);
    if let Some(child) = process.and_then(|id| world.lives.get(id)) {
        world.feed(fact(*child, Bytes::from_static(b"gr\xfcn")));
    }
}

fn start(world: &mut World, (target, wait): (Target, bool)) {
    world.ask(Action::Start { target, wait });
}

fn stop(world: &mut World, (target, wait): (Target, bool)) {
    world.ask(Action::Stop { target, wait });
}

fn load(world: &mut World, is_good: bool, action: Action) {
    if !is_good {
        world.configs.push_back(Err("broken".into()));
    }
    world.ask(action);
}

impl ProgramPlan {
    fn config(&self, group: usize, name: &str) -> ProcessConfig {
        let socket = |n| Arc::new(fcgi_socket(&format!("/run/g{group}-{n}.sock")));
        ProcessConfig {
            autostart: self.autostart,
            autorestart: self.autorestart,
            startsecs: self.startsecs,
            startretries: self.startretries,
            stopwaitsecs: self.stopwaitsecs,
            priority: self.priority,
            socket: self.socket.map(socket),
            ..program(name)
        }
    }
}

impl LifePlan {
    fn life(&self) -> Life {
        let reacting = |reaction| Life::long().reacting(reaction);
        match *self {
            Self::Long => Life::long(),
            Self::Exits(after, code) => Life::exits(after, code),
            Self::Fails => Life::fails(LaunchError::EmptyCommand),
            Self::Slow(millis) => reacting(Reaction::DiesAfter(Duration::from_millis(millis))),
            Self::Stubborn => reacting(Reaction::Ignores),
            Self::Protected => Life::long().protected(),
        }
    }
}
