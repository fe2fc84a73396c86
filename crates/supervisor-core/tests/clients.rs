//! What else clients ask for: signals, standard input, emptied logs, events; and what readers see.

use bytes::Bytes;
use supervisor_api::{Action, Fault, FaultCode, Namespec, ProcessState, Target};
use supervisor_core::{DaemonSignal, Effect, Input, RequestId};

use crate::world::{Life, Reaction, World, group, groups, program};

fn world() -> World {
    let mut idle = program("idle");
    idle.autostart = false;
    let config = groups([
        group("web", 1, [program("web")]),
        group("g", 2, [program("a"), idle]),
    ]);
    let mut world = World::new(config);
    world.pass(2_000);
    world.said.clear();
    world
}

fn write(world: &mut World, name: &str) -> RequestId {
    world.act(Action::SendStdin {
        name: Namespec::parse(name),
        bytes: Bytes::from_static(b"hello\n"),
    })
}

fn clear(world: &mut World, name: &str) -> RequestId {
    let target = Target::Named(Namespec::parse(name));
    world.act(Action::ClearProcessLogs(target))
}

#[test]
fn p_42_a_signal_changes_no_state() {
    let mut world = world();

    let request = world.signal("web", "hup");

    assert_eq!(world.answer_to(request), "ok");
    assert_eq!(world.state("web"), ProcessState::Running);
    assert_eq!(world.lines(), ["DEBG sending web (pid 101) sig SIGHUP"]);
}

#[test]
fn x_38_faults_come_in_order_name_signal_state() {
    let mut world = world();

    let cases = [
        ("nix", "BAD", "BAD_NAME: nix"),
        ("g:idle", "BAD", "BAD_SIGNAL: BAD"),
        ("g:idle", "HUP", "NOT_RUNNING: g:idle"),
        ("web", "0", "ok"),
    ];
    for (name, signal, expected) in cases {
        let request = world.signal(name, signal);
        assert_eq!(world.answer_to(request), expected);
    }
}

#[test]
fn x_39_a_group_signal_reaches_who_can_get_it() {
    let mut world = world();

    let good = world.signal("g:*", "HUP");
    let bad = world.signal("g:*", "BAD");
    let all = world.signal("all", "1");

    assert_eq!(world.answer_to(good), "g:a ok");
    assert_eq!(world.answer_to(bad), "g:a BAD_SIGNAL: BAD");
    assert_eq!(world.answer_to(all), "web:web ok, g:a ok");
}

#[test]
fn p_34_a_refused_signal_leads_to_unknown() {
    let config = groups([group("web", 1, [program("web")])]);
    let mut world = World::new(config).script("web", [Life::long().protected()]);
    world.pass(2_000);

    let request = world.signal("web", "HUP");

    assert_eq!(world.state("web"), ProcessState::Unknown);
    assert_eq!(
        world.answer_to(request),
        "FAILED: unknown problem sending sig web (101): EPERM"
    );
}

#[test]
fn x_49_input_needs_a_child_that_is_not_being_stopped() {
    let config = groups([group("web", 1, [program("web")])]);
    let stubborn = Life::long().reacting(Reaction::Ignores);
    let mut world = World::new(config).script("web", [stubborn]);
    world.pass(2_000);

    let good = write(&mut world, "web");
    world.performed = Err(Fault::new(FaultCode::NoFile));
    let closed = write(&mut world, "web:web");
    world.stop("web");
    let stopping = write(&mut world, "web");
    let whole = write(&mut world, "web:*");

    assert_eq!(world.answer_to(good), "ok");
    assert_eq!(world.answer_to(closed), "NO_FILE: web:web");
    assert_eq!(world.answer_to(stopping), "NOT_RUNNING: web");
    assert_eq!(world.answer_to(whole), "BAD_NAME: web:*");
}

#[test]
fn x_47_only_the_logs_of_live_processes_are_emptied() {
    let mut world = world();

    let live = clear(&mut world, "web");
    let idle = clear(&mut world, "g:idle");
    let whole = clear(&mut world, "g:*");
    world.performed = Err(Fault::new(FaultCode::Failed));
    let failed = clear(&mut world, "g:a");

    assert_eq!(world.answer_to(live), "ok");
    assert_eq!(world.answer_to(idle), "ok");
    assert_eq!(world.answer_to(whole), "BAD_NAME: g:*");
    assert_eq!(world.answer_to(failed), "FAILED: g:a");
    let clears = |effect: &Effect| matches!(effect, Effect::ClearLog { .. });
    assert_eq!(world.said.iter().filter(|(_, e)| clears(e)).count(), 2);
}

#[test]
fn x_48_all_logs_are_emptied_one_outcome_each() {
    let mut world = world();

    let request = world.act(Action::ClearProcessLogs(Target::All));

    assert_eq!(world.answer_to(request), "web:web ok, g:a ok, g:idle ok");
}

#[test]
fn x_26_the_main_log_is_emptied_by_the_shell() {
    let mut world = world();

    let good = world.act(Action::ClearMainLog);
    world.performed = Err(Fault::with(FaultCode::NoFile, "/x.log"));
    let bad = world.act(Action::ClearMainLog);

    assert_eq!(world.answer_to(good), "ok");
    assert_eq!(world.answer_to(bad), "NO_FILE: /x.log");
}

#[test]
fn p_106_usr2_reopens_logs_and_chld_is_noted() {
    let mut world = world();

    world.daemon_gets(DaemonSignal::ReopenLogs);
    world.daemon_gets(DaemonSignal::ChildQuit);

    let reopens = |effect: &Effect| matches!(effect, Effect::ReopenLogs);
    assert_eq!(world.said.iter().filter(|(_, e)| reopens(e)).count(), 1);
    assert_eq!(
        world.lines(),
        [
            "INFO received SIGUSR2 indicating log reopen request",
            "INFO supervisord logreopen",
            "DEBG received SIGCHLD indicating a child quit",
        ]
    );
}

#[test]
fn x_49b_a_remote_event_goes_to_the_listeners() {
    let mut world = world();

    let request = world.act(Action::SendRemoteEvent {
        kind: "k".into(),
        data: "d".into(),
    });

    assert_eq!(world.answer_to(request), "ok");
    assert_eq!(world.events(), ["remote k d"]);
}

#[test]
fn the_revision_rises_with_every_change_that_readers_can_see() {
    let mut world = world();
    let before = world.core.revision();

    world.start("nix");
    assert_eq!(world.core.revision(), before);
    world.stop("web");

    assert!(world.core.revision() > before);
    assert_eq!(world.core.snapshot().revision, world.core.revision());
}

#[test]
fn a_client_that_has_left_gets_no_answer() {
    let mut world = world();
    let clear = world.ask(Action::ClearMainLog);
    let clear_one = world.ask(Action::ClearProcessLogs(Target::All));
    let reread = world.ask(Action::ReloadConfig);
    let restart = world.ask(Action::Restart);

    for request in [clear, clear_one, reread, restart] {
        world.feed(Input::RequestGone { request });
    }
    world.pass(5_000);

    assert!(world.replies.is_empty());
    assert!(world.exit.is_some());
}
