//! The scripted sessions.

use std::thread;

use supervisor_tests::{Implementation, oracle, require};

use crate::comparison::{compare, planted_answers_are_noticed};
use crate::masks::Masks;
use crate::player::play;
use crate::session::Session;

#[test]
fn lives() {
    check("lives");
}

#[test]
fn groups() {
    check("groups");
}

#[test]
fn methods() {
    check("methods");
}

#[test]
fn logs() {
    check("logs");
}

#[test]
fn changes() {
    check("changes");
}

#[test]
fn restart() {
    check("restart");
}

#[test]
fn events() {
    check("events");
}

#[test]
fn a_planted_wrong_answer_is_noticed() {
    require!(oracle("supervisord").is_some(), "needs the Python original");

    let right = play(&Session::load("restart"), Implementation::Original);

    planted_answers_are_noticed(&Masks::load(), &right);
}

fn check(name: &str) {
    require!(oracle("supervisord").is_some(), "needs the Python original");
    let found = differences(&Session::load(name));
    assert!(
        found.is_empty(),
        "{} differences:\n{}",
        found.len(),
        found.join("\n")
    );
}

/// Plays a session with both daemons, side by side.
pub(crate) fn differences(session: &Session) -> Vec<String> {
    let (original, ours) = thread::scope(|scope| {
        let original = scope.spawn(|| play(session, Implementation::Original));
        let ours = play(session, Implementation::Ours);
        (original.join().expect("the original's session"), ours)
    });
    compare(&Masks::load(), &original, &ours)
}
