//! The pages between a form and what it does, or did not do.

use askama::Template;

use super::frame::Frame;

/// Asks for words to be typed before something grave is done.
#[derive(Template)]
#[template(path = "ui/confirm.html")]
pub(super) struct Confirm {
    pub(super) frame: Frame,
    /// What is asked for, as the form said it.
    pub(super) asked: String,
    pub(super) back: String,
    /// What is to be typed.
    pub(super) words: &'static str,
    pub(super) effect: &'static str,
}

/// Tells what could not be done.
#[derive(Template)]
#[template(path = "ui/refused.html")]
pub(super) struct Refused {
    pub(super) frame: Frame,
    pub(super) back: String,
    pub(super) failures: Vec<Failure>,
}

/// Why something was not done.
pub(super) struct Failure {
    pub(super) id: String,
    pub(super) reason: String,
}

impl Failure {
    pub(super) fn new(id: &str, reason: impl Into<String>) -> Self {
        Self {
            id: id.to_owned(),
            reason: reason.into(),
        }
    }
}
