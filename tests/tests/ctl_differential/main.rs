//! Both `supervisorctl` drive both daemons through every command and every error, and are compared
//! byte for byte.
//!
//! The cases are in `tests/data/ctl_cases.json`, which says what its parts mean. What the Python
//! client prints with the Python daemon is right; the three other pairs must print the same after
//! the masks.

mod cases;
mod client;
mod comparison;
mod differences;
mod masks;
mod stage;

use supervisor_tests::{Implementation, oracle, require};

use crate::cases::{Case, Cases};
use crate::comparison::{compare, planted_answers_are_noticed};
use crate::stage::play;

/// The scenario of most cases is played in parts, side by side.
const PARTS: usize = 5;

#[test]
fn main_1() {
    part_of_main(0);
}

#[test]
fn main_2() {
    part_of_main(1);
}

#[test]
fn main_3() {
    part_of_main(2);
}

#[test]
fn main_4() {
    part_of_main(3);
}

#[test]
fn main_5() {
    part_of_main(4);
}

#[test]
fn password() {
    whole("password");
}

#[test]
fn shutting_down() {
    whole("shutting_down");
}

#[test]
fn no_interface() {
    whole("no_interface");
}

#[test]
fn changing() {
    whole("changing");
}

#[test]
fn small_configurations() {
    for scenario in ["two", "empty", "single", "wide", "no_main_log"] {
        whole(scenario);
    }
}

#[test]
fn every_scenario_is_played() {
    let played = [
        "main",
        "password",
        "shutting_down",
        "no_interface",
        "changing",
        "two",
        "empty",
        "single",
        "wide",
        "no_main_log",
    ];

    for case in &Cases::load().cases {
        assert!(
            played.contains(&case.scenario.as_str()),
            "{}",
            case.scenario
        );
    }
}

fn part_of_main(part: usize) {
    let cases = Cases::load();
    let main: Vec<_> = cases.of("main").collect();
    let size = main.len().div_ceil(PARTS);
    let part = main.chunks(size).nth(part).expect("a part");
    check(&cases, "main", part);
}

fn whole(scenario: &str) {
    let cases = Cases::load();
    let of_scenario: Vec<_> = cases.of(scenario).collect();
    check(&cases, scenario, &of_scenario);
}

fn check(cases: &Cases, scenario: &str, played: &[&Case]) {
    require!(oracle("supervisord").is_some(), "needs the Python original");
    let (original, ours) = std::thread::scope(|scope| {
        let original = scope.spawn(|| play(cases, scenario, played, Implementation::Original));
        let ours = play(cases, scenario, played, Implementation::Ours);
        (original.join().expect("the original's daemon"), ours)
    });

    for (case, original) in played.iter().zip(&original) {
        planted_answers_are_noticed(&cases.masks, case, &original.by_original);
    }
    let reports: Vec<_> = played
        .iter()
        .zip(original.iter().zip(&ours))
        .flat_map(|(case, (original, ours))| compare(&cases.masks, case, original, ours))
        .collect();
    assert!(
        reports.is_empty(),
        "{} differences:\n{}",
        reports.len(),
        reports.join("\n")
    );
}
