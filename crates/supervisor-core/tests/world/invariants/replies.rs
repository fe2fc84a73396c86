//! Invariant 4: every action is answered exactly once, unless its client has left.

use supervisor_core::{Effect, Input};

use super::Observer;

impl Observer {
    pub(super) fn take_request(&mut self, input: &Input) {
        match input {
            Input::Action { request, .. } => {
                self.open.insert(*request);
            }
            Input::RequestGone { request } if self.open.remove(request) => {
                self.gone.insert(*request);
            }
            _ => {}
        }
    }

    pub(super) fn take_reply(&mut self, effect: &Effect) {
        let Effect::Reply { request, .. } = effect else {
            return;
        };
        if self.open.remove(request) || self.gone.remove(request) {
            return;
        }
        self.report(4, format!("{request:?} is answered, but not open"));
    }

    pub(super) fn check_all_answered(&mut self) {
        for request in std::mem::take(&mut self.open) {
            self.report(4, format!("{request:?} is never answered"));
        }
    }
}
