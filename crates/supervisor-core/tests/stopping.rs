//! Stops: the signal, its repetition by force, and those who wait for the end.

use std::time::Duration;

use supervisor_api::{Action, ProcessState, Signal};
use supervisor_core::{Effect, Scope};

use crate::world::{Latency, Life, Reaction, World, group, groups, program};

fn running(life: Life) -> World {
    let config = groups([group("web", 999, [program("web")])]);
    let mut world = World::new(config).script("web", [life]);
    world.pass(2_000);
    world.said.clear();
    world
}

fn slow(millis: u64) -> Life {
    Life::long().reacting(Reaction::DiesAfter(Duration::from_millis(millis)))
}

fn kills(world: &World) -> Vec<(Signal, Scope)> {
    let kills = world.said.iter().filter_map(|(_, effect)| match effect {
        Effect::Kill { signal, scope, .. } => Some((*signal, *scope)),
        _ => None,
    });
    kills.collect()
}

#[test]
fn p_32_a_stop_is_complete_when_the_child_has_ended() {
    let mut world = running(slow(500));

    let request = world.stop("web");
    assert_eq!(world.answer_to(request), "-");
    world.pass(500);

    assert_eq!(world.answer_to(request), "ok");
    assert_eq!(
        world.events(),
        [
            "web RUNNING>STOPPING pid:101",
            "web STOPPING>STOPPED pid:101"
        ]
    );
    assert_eq!(
        world.lines(),
        [
            "DEBG killing web (pid 101) with signal SIGTERM",
            "INFO waiting for web to stop",
            "WARN stopped: web (terminated by SIGTERM)",
        ]
    );
    let view = world.view("web");
    assert_eq!((view.exit_code, view.pid), (Some(-1), None));
    assert_eq!(view.stop.micros(), 1_700_000_002_500_000);
    assert_eq!(world.core.poll_timeout(), None);
}

#[test]
fn p_115_an_expected_exit_code_makes_the_line_harmless() {
    let mut world = running(Life::long().reacting(Reaction::ExitsAfter(Duration::ZERO, 0)));

    world.stop("web");

    let lines = world.lines();
    let last = lines.last().expect("it was stopped");
    assert_eq!(last, "INFO stopped: web (exit status 0)");
}

#[test]
fn p_33_a_stop_that_takes_too_long_is_ended_by_force() {
    let mut world = running(Life::long().reacting(Reaction::Ignores));

    let request = world.stop("web");
    world.pass(10_000);

    assert_eq!(world.answer_to(request), "ok");
    assert_eq!(
        world.lines(),
        [
            "DEBG killing web (pid 101) with signal SIGTERM",
            "INFO waiting for web to stop",
            "INFO waiting for web to stop",
            "INFO waiting for web to stop",
            "INFO waiting for web to stop",
            "INFO waiting for web to stop",
            "WARN killing 'web' (101) with SIGKILL",
            "DEBG killing web (pid 101) with signal SIGKILL",
            "WARN stopped: web (terminated by SIGKILL)",
        ]
    );
}

#[test]
fn p_40_groups_are_signaled_only_where_asked_for() {
    for (stop, kill, scopes) in [
        (false, false, [Scope::Process, Scope::Process]),
        (false, true, [Scope::Process, Scope::Group]),
        (true, true, [Scope::Group, Scope::Group]),
    ] {
        let mut web = program("web");
        web.stopasgroup = stop;
        web.killasgroup = kill;
        let config = groups([group("web", 999, [web])]);
        let life = Life::long().reacting(Reaction::Ignores);
        let mut world = World::new(config).script("web", [life]);
        world.pass(2_000);

        world.stop("web");
        world.pass(10_000);

        let [first, second] = scopes;
        assert_eq!(
            kills(&world),
            [(Signal::TERM, first), (Signal::KILL, second)]
        );
    }
}

#[test]
fn c_143_without_stopwaitsecs_force_follows_at_once_and_does_not_spin() {
    let mut web = program("web");
    web.stopwaitsecs = 0;
    let config = groups([group("web", 999, [web])]);
    let life = Life::long().reacting(Reaction::Ignores);
    let mut world = World::new(config).script("web", [life]);
    world.pass(2_000);
    // Death by force takes a while to be reported.
    world.latency = Latency::Random {
        seed: 1,
        up_to: 500,
    };

    world.ask_stop("web");
    world.settle();

    assert_eq!(kills(&world).len(), 2);
    let due = world.core.poll_timeout().expect("it repeats the signal");
    assert!(due.since(world.now.mono) >= Duration::from_millis(900));
}

#[test]
fn a_stop_that_does_not_wait_answers_when_the_signal_is_out() {
    let mut world = running(slow(500));

    let request = world.stop_without_waiting("web");

    assert_eq!(world.answer_to(request), "ok");
    assert_eq!(world.state("web"), ProcessState::Stopping);
    assert_eq!(
        world.lines(),
        ["DEBG killing web (pid 101) with signal SIGTERM"]
    );
}

#[test]
fn p_35_a_stop_of_what_does_not_run_is_refused() {
    let mut world = running(slow(500));
    world.ask_stop("web");

    let stopping = world.stop("web");
    world.pass(500);
    let stopped = world.stop("web");

    assert_eq!(world.answer_to(stopping), "NOT_RUNNING: web");
    assert_eq!(world.answer_to(stopped), "NOT_RUNNING: web");
}

#[test]
fn w_30_a_stop_forgets_the_failed_starts() {
    let config = groups([group("web", 999, [program("web")])]);
    let mut world = World::new(config).script("web", [Life::exits(0, 1)]);
    world.pass(3_500);
    assert_eq!(world.state("web"), ProcessState::Backoff);

    let request = world.stop("web");
    assert_eq!(world.answer_to(request), "ok");
    assert_eq!(world.state("web"), ProcessState::Stopped);
    world.said.clear();
    world.start("web");

    assert_eq!(
        world.events(),
        [
            "web STOPPED>STARTING tries:0",
            "web STARTING>BACKOFF tries:1"
        ]
    );
}

#[test]
fn stop_of_a_child_that_is_not_there_yet_is_done_when_it_is() {
    let mut web = program("web");
    web.autostart = false;
    let mut world = World::new(groups([group("web", 999, [web])]));
    world.start_without_waiting("web");
    world.stop("web");
    world.said.clear();
    world.latency = Latency::Random {
        seed: 3,
        up_to: 200,
    };

    let start = world.ask_start("web");
    while world.spawns() == 0 && world.step(world.now.mono + Duration::from_secs(1)) {}
    let stop = world.ask_stop("web");
    world.pass(2_000);

    assert_eq!(world.answer_to(start), "ABNORMAL_TERMINATION: web");
    assert_eq!(world.answer_to(stop), "ok");
    assert_eq!(world.state("web"), ProcessState::Stopped);
    assert_eq!(kills(&world).len(), 1);
}

#[test]
fn p_34_a_refused_stop_signal_leads_to_unknown() {
    let mut world = running(Life::long().protected());

    let request = world.stop("web");

    assert_eq!(world.state("web"), ProcessState::Unknown);
    assert_eq!(
        world.answer_to(request),
        "FAILED: unknown problem killing web (101): EPERM"
    );
    assert_eq!(world.view("web").pid, Some(101));
    assert_eq!(
        world.lines()[1..],
        ["CRIT unknown problem killing web (101): EPERM"]
    );
}

#[test]
fn p_36_what_is_unknown_cannot_be_started() {
    let mut world = running(Life::long().protected());
    world.stop("web");

    let request = world.start("web");

    assert_eq!(
        world.answer_to(request),
        "FAILED: web is in an unknown process state"
    );
}

#[test]
fn w_71_what_is_unknown_exits_in_order() {
    let mut world = running(Life::long().protected());
    world.stop("web");
    world.said.clear();

    world.child_exits("web", 0);

    assert_eq!(world.state("web"), ProcessState::Exited);
    assert_eq!(world.events(), ["web UNKNOWN>EXITED expected:1 pid:101"]);
    assert_eq!(
        world.lines(),
        ["INFO exited: web (exit status 0; expected)"]
    );
}

#[test]
fn p_34_a_refused_kill_by_force_leads_to_unknown_and_completes_the_wait() {
    let mut world = running(Life::long().reacting(Reaction::Ignores));
    let request = world.stop("web");
    let child = world.life("web");
    world.kernel.protect(child);

    world.pass(10_000);

    assert_eq!(world.state("web"), ProcessState::Unknown);
    assert_eq!(world.answer_to(request), "ok");
}

#[test]
fn x_56_lines_about_waiting_end_when_the_client_leaves() {
    let mut world = running(Life::long().reacting(Reaction::Ignores));
    let request = world.stop("web");

    world.leaves(request);
    world.pass(9_000);

    let waiting = |line: &String| line.contains("waiting for web to stop");
    assert_eq!(world.lines().iter().filter(|line| waiting(line)).count(), 1);
}

#[test]
fn w_34_group_stops_send_all_signals_at_once_in_rising_priority() {
    let mut a = program("a");
    a.priority = 2;
    let mut b = program("b");
    b.priority = 1;
    let config = groups([group("g", 1, [a, b, program("c")])]);
    let mut world = World::new(config)
        .script("g:a", [slow(300)])
        .script("g:b", [slow(200)])
        .script("g:c", [slow(100)]);
    world.pass(2_000);
    world.said.clear();

    let request = world.stop("g:*");
    assert_eq!(
        world.events(),
        [
            "b RUNNING>STOPPING pid:102",
            "a RUNNING>STOPPING pid:101",
            "c RUNNING>STOPPING pid:103",
        ]
    );
    world.pass(300);

    assert_eq!(world.answer_to(request), "g:c ok, g:b ok, g:a ok");
}

#[test]
fn x_36_outcomes_of_a_group_stop_list_what_was_decided_at_once_first() {
    let config = groups([group("g", 1, [program("a"), program("b"), program("c")])]);
    let mut world = World::new(config)
        .script("g:a", [slow(100)])
        .script("g:b", [Life::long().protected()])
        .script("g:c", [Life::exits(0, 1)]);
    world.pass(2_000);

    let request = world.stop("g:*");
    world.pass(300);

    assert_eq!(
        world.answer_to(request),
        "g:b FAILED: unknown problem killing b (102): EPERM, g:c ok, g:a ok"
    );
}

#[test]
fn a_death_that_comes_before_the_answer_to_the_signal_completes_the_stop() {
    let mut world = running(slow(0));
    let request = world.ask(Action::Stop {
        target: supervisor_api::Target::All,
        wait: true,
    });
    let child = world.life("web");
    world.feed(supervisor_core::Input::ChildExited {
        child,
        status: supervisor_api::ExitStatus::Exited(0),
    });

    assert_eq!(world.answer_to(request), "web:web ok");
    world.settle();
    assert_eq!(world.state("web"), ProcessState::Stopped);
}

#[test]
fn p_117_two_who_wait_for_one_stop_get_one_line() {
    let mut web = program("web");
    web.autostart = false;
    let life = Life::long().reacting(Reaction::Ignores);
    let mut world = World::new(groups([group("web", 999, [web])])).script("web", [life]);
    world.ask_start("web");
    world.step(world.now.mono);
    assert_eq!(world.spawns(), 1);

    let first = world.ask_stop("web");
    let second = world.ask_stop("web");
    world.pass(1_000);

    let waiting = |line: &&String| line.contains("waiting for web to stop");
    assert_eq!(world.lines().iter().filter(waiting).count(), 1);
    world.pass(10_000);
    assert_eq!(world.answer_to(first), "ok");
    assert_eq!(world.answer_to(second), "ok");
}
