//! Ticks: slices of wall-clock time, for those who listen to them (E-21, E-29).

use supervisor_api::EventType;

use crate::world::{World, group, groups, pool, program};

/// The world begins at 1,700,000,000 seconds: 20 seconds into a minute, 800 into an hour.
const MINUTE: i64 = 1_699_999_980;

fn listening_to(kind: EventType) -> World {
    let listener = pool("pool", [kind], [program("l")]);
    let mut world = World::new(groups([listener]));
    world.settle();
    world.said.clear();
    world
}

#[test]
fn e_21_e_29_each_new_slice_is_one_event_and_the_first_is_none() {
    let mut world = listening_to(EventType::Tick);

    world.pass(4_999);
    assert_eq!(world.events(), Vec::<String>::new());
    world.pass(55_001);

    let at = |n: i64| format!("TICK_5 {}", 1_700_000_000 + 5 * n);
    let mut expected: Vec<String> = (1..=12).map(at).collect();
    expected.insert(8, format!("TICK_60 {}", MINUTE + 60));
    assert_eq!(world.events(), expected);
}

#[test]
fn e_29_a_clock_that_is_set_is_one_event_whichever_way() {
    for (jump, when) in [(86_400, 1_700_086_400), (-86_398, 1_699_913_600)] {
        let mut world = listening_to(EventType::Tick5);

        world.set_wall_clock(1_700_000_000 + jump);
        world.timeout();
        world.timeout();

        assert_eq!(world.events(), [format!("TICK_5 {when}")]);
    }
}

#[test]
fn e_29_a_clock_that_is_set_is_noticed_within_a_minute() {
    let mut world = listening_to(EventType::Tick3600);
    world.set_wall_clock(1_700_000_000 + 7_200);

    world.pass(60_000);

    assert_eq!(world.events(), ["TICK_3600 1700006400"]);
}

#[test]
fn nobody_is_woken_for_ticks_that_nobody_wants() {
    let quiet = pool("pool", [EventType::ProcessState], [program("l")]);
    let mut world = World::new(groups([quiet, group("web", 1, [program("web")])]));

    world.pass(10_000);

    assert_eq!(world.core.poll_timeout(), None);
    assert!(!world.events().iter().any(|event| event.contains("TICK")));
}

#[test]
fn a_pool_that_comes_later_gets_no_slice_of_before() {
    let listener = || pool("pool", [EventType::Tick60], [program("l")]);
    let mut world = World::new(groups([]));
    world.configs.push_back(Ok(groups([listener()])));
    world.act(supervisor_api::Action::ReloadConfig);
    world.pass(3_600_000);

    world.act(supervisor_api::Action::AddGroup("pool".into()));
    world.pass(39_000);
    assert!(!world.events().iter().any(|event| event.contains("TICK")));
    world.pass(1_000);

    let tick = format!("TICK_60 {}", MINUTE + 60 + 3_600);
    assert_eq!(world.events().last(), Some(&tick));
}

#[test]
fn ticks_end_with_the_pool_that_wants_them() {
    let mut world = listening_to(EventType::Tick5);
    world.stop("pool:l");
    world.act(crate::world::remove("pool"));
    world.said.clear();

    world.pass(60_000);

    assert_eq!(world.core.poll_timeout(), None);
    assert_eq!(world.events(), Vec::<String>::new());
}
