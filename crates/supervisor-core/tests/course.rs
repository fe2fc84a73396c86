//! What readers learn about the way of a process: wish, next step, last exit, restarts.

use std::time::Duration;

use supervisor_api::course::{LastExit, Next, Step};
use supervisor_api::{Course, ExitStatus, ProcessState, Wall, Wish};

use crate::world::{Life, Reaction, World, group, groups, program};

/// The wall clock of the simulated world at its start, in milliseconds.
const BEGIN: i64 = 1_700_000_000_000;

fn at(millis: i64) -> Wall {
    Wall::from_micros((BEGIN + millis) * 1_000)
}

fn world(lives: impl IntoIterator<Item = Life>) -> World {
    let config = groups([group("web", 999, [program("web")])]);
    World::new(config).script("web", lives)
}

fn course(world: &World) -> Course {
    world.view("web").course
}

#[test]
fn a_start_shows_when_it_counts_as_up() {
    let mut world = world([Life::long()]);
    world.pass(0);

    let starting = course(&world);
    assert_eq!(world.state("web"), ProcessState::Starting);
    assert_eq!((starting.wish, starting.since), (Wish::Up, at(0)));
    let up = Next {
        step: Step::Up,
        at: at(1_000),
    };
    assert_eq!(starting.next, Some(up));

    world.pass(1_500);
    let running = course(&world);
    assert_eq!((running.next, running.since), (None, at(1_000)));
    assert!(running.is_as_wanted(world.state("web")));
}

#[test]
fn a_failed_start_shows_when_it_is_tried_again_and_counts_once_it_is() {
    let mut world = world([Life::exits(200, 3), Life::long()]);
    world.pass(300);

    let waiting = course(&world);
    assert_eq!(world.state("web"), ProcessState::Backoff);
    assert_eq!((waiting.failures, waiting.restarts.total()), (1, 0));
    let retry = Next {
        step: Step::Start,
        at: at(1_200),
    };
    assert_eq!(waiting.next, Some(retry));

    world.pass(3_000);
    let running = course(&world);
    assert_eq!((running.failures, running.restarts.retries), (0, 1));
    assert_eq!(running.restarts.latest, [at(1_200)]);
}

#[test]
fn the_last_exit_outlives_the_next_start() {
    let mut world = world([Life::exits(5_000, 7), Life::long()]);
    world.pass(9_000);

    let running = course(&world);
    assert_eq!(world.state("web"), ProcessState::Running);
    assert_eq!(world.view("web").exit_code, None);
    let exit = LastExit {
        status: ExitStatus::Exited(7),
        expected: false,
        at: at(5_000),
    };
    assert_eq!(running.last_exit, Some(exit));
    assert_eq!(running.restarts.unexpected, 1);
}

#[test]
fn a_stop_shows_when_the_child_is_killed_and_is_no_restart() {
    let stubborn = Life::long().reacting(Reaction::DiesAfter(Duration::from_secs(60)));
    let mut world = world([stubborn, Life::long()]);
    world.pass(2_000);

    world.stop("web");
    let kill = Next {
        step: Step::Kill,
        at: at(12_000),
    };
    assert_eq!(course(&world).next, Some(kill));
    assert_eq!(course(&world).wish, Wish::Down);

    world.pass(70_000);
    world.start("web");
    world.pass(2_000);
    assert_eq!(course(&world).restarts.total(), 0);
}

#[test]
fn a_program_that_ended_for_good_is_done() {
    let mut config = program("web");
    config.autorestart = supervisor_api::config::AutoRestart::Unexpected;
    let world = World::new(groups([group("web", 999, [config])]));
    let mut world = world.script("web", [Life::exits(2_000, 0)]);
    world.pass(5_000);

    let done = course(&world);
    assert_eq!((done.wish, done.next), (Wish::Done, None));
    assert!(done.is_as_wanted(world.state("web")));
}
