//! Random plans: which programs there are, how their lives go, and who asks for what when.

use std::sync::Arc;
use std::time::Duration;

use proptest::prelude::*;
use supervisor_api::config::{AutoRestart, Config, ProcessConfig};
use supervisor_api::{Action, Namespec, Target};
use supervisor_core::{DaemonSignal, LaunchError};

use crate::world::{
    Latency, Life, Mutant, Reaction, Violation, World, fcgi_socket, group, groups, program,
};

/// A whole run.
#[derive(Clone, Debug)]
pub(crate) struct Plan {
    groups: Vec<(i64, Vec<ProgramPlan>)>,
    latency: Option<(u64, u64)>,
    has_echo: bool,
    steps: Vec<(u64, Step)>,
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
    Flaw(usize, bool),
    SocketsFail(bool),
    Thaw,
}

pub(crate) fn plans() -> impl Strategy<Value = Plan> {
    (
        prop::collection::vec((0..3_i64, prop::collection::vec(programs(), 1..3)), 1..4),
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
        prop::collection::vec(lives(), 1..5),
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
                lives,
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
        groups(names.map(|(n, (priority, programs))| {
            let members = programs.iter().enumerate();
            let members = members.map(|(m, plan)| plan.config(n, &format!("p{m}")));
            group(&format!("g{n}"), *priority, members)
        }))
    }

    fn scripts(&self) -> impl Iterator<Item = (String, Vec<Life>)> {
        let groups = self.groups.iter().enumerate();
        groups.flat_map(|(n, (_, programs))| {
            let programs = programs.iter().enumerate();
            programs.map(move |(m, plan)| {
                let lives = plan.lives.iter().map(LifePlan::life);
                (format!("g{n}:p{m}"), lives.collect())
            })
        })
    }

    fn name(&self, n: usize) -> String {
        let group = n % self.groups.len();
        let members = &self.groups[group].1;
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
                let bytes = bytes::Bytes::from_static(b"x");
                world.ask(Action::SendStdin { name, bytes });
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
