//! The invariants of the machine over random runs, and the proof that they can be broken.

use std::collections::BTreeSet;

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;

use crate::plan::{Plan, plans};
use crate::world::Mutant;

/// Runs a plan and says how the invariant was broken, if it was.
fn broken(plan: &Plan, invariant: u8) -> Vec<String> {
    let (violations, _) = plan.run(None);
    let broken = violations.into_iter().filter(|(n, _)| *n == invariant);
    broken.map(|(_, text)| text).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn invariant_1_at_most_one_live_child_known_in_exactly_one_state(plan in plans()) {
        prop_assert_eq!(broken(&plan, 1), Vec::<String>::new());
    }

    #[test]
    fn invariant_2_documented_transitions_with_one_event_and_their_line(plan in plans()) {
        prop_assert_eq!(broken(&plan, 2), Vec::<String>::new());
    }

    #[test]
    fn invariant_3_only_live_children_are_signaled(plan in plans()) {
        prop_assert_eq!(broken(&plan, 3), Vec::<String>::new());
    }

    #[test]
    fn invariant_4_every_action_gets_exactly_one_reply(plan in plans()) {
        prop_assert_eq!(broken(&plan, 4), Vec::<String>::new());
    }

    #[test]
    fn invariant_5_a_stop_spawns_nothing_and_ends(plan in plans()) {
        prop_assert_eq!(broken(&plan, 5), Vec::<String>::new());
    }

    #[test]
    fn invariant_6_no_deadline_in_the_past_and_no_busy_loop(plan in plans()) {
        prop_assert_eq!(broken(&plan, 6), Vec::<String>::new());
    }

    #[test]
    fn invariant_7_automatic_starts_are_a_second_apart(plan in plans()) {
        prop_assert_eq!(broken(&plan, 7), Vec::<String>::new());
    }

    #[test]
    fn invariant_8_a_thawed_machine_does_the_same(plan in plans()) {
        prop_assert_eq!(broken(&plan, 8), Vec::<String>::new());
    }

    #[test]
    fn invariant_9_events_keep_their_numbers_and_order_and_none_is_lost_in_silence(
        plan in plans(),
    ) {
        prop_assert_eq!(broken(&plan, 9), Vec::<String>::new());
    }

    #[test]
    fn invariant_10_sockets_are_open_while_somebody_serves_and_closed_when_nobody_does(
        plan in plans(),
    ) {
        prop_assert_eq!(broken(&plan, 10), Vec::<String>::new());
    }
}

/// Makes the same plans on every run.
fn fixed_plans(count: usize) -> Vec<Plan> {
    let mut runner = TestRunner::deterministic();
    let strategy = plans();
    let plan = |_| {
        let tree = strategy.new_tree(&mut runner).expect("plans can be made");
        tree.current()
    };
    (0..count).map(plan).collect()
}

#[test]
fn every_planted_fault_breaks_the_invariant_it_is_meant_for() {
    let plans = fixed_plans(60);
    let unnoticed: Vec<Mutant> = Mutant::ALL
        .into_iter()
        .filter(|mutant| {
            let notices = |plan: &Plan| {
                let (violations, _) = plan.run(Some(*mutant));
                violations.iter().any(|(n, _)| *n == mutant.breaks())
            };
            !plans.iter().any(notices)
        })
        .collect();

    assert_eq!(unnoticed, []);
}

#[test]
fn there_is_a_planted_fault_for_every_invariant() {
    let covered: BTreeSet<u8> = Mutant::ALL.into_iter().map(Mutant::breaks).collect();

    assert_eq!(covered, (1..=10).collect());
}

#[test]
fn thousands_of_lives_break_nothing() {
    let mut lives = 0;
    for plan in fixed_plans(600) {
        let (violations, count) = plan.run(None);
        assert_eq!(violations, [], "{plan:#?}");
        lives += count;
    }

    assert!(lives > 3_000, "only {lives} lives");
}
