//! When the sockets of FastCGI programs are opened and closed (H-60, W-12).

use std::sync::Arc;

use supervisor_api::config::{AutoRestart, ProcessConfig};
use supervisor_api::{Action, ProcessState};
use supervisor_core::{Effect, LaunchError};

use crate::world::{
    Life, Reaction, World, effect_text, fcgi_program, group, groups, program, remove,
};

/// `app_0` and so on, which share a socket.
fn section(name: &str, count: usize) -> Vec<ProcessConfig> {
    let first = fcgi_program(name, &format!("/run/{name}.sock"));
    let member = |n| ProcessConfig {
        name: format!("{name}_{n}").as_str().into(),
        ..first.clone()
    };
    (0..count).map(member).collect()
}

fn app(count: usize) -> World {
    World::new(groups([group("app", 999, section("app", count))]))
}

/// What the machine has said about sockets and spawns since the last call.
fn said(world: &mut World) -> Vec<String> {
    let about = |effect: &Effect| {
        let text = effect_text(effect);
        let words = ["INFO Creating", "INFO Closing", "open ", "close ", "spawn "];
        words
            .iter()
            .any(|word| text.starts_with(word))
            .then_some(text)
    };
    let said = world.said.iter().filter_map(|(_, effect)| about(effect));
    let said = said.collect();
    world.said.clear();
    said
}

#[test]
fn h_60_one_socket_is_made_before_the_first_child_and_given_to_all() {
    let mut world = app(3);
    assert_eq!(said(&mut world), Vec::<String>::new());

    world.settle();

    assert_eq!(
        said(&mut world),
        [
            "INFO Creating socket unix:///run/app.sock",
            "open 1",
            "spawn 1 with socket 1",
            "spawn 2 with socket 1",
            "spawn 3 with socket 1",
        ]
    );
}

#[test]
fn h_60_the_socket_stays_while_one_process_lives_and_is_closed_with_the_last() {
    let mut world = app(2);
    world.pass(2_000);
    said(&mut world);

    world.stop("app:app_0");
    world.settle();
    assert_eq!(said(&mut world), Vec::<String>::new());
    world.stop("app:app_1");
    world.settle();
    assert_eq!(
        said(&mut world),
        ["INFO Closing socket unix:///run/app.sock", "close 1"]
    );

    world.start("app:app_0");
    world.settle();
    assert_eq!(
        said(&mut world),
        [
            "INFO Creating socket unix:///run/app.sock",
            "open 2",
            "spawn 3 with socket 2"
        ]
    );
}

#[test]
fn p_115_the_line_of_the_stop_comes_before_that_of_the_socket() {
    let mut world = app(1);
    world.pass(2_000);

    world.stop("app:app_0");
    world.settle();

    let lines = world.lines();
    assert_eq!(
        lines[lines.len() - 2..],
        [
            "WARN stopped: app_0 (terminated by SIGTERM)",
            "INFO Closing socket unix:///run/app.sock"
        ]
    );
}

#[test]
fn the_socket_waits_for_a_process_that_crashed_or_backs_off() {
    let mut world = app(1).script("app:app_0", [Life::exits(100, 1), Life::exits(2_000, 1)]);

    world.pass(30_000);

    let said = said(&mut world);
    assert!(said.len() > 6, "{said:?}");
    assert!(
        said[2..].iter().all(|it| it.starts_with("spawn ")),
        "{said:?}"
    );
}

#[test]
fn the_socket_is_closed_when_nothing_will_serve_it_any_more() {
    let mut done = section("app", 1);
    done[0].autorestart = AutoRestart::Never;
    let mut done =
        World::new(groups([group("app", 999, done)])).script("app:app_0", [Life::exits(5_000, 0)]);
    let mut fatal = app(1).script("app:app_0", [Life::exits(10, 1)]);

    for world in [&mut done, &mut fatal] {
        world.pass(60_000);

        let said = said(world);
        assert_eq!(said.last().map(String::as_str), Some("close 1"));
        assert_eq!(said.iter().filter(|it| *it == "close 1").count(), 1);
    }
    assert_eq!(fatal.state("app:app_0"), ProcessState::Fatal);
}

#[test]
fn w_12_each_section_of_a_group_has_its_own_socket_and_others_have_none() {
    let mut members = section("one", 2);
    members.extend(section("two", 1));
    members.push(program("plain"));
    let mut world = World::new(groups([group("web", 999, members)]));

    world.settle();

    assert_eq!(
        said(&mut world),
        [
            "INFO Creating socket unix:///run/one.sock",
            "open 1",
            "spawn 1 with socket 1",
            "spawn 2 with socket 1",
            "INFO Creating socket unix:///run/two.sock",
            "open 2",
            "spawn 3 with socket 2",
            "spawn 4",
        ]
    );
}

#[test]
fn h_61_a_socket_that_cannot_be_made_is_a_spawn_error_and_is_tried_again() {
    let mut world = app(2);
    world.sockets_fail = true;
    world.settle();
    assert_eq!(world.state("app:app_0"), ProcessState::Backoff);
    assert_eq!(
        said(&mut world),
        [
            "INFO Creating socket unix:///run/app.sock",
            "open 1",
            "spawn 1 with socket 1",
            "spawn 2 with socket 1",
            "close 1",
        ]
    );

    world.sockets_fail = false;
    world.pass(5_000);

    assert_eq!(world.state("app:app_0"), ProcessState::Running);
    assert_eq!(
        said(&mut world),
        [
            "INFO Creating socket unix:///run/app.sock",
            "open 2",
            "spawn 3 with socket 2",
            "spawn 4 with socket 2",
        ]
    );
}

#[test]
fn h_61_the_spawn_error_has_the_words_of_the_original() {
    let error = LaunchError::Socket {
        url: "tcp://localhost:9000".into(),
        reason: "[Errno 98] Address already in use".into(),
    };

    assert_eq!(
        error.to_string(),
        "Could not create FastCGI socket tcp://localhost:9000: [Errno 98] Address already in use"
    );
}

#[test]
fn a_shutdown_closes_the_socket_of_a_retry_that_will_not_come_and_then_the_others() {
    let groups = groups([
        group("a", 1, section("a", 1)),
        group("b", 2, section("b", 1)),
    ]);
    let stubborn = Life::long().reacting(Reaction::Ignores);
    let mut world = World::new(groups)
        .script("a:a_0", [Life::exits(10, 1)])
        .script("b:b_0", [stubborn]);
    world.pass(500);
    said(&mut world);

    world.terminate();
    assert_eq!(
        said(&mut world),
        ["INFO Closing socket unix:///run/a.sock", "close 1"]
    );
    world.pass(20_000);

    assert_eq!(
        said(&mut world),
        ["INFO Closing socket unix:///run/b.sock", "close 2"]
    );
    assert!(world.exit.is_some());
}

#[test]
fn a_group_that_is_removed_before_its_restart_leaves_no_socket() {
    let mut members = section("app", 1);
    members[0].autorestart = AutoRestart::Always;
    members[0].startsecs = 0;
    let mut world =
        World::new(groups([group("app", 999, members)])).script("app:app_0", [Life::exits(10, 0)]);
    world.pass(20);
    assert_eq!(world.state("app:app_0"), ProcessState::Exited);
    said(&mut world);

    world.ask(remove("app"));

    assert_eq!(
        said(&mut world),
        ["INFO Closing socket unix:///run/app.sock", "close 1"]
    );
}

#[test]
fn w_25_a_changed_socket_is_a_changed_group() {
    let mut world = app(1);
    let mut member = section("app", 1).remove(0);
    let socket = member.socket.as_mut().map(Arc::make_mut);
    socket.expect("it has one").mode = Some(0o777);
    let changed = groups([group("app", 999, [member])]);
    world.configs.push_back(Ok(changed));

    let request = world.ask(Action::ReloadConfig);
    world.settle();

    assert!(
        world.answer_to(request).contains("changed"),
        "{}",
        world.answer_to(request)
    );
}

#[test]
fn the_number_of_a_socket_outlives_a_handover() {
    let mut world = app(2);
    world.pass(2_000);

    world.thaw_a_twin();
    world.stop("app:app_0");
    world.stop("app:app_1");
    world.start("app:app_0");
    world.pass(2_000);

    assert_eq!(world.observer.finish(), []);
}
