//! The end of a run: its order, its lines, and what it refuses.

use std::time::Duration;

use supervisor_api::{Action, Mood, ProcessState, Signal};
use supervisor_core::{DaemonSignal, Exit, LoadId};

use crate::world::{Life, Reaction, World, group, groups, program};

fn slow(millis: u64) -> Life {
    Life::long().reacting(Reaction::DiesAfter(Duration::from_millis(millis)))
}

fn stops(world: &World) -> Vec<String> {
    let events = world.events().into_iter();
    let stops = events.filter_map(|event| {
        let (name, change) = event.split_once(' ')?;
        change.contains(">STOPPING").then(|| name.to_string())
    });
    stops.collect()
}

#[test]
fn p_103_sigterm_stops_everything_and_ends() {
    let config = groups([group("web", 999, [program("web")])]);
    let mut world = World::new(config).script("web", [slow(100)]);
    world.pass(2_000);
    world.said.clear();

    world.terminate();
    assert_eq!(world.core.snapshot().mood, Mood::Shutdown);
    world.pass(100);

    assert_eq!(world.exit, Some(Exit::Shutdown));
    assert_eq!(world.events()[0], "stopping");
    assert_eq!(
        world.lines(),
        [
            "WARN received SIGTERM indicating exit request",
            "DEBG killing web (pid 101) with signal SIGTERM",
            "INFO waiting for web to die",
            "WARN stopped: web (terminated by SIGTERM)",
        ]
    );
    assert_eq!(world.core.poll_timeout(), None);
}

#[test]
fn p_61_higher_priorities_stop_first_and_the_next_wait_for_them() {
    let config = groups([
        group("low", 1, [program("a")]),
        group("high", 2, [program("b")]),
    ]);
    let mut world = World::new(config).script("high:b", [slow(500)]);
    world.pass(2_000);
    world.said.clear();

    world.terminate();
    assert_eq!(stops(&world), ["b"]);
    world.pass(500);

    assert_eq!(stops(&world), ["b", "a"]);
    assert_eq!(world.exit, Some(Exit::Shutdown));
}

#[test]
fn w_2_equal_priorities_stop_together_in_reverse_order() {
    let mut urgent = program("d");
    urgent.priority = 1000;
    let config = groups([
        group("first", 1, [program("a"), program("b")]),
        group("second", 1, [program("c"), urgent, program("e")]),
    ]);
    let mut world = World::new(config).script("second:c", [slow(500)]);
    world.pass(2_000);
    world.said.clear();

    world.terminate();

    assert_eq!(stops(&world), ["d", "e", "c", "b", "a"]);
}

#[test]
fn w_2_idle_groups_cost_no_time() {
    let idle = (0..12).map(|n| {
        let mut program = program(&format!("idle{n}"));
        program.autostart = false;
        group(&format!("idle{n}"), 100 + n, [program])
    });
    let config = groups(idle.chain([group("web", 1, [program("web")])]));
    let mut world = World::new(config);
    world.pass(2_000);

    world.terminate();

    assert_eq!(world.exit, Some(Exit::Shutdown));
}

#[test]
fn p_107_who_is_still_alive_is_told_every_three_seconds() {
    let stubborn = Life::long().reacting(Reaction::Ignores);
    let config = groups([group("g", 1, [program("a"), program("b")])]);
    let mut world = World::new(config)
        .script("g:a", [stubborn.clone()])
        .script("g:b", [stubborn]);
    world.pass(2_000);
    world.lines();

    world.terminate();
    world.pass(10_000);

    let lines = world.lines();
    let waiting = |line: &&String| *line == "INFO waiting for a, b to die";
    assert_eq!(lines.iter().filter(waiting).count(), 4);
    assert_eq!(world.exit, Some(Exit::Shutdown));
}

#[test]
fn p_29_a_retry_that_will_not_come_is_fatal_without_a_line() {
    let config = groups([group("web", 1, [program("web")])]);
    let mut world = World::new(config).script("web", [Life::exits(0, 1)]);
    world.settle();
    world.said.clear();

    world.terminate();

    assert_eq!(world.events(), ["stopping", "web BACKOFF>FATAL"]);
    assert_eq!(
        world.lines(),
        ["WARN received SIGTERM indicating exit request"]
    );
}

#[test]
fn p_64_nothing_starts_again_while_stopping() {
    let mut restless = program("restless");
    restless.autorestart = supervisor_api::config::AutoRestart::Always;
    let config = groups([
        group("restless", 1, [restless]),
        group("slow", 2, [program("slow")]),
    ]);
    let mut world = World::new(config)
        .script("restless", [Life::exits(5_000, 0)])
        .script("slow", [slow(6_000)]);
    world.pass(4_000);
    world.said.clear();

    world.terminate();
    world.pass(6_000);

    assert_eq!(world.spawns(), 0);
    assert_eq!(world.state("restless"), ProcessState::Exited);
    assert_eq!(world.exit, Some(Exit::Shutdown));
}

#[test]
fn p_37_what_is_unknown_does_not_hold_the_end_up() {
    let config = groups([group("web", 1, [program("web")])]);
    let mut world = World::new(config).script("web", [Life::long().protected()]);
    world.pass(2_000);

    world.terminate();

    assert_eq!(world.exit, Some(Exit::Shutdown));
    assert_eq!(world.kernel.living(), 1);
}

#[test]
fn x_12_all_actions_but_one_are_refused_while_stopping() {
    let config = groups([group("web", 1, [program("web")])]);
    let mut world = World::new(config).script("web", [slow(500)]);
    world.pass(2_000);
    world.terminate();

    for action in [
        Action::Shutdown,
        Action::Restart,
        Action::ReloadConfig,
        Action::ClearMainLog,
        Action::AddGroup("nix".into()),
    ] {
        let request = world.act(action);
        assert_eq!(world.answer_to(request), "SHUTDOWN_STATE");
    }
    let request = world.start("nix");
    assert_eq!(world.answer_to(request), "SHUTDOWN_STATE");
    let request = world.act(Action::SendRemoteEvent {
        kind: "k".into(),
        data: "d".into(),
    });
    assert_eq!(world.answer_to(request), "ok");
}

#[test]
fn what_waits_is_answered_before_the_end() {
    let mut web = program("web");
    web.startsecs = 60;
    let config = groups([group("web", 1, [web])]);
    let mut world = World::new(config);
    world.settle();
    world.stop("web");
    let start = world.start("web");

    let shutdown = world.act(Action::Shutdown);

    assert_eq!(world.answer_to(start), "ABNORMAL_TERMINATION: web");
    assert_eq!(world.answer_to(shutdown), "ok");
    assert_eq!(world.exit, Some(Exit::Shutdown));
}

#[test]
fn a_look_at_a_program_that_comes_back_too_late_starts_nothing() {
    let mut web = program("web");
    web.autostart = false;
    let config = groups([group("web", 1, [web]), group("slow", 2, [program("slow")])]);
    let mut world = World::new(config).script("slow", [slow(500)]);
    world.pass(2_000);
    let start = world.ask_start("web");

    world.terminate();

    assert_eq!(world.answer_to(start), "SHUTDOWN_STATE");
    assert_eq!(world.state("web"), ProcessState::Stopped);
}

#[test]
fn an_action_after_the_end_is_refused_too() {
    let mut world = World::new(groups([]));
    world.terminate();
    assert_eq!(world.exit, Some(Exit::Shutdown));

    let request = world.start("web");

    assert_eq!(world.answer_to(request), "SHUTDOWN_STATE");
}

#[test]
fn w_3_a_restart_checks_the_configuration_before_anything_stops() {
    let config = groups([group("web", 1, [program("web")])]);
    let mut world = World::new(config);
    world.pass(2_000);
    world.configs.push_back(Err("broken".into()));
    world.lines();

    let request = world.act(Action::Restart);

    assert_eq!(world.answer_to(request), "CANT_REREAD: broken");
    assert_eq!(world.lines(), ["CRIT restart refused: broken"]);
    assert_eq!(world.state("web"), ProcessState::Running);
    assert_eq!(world.core.snapshot().mood, Mood::Running);
}

#[test]
fn w_3_hup_with_a_broken_configuration_changes_nothing() {
    let config = groups([group("web", 1, [program("web")])]);
    let mut world = World::new(config);
    world.pass(2_000);
    world.configs.push_back(Err("broken".into()));
    world.lines();

    world.daemon_gets(DaemonSignal::Restart);

    assert_eq!(
        world.lines(),
        [
            "WARN received SIGHUP indicating restart request",
            "CRIT restart refused: broken"
        ]
    );
    assert_eq!(world.exit, None);
}

#[test]
fn a_restart_runs_the_configuration_that_was_checked() {
    let mut world = World::new(groups([group("web", 1, [program("web")])]));
    world.pass(2_000);
    world.act(Action::ReloadConfig);

    let request = world.act(Action::Restart);

    assert_eq!(world.answer_to(request), "ok");
    assert_eq!(world.exit, Some(Exit::Restart(LoadId(2))));
}

#[test]
fn two_restarts_share_one_check() {
    let mut world = World::new(groups([]));

    let first = world.ask(Action::Restart);
    let second = world.ask(Action::Restart);
    world.settle();

    assert_eq!(world.answer_to(first), "ok");
    assert_eq!(world.answer_to(second), "ok");
    assert_eq!(world.exit, Some(Exit::Restart(LoadId(1))));
}

#[test]
fn p_104_a_sigterm_turns_a_restart_into_a_shutdown() {
    let config = groups([group("web", 1, [program("web")])]);
    let mut world = World::new(config).script("web", [slow(500)]);
    world.pass(2_000);
    world.daemon_gets(DaemonSignal::Restart);
    assert_eq!(world.core.snapshot().mood, Mood::Restarting);

    world.terminate();
    world.pass(500);

    assert_eq!(world.exit, Some(Exit::Shutdown));
}

#[test]
fn p_104_hup_is_ignored_during_a_shutdown() {
    let config = groups([group("web", 1, [program("web")])]);
    let mut world = World::new(config).script("web", [slow(500)]);
    world.pass(2_000);
    world.terminate();
    world.lines();

    world.daemon_gets(DaemonSignal::Restart);

    assert_eq!(
        world.lines(),
        ["WARN ignored SIGHUP indicating restart request (shutdown in progress)"]
    );
}

#[test]
fn p_103_signals_are_named_and_repeating_them_changes_nothing() {
    let config = groups([group("web", 1, [program("web")])]);
    let mut world = World::new(config).script("web", [slow(500)]);
    world.pass(2_000);
    world.terminate();
    world.lines();

    world.daemon_gets(DaemonSignal::Exit(Signal::INT));

    assert_eq!(
        world.lines(),
        ["WARN received SIGINT indicating exit request"]
    );
}

#[test]
fn a_shutdown_overtakes_a_restart_that_is_being_checked() {
    let config = groups([group("web", 1, [program("web")])]);
    let mut world = World::new(config).script("web", [slow(500)]);
    world.pass(2_000);
    let restart = world.ask(Action::Restart);
    let reread = world.ask(Action::ReloadConfig);

    world.terminate();
    world.pass(500);

    assert_eq!(world.answer_to(restart), "SHUTDOWN_STATE");
    assert_eq!(world.answer_to(reread), "SHUTDOWN_STATE");
    assert_eq!(world.exit, Some(Exit::Shutdown));
}

#[test]
fn a_reading_that_never_ends_does_not_leave_its_client_without_an_answer() {
    let mut world = World::new(groups([]));
    let reread = world.ask(Action::ReloadConfig);

    world.feed(supervisor_core::Input::Signal(DaemonSignal::Exit(
        Signal::TERM,
    )));

    assert_eq!(world.answer_to(reread), "SHUTDOWN_STATE");
}

#[test]
fn starts_that_wait_for_their_turn_are_refused() {
    let programs = (0..100).map(|n| {
        let mut program = program(&format!("p{n:03}"));
        program.autostart = false;
        program
    });
    let slow_one = group("slow", 2, [program("slow")]);
    let config = groups([group("many", 1, programs), slow_one]);
    let mut world = World::new(config).script("slow", [slow(500)]);
    world.pass(2_000);
    let request = world.ask(Action::Start {
        target: supervisor_api::Target::Group("many".into()),
        wait: true,
    });
    world.timeout();

    world.terminate();

    let answer = world.answer_to(request);
    assert_eq!(answer.matches(" SHUTDOWN_STATE").count(), 100);
    assert_eq!(world.spawns(), 1);
}
