//! The machine as data, and back: whatever is under way goes on (invariant 8).

use std::time::Duration;

use supervisor_api::{Action, ExitStatus};
use supervisor_core::{Input, Supervisor};

use crate::world::{Life, Reaction, Violation, World, group, groups, program};

/// A hundred programs that do not start by themselves.
fn many() -> World {
    let programs = (0..100).map(|n| {
        let mut program = program(&format!("p{n:03}"));
        program.autostart = false;
        program
    });
    World::new(groups([group("all", 1, programs)]))
}

fn stubborn() -> World {
    let config = groups([group("web", 1, [program("web")])]);
    let life = Life::long().reacting(Reaction::Ignores);
    let mut world = World::new(config).script("web", [life]);
    world.pass(2_000);
    world
}

fn broken(world: World) -> Vec<Violation> {
    world.observer.finish()
}

#[test]
fn a_start_of_many_goes_on_where_it_was() {
    let mut world = many();
    let request = world.ask(Action::Start {
        target: supervisor_api::Target::All,
        wait: true,
    });
    world.timeout();

    world.thaw_a_twin();
    world.pass(2_000);

    assert_eq!(world.answer_to(request).matches(" ok").count(), 100);
    assert_eq!(broken(world), []);
}

#[test]
fn a_slice_of_starts_that_is_half_used_stays_so() {
    let mut world = many();
    world.start("all");
    world.pass(5_000);
    let lives: Vec<_> = world.lives.values().copied().collect();
    let (first, rest) = lives.split_at(20);
    let ends = |child| Input::ChildExited {
        child,
        status: ExitStatus::Exited(1),
    };
    first.iter().for_each(|child| world.feed(ends(*child)));

    world.thaw_a_twin();
    rest.iter().for_each(|child| world.feed(ends(*child)));
    world.pass(2_000);

    assert_eq!(broken(world), []);
}

#[test]
fn lines_about_waiting_go_on_and_force_comes_in_time() {
    let mut world = stubborn();
    let stop = world.stop("web");
    world.pass(3_000);

    world.thaw_a_twin();
    world.pass(10_000);

    assert_eq!(world.answer_to(stop), "ok");
    assert_eq!(broken(world), []);
}

#[test]
fn a_shutdown_goes_on() {
    let mut world = stubborn();
    world.terminate();
    world.pass(1_000);

    world.thaw_a_twin();
    world.pass(10_000);

    assert!(world.exit.is_some());
    assert_eq!(broken(world), []);
}

#[test]
fn a_thawed_machine_freezes_to_the_same() {
    let mut world = stubborn();
    world.stop("web");
    let frozen = world.core.freeze();

    let thawed = Supervisor::thaw(frozen.clone(), world.now);

    assert_eq!(thawed.freeze(), frozen);
    assert_eq!(thawed, world.core);
}

#[test]
fn a_deadline_that_passes_while_frozen_is_due_at_once() {
    let mut world = stubborn();
    world.stop("web");
    let frozen = world.core.freeze();
    let mut later = world.now;
    later.mono = later.mono + Duration::from_secs(60);

    let thawed = Supervisor::thaw(frozen, later);

    assert_eq!(thawed.poll_timeout(), Some(later.mono));
}
