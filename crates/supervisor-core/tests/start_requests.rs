//! Starts that clients ask for: their faults in order, and when each is answered.

use supervisor_api::{ProcessState, Wall};
use supervisor_core::LaunchError;

use crate::world::{Life, Reaction, World, group, groups, program};

fn idle() -> World {
    let mut web = program("web");
    web.autostart = false;
    World::new(groups([group("web", 999, [web])]))
}

fn not_found() -> LaunchError {
    LaunchError::NotFound {
        command: "/bin/web".into(),
    }
}

#[test]
fn x_55_a_waiting_start_answers_when_the_program_is_up() {
    let mut world = idle();

    let request = world.start("web");
    world.pass(900);
    assert_eq!(world.answer_to(request), "-");
    world.pass(100);

    assert_eq!(world.answer_to(request), "ok");
}

#[test]
fn x_55_a_start_that_does_not_wait_answers_when_the_child_exists() {
    let mut world = idle();

    let request = world.start_without_waiting("web");

    assert_eq!(world.answer_to(request), "ok");
    assert_eq!(world.state("web"), ProcessState::Starting);
}

#[test]
fn x_55_a_start_without_startsecs_answers_at_once() {
    let mut web = program("web");
    web.autostart = false;
    web.startsecs = 0;
    let mut world = World::new(groups([group("web", 999, [web])]));

    let request = world.start("web");

    assert_eq!(world.answer_to(request), "ok");
}

#[test]
fn x_55_a_quick_death_is_a_spawn_error() {
    let mut world = idle().script("web", [Life::exits(300, 0)]);

    let request = world.start("web");
    world.pass(300);

    assert_eq!(world.answer_to(request), "SPAWN_ERROR: web");
}

#[test]
fn x_55_a_spawn_failure_is_a_spawn_error_with_and_without_waiting() {
    let mut world = idle().script("web", [Life::fails(not_found())]);
    let request = world.start("web");
    assert_eq!(world.answer_to(request), "SPAWN_ERROR: web");

    let mut world = idle().script("web", [Life::fails(not_found())]);
    let request = world.start_without_waiting("web");
    assert_eq!(world.answer_to(request), "SPAWN_ERROR: web");
}

#[test]
fn x_55_a_start_that_is_stopped_meanwhile_ends_abnormally() {
    let mut world = idle();
    let request = world.start("web");

    world.stop("web");

    assert_eq!(world.answer_to(request), "ABNORMAL_TERMINATION: web");
}

#[test]
fn x_32_flaws_are_found_before_the_state_is_looked_at() {
    let mut world = idle();
    world.start("web");
    world.flaws.insert("web".into(), not_found());

    let request = world.start("web");

    assert_eq!(
        world.answer_to(request),
        "NO_FILE: can't find command '/bin/web'"
    );
    assert_eq!(world.state("web"), ProcessState::Starting);
}

#[test]
fn x_32_a_flaw_leaves_the_state_untouched() {
    let mut world = idle();
    let flaw = LaunchError::NotExecutable {
        path: "/bin/web".into(),
    };
    world.flaws.insert("web".into(), flaw);

    let request = world.start("web");

    assert_eq!(
        world.answer_to(request),
        "NOT_EXECUTABLE: command at '/bin/web' is not executable"
    );
    assert_eq!(world.view("web").start, Wall::NEVER);
}

#[test]
fn x_32_a_second_start_is_refused_with_the_name_as_given() {
    let mut world = idle();
    world.start("web");

    let request = world.start("web:web");

    assert_eq!(world.answer_to(request), "ALREADY_STARTED: web:web");
}

#[test]
fn p_38_a_start_while_stopping_starts_nothing() {
    let mut world = idle().script("web", [Life::long().reacting(Reaction::Ignores)]);
    world.start("web");
    world.pass(2_000);
    world.stop("web");
    world.lines();

    let waiting = world.start("web");
    let not_waiting = world.start_without_waiting("web");

    assert_eq!(world.answer_to(waiting), "ABNORMAL_TERMINATION: web");
    assert_eq!(world.answer_to(not_waiting), "ok");
    assert_eq!(
        world.lines(),
        [
            "WARN process 'web' already running",
            "WARN process 'web' already running"
        ]
    );
}

#[test]
fn x_14_unknown_names_are_faults_with_the_name_as_given() {
    let mut world = idle();

    for name in ["nix", "web:nix", "nix:*"] {
        let request = world.start(name);
        assert_eq!(world.answer_to(request), format!("BAD_NAME: {name}"));
    }
}

#[test]
fn x_50_outcomes_list_first_what_was_decided_at_once() {
    let mut a = program("a");
    a.priority = 2;
    let mut b = program("b");
    b.startsecs = 2;
    let mut d = program("d");
    d.priority = 1;
    let members = [a, b, program("c"), d].map(|mut member| {
        member.autostart = false;
        member
    });
    let mut world =
        World::new(groups([group("g", 1, members)])).script("g:c", [Life::fails(not_found())]);
    world.flaws.insert("g:d".into(), not_found());

    let request = world.start("g:*");
    world.pass(2_000);

    assert_eq!(
        world.answer_to(request),
        "g:d NO_FILE: can't find command '/bin/web', g:c SPAWN_ERROR: g:c, g:a ok, g:b ok"
    );
}

#[test]
fn x_57_a_group_start_leaves_out_what_is_running_already() {
    let members = [program("a"), program("b")];
    let mut world = World::new(groups([group("g", 1, members)]));
    world.pass(2_000);
    world.stop("g:a");

    let request = world.start("g:*");
    world.pass(1_000);
    let nothing = world.start("all");

    assert_eq!(world.answer_to(request), "g:a ok");
    assert_eq!(world.answer_to(nothing), "");
}

#[test]
fn x_34_starting_very_many_goes_in_slices_and_answers_for_all() {
    let programs = (0..100).map(|n| {
        let mut program = program(&format!("p{n:03}"));
        program.autostart = false;
        program
    });
    let mut world = World::new(groups([group("all", 1, programs)]));

    let request = world.start("all");
    world.pass(1_000);

    assert_eq!(world.answer_to(request).matches(" ok").count(), 100);
}

#[test]
fn x_58_a_client_that_leaves_does_not_take_its_start_back() {
    let mut world = idle();
    let request = world.ask_start("web");

    world.leaves(request);
    world.pass(1_000);

    assert_eq!(world.state("web"), ProcessState::Running);
    assert_eq!(world.answer_to(request), "-");
}
