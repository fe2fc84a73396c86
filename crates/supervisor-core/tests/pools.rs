//! Pools of events: their order, their numbers, their bound (invariant 9).

use std::collections::VecDeque;

use proptest::prelude::*;
use supervisor_api::EventType;
use supervisor_api::config::PoolConfig;
use supervisor_core::{Pool, Pooled, Serials};

fn pool(size: u32) -> Pool<&'static str> {
    let config = PoolConfig {
        events: vec![EventType::Event],
        buffer_size: size,
        result_handler: "supervisor.dispatchers:default_handler".into(),
    };
    Pool::new("listeners".into(), &config)
}

fn numbers(pooled: &Pooled<&str>) -> (u64, u64) {
    (pooled.serial, pooled.pool_serial)
}

#[test]
fn e_32_serials_begin_at_zero_and_each_pool_counts_for_itself() {
    let mut serials = Serials::default();
    let (mut one, mut two) = (pool(10), pool(10));
    one.accept(serials.take(), "a");
    let shared = serials.take();
    one.accept(shared, "b");
    two.accept(shared, "b");

    let first = one.take().expect("it holds two");
    let second = one.take().expect("it holds another");
    let other = two.take().expect("it holds one");

    assert_eq!(numbers(&first), (0, 0));
    assert_eq!(numbers(&second), (1, 1));
    assert_eq!(numbers(&other), (1, 0));
}

#[test]
fn e_38_a_full_pool_drops_its_oldest_event_and_says_so() {
    let mut pool = pool(2);
    assert_eq!(pool.accept(0, "a"), None);
    assert_eq!(pool.accept(1, "b"), None);

    let record = pool.accept(2, "c").expect("it was full");

    assert_eq!(
        (record.level.tag(), record.text.as_str()),
        (
            "ERRO",
            "pool listeners event buffer overflowed, discarding event 0"
        )
    );
    assert_eq!(pool.len(), 2);
    assert_eq!(pool.take().map(|pooled| pooled.event), Some("b"));
}

#[test]
fn e_35_a_rejected_event_returns_to_the_head_with_its_numbers() {
    let mut pool = pool(3);
    pool.accept(7, "a");
    pool.accept(8, "b");
    let rejected = pool.take().expect("it holds two");

    let (note, dropped) = pool.put_back(rejected.clone());

    assert_eq!(
        note.text,
        "rebuffering event 7 for pool listeners (buf size=1, max=3)"
    );
    assert_eq!(dropped, None);
    assert_eq!(pool.take(), Some(rejected));
}

#[test]
fn w_48_a_rejected_event_costs_a_full_pool_its_oldest() {
    let mut pool = pool(1);
    pool.accept(0, "a");
    let rejected = pool.take().expect("it holds one");
    pool.accept(1, "b");

    let (_, dropped) = pool.put_back(rejected);

    let text = dropped.map(|record| record.text);
    assert_eq!(
        text.as_deref(),
        Some("pool listeners event buffer overflowed, discarding event 1")
    );
    assert_eq!(pool.take().map(|pooled| pooled.event), Some("a"));
    assert!(pool.is_empty());
}

/// What happens to a pool.
#[derive(Clone, Copy, Debug)]
enum Step {
    Accept,
    Deliver,
    /// The last delivered event that was neither processed nor put back is rejected.
    Reject,
}

/// A fault of a pool.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fault {
    GivesANewNumber,
    ReturnsToTheTail,
    GrowsWithoutBound,
}

/// Follows a pool over its steps; says how invariant 9 was broken, if it was.
fn follow(size: u32, steps: &[Step], fault: Option<Fault>) -> Option<String> {
    let bound = match fault {
        Some(Fault::GrowsWithoutBound) => u32::MAX,
        _ => size,
    };
    let mut pool = pool(bound);
    let mut in_hand: VecDeque<Pooled<&str>> = VecDeque::new();
    let mut serials = Serials::default();
    for step in steps {
        match step {
            Step::Accept => drop(pool.accept(serials.take(), "e")),
            Step::Deliver => {
                let Some(mut pooled) = pool.take() else {
                    continue;
                };
                if fault == Some(Fault::GivesANewNumber) {
                    pooled.pool_serial += 1;
                }
                if pooled.serial != pooled.pool_serial {
                    return Some(format!("{pooled:?} has lost its number"));
                }
                in_hand.push_back(pooled);
            }
            Step::Reject => {
                let Some(rejected) = in_hand.pop_back() else {
                    continue;
                };
                put_back(&mut pool, &rejected, fault);
                let next = pool.clone().take();
                if next.as_ref() != Some(&rejected) {
                    return Some(format!("{rejected:?} is not at the head, but {next:?}"));
                }
            }
        }
        if pool.len() > usize::try_from(size).unwrap_or(usize::MAX) {
            return Some(format!("{} events are in a pool of {size}", pool.len()));
        }
    }
    None
}

fn put_back(pool: &mut Pool<&'static str>, rejected: &Pooled<&'static str>, fault: Option<Fault>) {
    if fault == Some(Fault::ReturnsToTheTail) {
        pool.accept(rejected.serial, rejected.event);
    } else {
        pool.put_back(rejected.clone());
    }
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop::sample::select(vec![Step::Accept, Step::Deliver, Step::Reject]);
    prop::collection::vec(step, 0..60)
}

proptest! {
    #[test]
    fn invariant_9_numbers_stay_the_rejected_return_and_the_bound_holds(
        size in 1..6_u32,
        steps in steps(),
    ) {
        prop_assert_eq!(follow(size, &steps, None), None);
    }
}

#[test]
fn every_planted_fault_of_a_pool_breaks_invariant_9() {
    use Step::{Accept, Deliver, Reject};
    let steps = [Accept, Accept, Accept, Deliver, Reject, Deliver];
    for fault in [
        Fault::GivesANewNumber,
        Fault::ReturnsToTheTail,
        Fault::GrowsWithoutBound,
    ] {
        assert_ne!(follow(2, &steps, Some(fault)), None, "{fault:?}");
    }
}
