//! Configurations read at run time, and groups that come and go.

use supervisor_api::config::LogTarget;
use supervisor_api::{Action, Config, ProcessState};
use supervisor_core::{Effect, RequestId};

use crate::world::{Life, World, group, groups, program, remove};

fn reread(world: &mut World, config: Config) -> RequestId {
    world.configs.push_back(Ok(config));
    world.act(Action::ReloadConfig)
}

fn three() -> Config {
    groups(["a", "b", "c"].map(|name| group(name, 999, [program(name)])))
}

#[test]
fn x_29_a_reread_tells_what_differs_and_changes_nothing() {
    let mut world = World::new(three());
    world.pass(2_000);
    let mut b = program("b");
    b.startsecs = 7;
    let new = groups([
        group("d", 1, [program("d")]),
        group("a", 999, [program("a")]),
        group("b", 999, [b]),
    ]);

    let request = reread(&mut world, new);

    assert_eq!(world.answer_to(request), "added[d] changed[b] removed[c]");
    assert_eq!(world.state("c"), ProcessState::Running);
    assert_eq!(world.core.snapshot().configured.len(), 3);
}

#[test]
fn c_195_a_broken_reread_keeps_what_was_parsed_before() {
    let mut world = World::new(three());
    world.configs.push_back(Err("line 3 is odd".into()));

    let request = world.act(Action::ReloadConfig);
    let add = world.act(Action::AddGroup("a".into()));

    assert_eq!(world.answer_to(request), "CANT_REREAD: line 3 is odd");
    assert_eq!(world.answer_to(add), "ALREADY_ADDED: a");
}

#[test]
fn c_196_priority_and_the_order_of_processes_count() {
    let world = || World::new(groups([group("g", 1, [program("a"), program("b")])]));

    for (priority, members, expected) in [
        (1, ["a", "b"], "added[] changed[] removed[]"),
        (2, ["a", "b"], "added[] changed[g] removed[]"),
        (1, ["b", "a"], "added[] changed[g] removed[]"),
    ] {
        let mut world = world();
        let new = groups([group("g", priority, members.map(program))]);
        let request = reread(&mut world, new);
        assert_eq!(world.answer_to(request), expected);
    }
}

#[test]
fn w_25_a_change_to_an_automatic_log_is_seen_but_its_name_is_none() {
    let with = |target: LogTarget| {
        let mut web = program("web");
        web.stdout.logfile = target;
        groups([group("web", 1, [web])])
    };
    let mut world = World::new(with(LogTarget::Auto));
    world.names_auto_log("web", "/tmp/web-stdout---x.log");

    let same = reread(&mut world, with(LogTarget::Auto));
    let file = reread(&mut world, with(LogTarget::File("/tmp/f".into())));
    assert_eq!(world.answer_to(same), "added[] changed[] removed[]");
    assert_eq!(world.answer_to(file), "added[] changed[web] removed[]");

    let mut world = World::new(with(LogTarget::File("/tmp/f".into())));
    let auto = reread(&mut world, with(LogTarget::Auto));
    assert_eq!(world.answer_to(auto), "added[] changed[web] removed[]");
}

#[test]
fn c_166_an_automatic_log_is_the_process_s_log_once_it_has_its_name() {
    let mut web = program("web");
    web.stdout.logfile = LogTarget::Auto;
    web.stderr.logfile = LogTarget::File("/tmp/err".into());
    let mut world = World::new(groups([group("web", 1, [web])]));
    assert_eq!(world.view("web").stdout_logfile, None);

    world.names_auto_log("web", "/tmp/web-stdout---x.log");

    let view = world.view("web");
    assert_eq!(
        view.stdout_logfile.as_deref(),
        Some("/tmp/web-stdout---x.log")
    );
    assert_eq!(view.stderr_logfile.as_deref(), Some("/tmp/err"));
}

#[test]
fn x_30_an_added_group_starts_at_once() {
    let mut world = World::new(three());
    world.pass(2_000);
    reread(&mut world, groups([group("d", 1, [program("d")])]));
    world.said.clear();

    let request = world.act(Action::AddGroup("d".into()));

    assert_eq!(world.answer_to(request), "ok");
    assert_eq!(world.state("d"), ProcessState::Starting);
    assert_eq!(world.events()[0], "added d");
}

#[test]
fn x_30_only_what_was_parsed_can_be_added() {
    let mut world = World::new(three());

    let request = world.act(Action::AddGroup("nix".into()));

    assert_eq!(world.answer_to(request), "BAD_NAME: nix");
}

#[test]
fn x_31_only_a_stopped_group_can_be_removed() {
    let mut world = World::new(three());
    world.pass(2_000);

    let running = world.act(remove("a"));
    world.stop("a");
    world.said.clear();
    let stopped = world.act(remove("a"));
    let again = world.act(remove("a"));

    assert_eq!(world.answer_to(running), "STILL_RUNNING: a");
    assert_eq!(world.answer_to(stopped), "ok");
    assert_eq!(world.answer_to(again), "BAD_NAME: a");
    assert_eq!(world.events(), ["removed a"]);
    let removed = |effect: &Effect| matches!(effect, Effect::ProcessRemoved { .. });
    assert_eq!(world.said.iter().filter(|(_, e)| removed(e)).count(), 1);
}

#[test]
fn a_removed_group_starts_nothing_any_more() {
    let mut world = World::new(three()).script("a", [Life::exits(0, 1)]);
    world.pass(200);
    world.stop("a");
    let start = world.ask_start("a");

    world.ask(remove("a"));
    world.pass(5_000);

    assert_eq!(world.answer_to(start), "BAD_NAME: a");
    assert_eq!(world.spawns(), 3);
}

#[test]
fn x_31_a_group_that_is_added_again_is_new() {
    let mut world = World::new(three());
    world.pass(2_000);
    let before = world.processes["a"];
    world.stop("a");
    world.act(remove("a"));

    world.act(Action::AddGroup("a".into()));
    world.pass(1_000);

    assert_ne!(world.processes["a"], before);
    assert_eq!(world.state("a"), ProcessState::Running);
}

#[test]
fn c_180_of_groups_with_one_name_the_first_is_active_and_compared() {
    let config = groups([
        group("web", 1, [program("x")]),
        group("web", 999, [program("web")]),
    ]);
    let mut world = World::new(config.clone());
    world.settle();

    let request = reread(&mut world, config);

    assert_eq!(world.state("web:x"), ProcessState::Starting);
    assert_eq!(world.answer_to(request), "added[] changed[] removed[]");
    assert_eq!(world.core.snapshot().configured.len(), 2);
    assert_eq!(world.core.snapshot().groups.len(), 1);
}

#[test]
fn c_180_a_program_listed_twice_in_a_group_is_one_process() {
    let mut second = program("a");
    second.startsecs = 5;
    let config = groups([group("g", 1, [program("a"), program("b"), second])]);

    let world = World::new(config);

    let snapshot = world.core.snapshot();
    let views: Vec<(&str, i64)> = snapshot
        .processes()
        .map(|view| (view.config.name.as_str(), view.config.startsecs))
        .collect();
    assert_eq!(views, [("a", 5), ("b", 1)]);
}

#[test]
fn p_62_a_group_that_came_later_has_its_place_by_priority() {
    let mut world = World::new(groups([group("b", 2, [program("b")])]));
    world.pass(2_000);
    reread(&mut world, groups([group("a", 1, [program("a")])]));
    world.act(Action::AddGroup("a".into()));
    world.pass(2_000);
    world.said.clear();

    world.stop("all");

    let events = world.events();
    assert_eq!(events[0], "a RUNNING>STOPPING pid:102");
    assert_eq!(events[1], "b RUNNING>STOPPING pid:101");
}

#[test]
fn p_61_groups_that_came_later_stop_first_among_equals() {
    let mut world = World::new(groups([group("b", 1, [program("b")])]));
    world.pass(2_000);
    reread(&mut world, groups([group("a", 1, [program("a")])]));
    world.act(Action::AddGroup("a".into()));
    world.pass(2_000);
    world.said.clear();

    world.terminate();

    assert_eq!(world.events()[1], "a RUNNING>STOPPING pid:102");
}
