//! Invariant 6: no deadline in the past, no busy loop.

use supervisor_core::Mono;

use super::{Cause, Observer};

/// So often may the machine ask to be woken at one and the same instant: for slices of starts, and
/// for what becomes due by what it has just done.
const WAKINGS: usize = 100;

impl Observer {
    pub(super) fn check_clock(&mut self, now: Mono, cause: &Cause, next: Option<Mono>) {
        if !matches!(cause, Cause::Timeout) {
            return;
        }
        if next.is_some_and(|next| next < now) {
            self.report(6, "the next deadline is in the past");
        }
        let (at, count) = self.timeouts_now;
        self.timeouts_now = if at == now { (at, count + 1) } else { (now, 1) };
        if self.timeouts_now.1 == WAKINGS {
            self.report(6, format!("it is woken {WAKINGS} times at {now:?}"));
        }
    }
}
