//! Starts that nobody asks for: at boot, after failures, after exits.

use supervisor_api::config::AutoRestart;
use supervisor_api::{ProcessState, Wall};
use supervisor_core::{Effect, LaunchError};

use crate::world::{Life, World, effect_text, group, groups, program};

fn one(life: Life) -> World {
    World::new(groups([group("web", 999, [program("web")])])).script("web", [life])
}

fn not_found() -> LaunchError {
    LaunchError::NotFound {
        command: "/bin/web".into(),
    }
}

#[test]
fn p_100_groups_become_active_before_anything_starts() {
    let world = one(Life::long());

    let said: Vec<String> = world.said.iter().map(|(_, e)| effect_text(e)).collect();
    assert_eq!(said, ["process added web", "added web", "running"]);
    assert_eq!(world.core.poll_timeout(), Some(world.now.mono));
}

#[test]
fn p_24_a_child_that_lives_for_startsecs_is_running() {
    let mut world = one(Life::long());

    world.pass(999);
    assert_eq!(world.state("web"), ProcessState::Starting);
    world.pass(1);

    assert_eq!(world.state("web"), ProcessState::Running);
    assert_eq!(
        world.lines(),
        [
            "INFO spawned: 'web' with pid 101",
            "INFO success: web entered RUNNING state, process has stayed up for > than 1 seconds \
             (startsecs)",
        ]
    );
    assert_eq!(world.core.poll_timeout(), None);
}

#[test]
fn p_24_without_startsecs_a_child_is_running_at_once() {
    let mut web = program("web");
    web.startsecs = -1;
    let mut world = World::new(groups([group("web", 999, [web])]));

    world.settle();

    assert_eq!(world.state("web"), ProcessState::Running);
}

#[test]
fn p_23_w_35_four_quick_deaths_with_growing_pauses_are_fatal() {
    let mut world = one(Life::exits(0, 0));

    world.pass(6_500);

    assert_eq!(world.state("web"), ProcessState::Fatal);
    let spawns: Vec<u64> = world
        .said
        .iter()
        .filter(|(_, effect)| matches!(effect, Effect::Spawn { .. }))
        .map(|(at, _)| at.nanos() / 1_000_000)
        .collect();
    assert_eq!(spawns, [0, 1_000, 3_000, 6_000]);
    assert_eq!(
        world.events()[2..],
        [
            "web STOPPED>STARTING tries:0",
            "web STARTING>BACKOFF tries:1",
            "web BACKOFF>STARTING tries:1",
            "web STARTING>BACKOFF tries:2",
            "web BACKOFF>STARTING tries:2",
            "web STARTING>BACKOFF tries:3",
            "web BACKOFF>STARTING tries:3",
            "web STARTING>BACKOFF tries:4",
            "web BACKOFF>FATAL",
        ]
    );
    assert_eq!(
        world.lines()[6..],
        [
            "INFO spawned: 'web' with pid 104",
            "WARN exited: web (exit status 0; not expected)",
            "INFO gave up: web entered FATAL state, too many start retries too quickly",
        ]
    );
    let view = world.view("web");
    assert_eq!(
        view.spawn_error.as_deref(),
        Some("Exited too quickly (process log may have details)")
    );
    assert_eq!((view.exit_code, view.pid), (None, None));
}

#[test]
fn p_25_a_start_that_fails_before_the_fork_counts_as_failed() {
    let mut world = one(Life::fails(not_found()));

    world.settle();

    assert_eq!(world.state("web"), ProcessState::Backoff);
    assert_eq!(
        world.lines(),
        ["INFO spawnerr: can't find command '/bin/web'"]
    );
    let view = world.view("web");
    assert_eq!(view.start.seconds(), 1_700_000_000);
    assert_eq!(view.stop, Wall::NEVER);
}

#[test]
fn c_140_no_retries_means_fatal_at_the_first_failure() {
    for retries in [0, -5] {
        let mut web = program("web");
        web.startretries = retries;
        let config = groups([group("web", 999, [web])]);
        let mut world = World::new(config).script("web", [Life::exits(0, 1)]);

        world.settle();

        assert_eq!(world.state("web"), ProcessState::Fatal);
    }
}

#[test]
fn p_12_a_success_forgets_the_failures() {
    let mut world = one(Life::long()).script(
        "web",
        [Life::exits(0, 1), Life::exits(2_000, 1), Life::exits(0, 1)],
    );

    world.pass(3_000);
    world.pass(500);

    let events = world.events();
    let last = events.last().expect("something happened");
    assert_eq!(last, "web STARTING>BACKOFF tries:1");
}

#[test]
fn p_22_what_starts_again_depends_on_autorestart_and_the_exit_code() {
    let cases = [
        (AutoRestart::Never, 0, false),
        (AutoRestart::Never, 1, false),
        (AutoRestart::Unexpected, 0, false),
        (AutoRestart::Unexpected, 1, true),
        (AutoRestart::Always, 0, true),
        (AutoRestart::Always, 1, true),
    ];
    for (autorestart, code, restarts) in cases {
        let mut web = program("web");
        web.autorestart = autorestart;
        let config = groups([group("web", 999, [web])]);
        let mut world = World::new(config).script("web", [Life::exits(5_000, code), Life::long()]);

        world.pass(8_000);

        let expected = if restarts {
            ProcessState::Running
        } else {
            ProcessState::Exited
        };
        assert_eq!(world.state("web"), expected, "{autorestart:?} {code}");
    }
}

#[test]
fn w_4_a_restart_comes_in_the_turn_of_the_death() {
    let mut world = one(Life::long());
    world.pass(5_000);
    world.lines();

    world.child_exits("web", 3);

    assert_eq!(
        world.lines(),
        [
            "WARN exited: web (exit status 3; not expected)",
            "INFO spawned: 'web' with pid 102",
        ]
    );
    assert_eq!(world.view("web").start.seconds(), 1_700_000_005);
}

#[test]
fn w_31_automatic_starts_are_a_second_apart() {
    let mut web = program("web");
    web.startsecs = 0;
    web.autorestart = AutoRestart::Always;
    let config = groups([group("web", 999, [web])]);
    let mut world = World::new(config).script("web", [Life::exits(10, 1)]);

    world.pass(10_500);

    assert_eq!(world.spawns(), 11);
}

#[test]
fn a_commanded_start_does_not_wait_for_the_respawn_floor() {
    let mut web = program("web");
    web.startsecs = 0;
    web.autorestart = AutoRestart::Never;
    let config = groups([group("web", 999, [web])]);
    let mut world = World::new(config).script("web", [Life::exits(10, 0), Life::long()]);
    world.pass(20);

    world.start("web");

    assert_eq!(world.state("web"), ProcessState::Running);
}

#[test]
fn w_6_a_death_noticed_late_is_judged_by_the_deadline_it_passed() {
    let mut world = one(Life::exits(1_000, 0));

    world.pass(1_000);

    assert_eq!(
        world.events()[3..],
        [
            "web STARTING>RUNNING pid:101",
            "web RUNNING>EXITED expected:1 pid:101"
        ]
    );
    assert_eq!(
        world.lines()[1..],
        ["INFO exited: web (exit status 0; expected)"]
    );
}

#[test]
fn p_60_programs_start_in_the_order_of_groups_and_of_their_lists() {
    let mut late = program("late");
    late.priority = 1;
    let config = groups([
        group("first", 1, [program("b"), program("a")]),
        group("second", 2, [program("c"), late]),
    ]);
    let mut world = World::new(config);

    world.settle();

    let lines = world.lines();
    let spawned: Vec<&str> = lines
        .iter()
        .filter_map(|line| line.split('\'').nth(1))
        .collect();
    assert_eq!(spawned, ["b", "a", "c", "late"]);
}

#[test]
fn many_programs_start_in_slices() {
    let programs = (0..100).map(|n| program(&format!("p{n:03}")));
    let mut world = World::new(groups([group("all", 1, programs)]));

    world.timeout();

    assert_eq!(world.spawns(), 32);
    assert_eq!(world.core.poll_timeout(), Some(world.now.mono));
    world.settle();
    assert_eq!(world.spawns(), 100);
}

#[test]
fn what_is_left_of_a_late_burst_is_due_now_and_not_in_the_past() {
    let programs = (0..100).map(|n| program(&format!("p{n:03}")));
    let mut world = World::new(groups([group("all", 1, programs)]));
    world.now.mono = world.now.mono + std::time::Duration::from_secs(5);

    world.timeout();

    assert_eq!(world.core.poll_timeout(), Some(world.now.mono));
}

#[test]
fn many_deaths_in_one_turn_start_again_in_slices() {
    let programs = (0..100).map(|n| program(&format!("p{n:03}")));
    let mut world = World::new(groups([group("all", 1, programs)]));
    world.pass(5_000);
    world.said.clear();
    let lives: Vec<_> = world.lives.values().copied().collect();

    for child in lives {
        world.feed(supervisor_core::Input::ChildExited {
            child,
            status: supervisor_api::ExitStatus::Exited(9),
        });
    }

    assert_eq!(world.spawns(), 32);
    world.settle();
    assert_eq!(world.spawns(), 100);
}
