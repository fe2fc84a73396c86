//! Larger pipes for the programs that fill theirs, within what a user may have.
//!
//! The kernel counts the pages of all pipes of a user. An ordinary user who has used up the soft
//! limit gets no pipe of more than a page or two any more, whichever program makes it
//! (`pipe-user-pages-soft`, pipe(7)). So enlargements are lent: a pipe that has fallen quiet gives
//! its own back, and together they stay below a part of the limit.

use std::fs::{self, File};
use std::time::{Duration, Instant};

use nix::unistd::geteuid;

use super::pipes;

/// What a pipe is enlarged to, the next if the one before is too much.
const GROWN: [usize; 2] = [1024 * 1024, 256 * 1024];

/// What the kernel gives a new pipe, and so what an enlarged one is cut back to.
const USUAL: usize = 64 * 1024;

/// A child's standard streams.
const PIPES_PER_CHILD: usize = 3;

/// How long a program is quiet until its pipe gives an enlargement back, at least.
const QUIET: Duration = Duration::from_secs(1);

const PAGE: usize = 4096;

/// The soft limit of a kernel that was not told otherwise, in pages.
const SOFT_LIMIT: usize = 16 * 1024;

/// Keeps the books of the enlarged pipes.
#[derive(Debug)]
pub(super) struct Growth {
    /// What our pipes may hold for one to be enlarged.
    allowance: usize,
    /// An ordinary user's other pipes count as well; the kernel makes an exception for root.
    counts_all: bool,
    /// The bytes of all enlargements.
    lent: usize,
    /// When to look for enlarged pipes that have fallen quiet.
    pub(super) due: Option<Instant>,
    /// How many children have pipes.
    pub(super) children: usize,
}

impl Growth {
    /// Begins with the limit of this machine and user.
    pub(super) fn new() -> Self {
        let limit = fs::read_to_string("/proc/sys/fs/pipe-user-pages-soft").ok();
        let limit = limit.and_then(|text| text.trim().parse().ok());
        Self::within(limit.unwrap_or(SOFT_LIMIT), !geteuid().is_root())
    }

    /// Half of the limit is left to all other programs of the user; a limit of 0 is none.
    fn within(limit: usize, counts_all: bool) -> Self {
        let pages = if limit == 0 { SOFT_LIMIT } else { limit };
        Self {
            allowance: pages.saturating_mul(PAGE) / 2,
            counts_all,
            lent: 0,
            due: None,
            children: 0,
        }
    }

    /// Enlarges a pipe of this capacity that was filled, if that is within the bounds; returns its
    /// new capacity. Where pages are large, usual pipes are large enough.
    pub(super) fn enlarge(&mut self, pipe: &File, capacity: usize) -> Option<usize> {
        let enlarged = GROWN
            .into_iter()
            .filter(|size| *size > capacity && self.has_room(size - USUAL))
            .find_map(|size| pipes::resize(pipe, size))?;
        self.lent += enlarged.saturating_sub(USUAL);
        self.due.get_or_insert_with(|| Instant::now() + QUIET);
        Some(enlarged)
    }

    /// Cuts an enlarged pipe of this capacity back; `None` if it holds too much for that.
    pub(super) fn give_back(&mut self, pipe: &File, capacity: usize) -> Option<usize> {
        let usual = pipes::resize(pipe, USUAL)?;
        self.close(capacity);
        Some(usual)
    }

    /// Notes that all pipes were looked at.
    pub(super) fn looked(&mut self, now: Instant) {
        self.due = (self.lent > 0).then(|| now + QUIET);
    }

    /// Notes that an enlarged pipe of this capacity is gone.
    pub(super) const fn close(&mut self, capacity: usize) {
        let extra = capacity.saturating_sub(USUAL);
        self.lent = self.lent.saturating_sub(extra);
    }

    const fn has_room(&self, extra: usize) -> bool {
        let usual = if self.counts_all {
            self.children.saturating_mul(PIPES_PER_CHILD * USUAL)
        } else {
            0
        };
        usual.saturating_add(self.lent).saturating_add(extra) <= self.allowance
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn growth(limit: usize, counts_all: bool, children: usize) -> Growth {
        let mut growth = Growth::within(limit, counts_all);
        growth.children = children;
        growth
    }

    const MIB: usize = 1024 * 1024;

    #[test]
    fn enlargements_stay_within_half_of_what_a_user_may_have() {
        let mut growth = growth(1024, false, 1000);
        let lent: Vec<_> = (0..10)
            .map(|_| pipes::from_child().expect("a pipe"))
            .filter_map(|(pipe, _other)| growth.enlarge(&pipe, USUAL))
            .collect();

        // An ordinary user's pipes may be too many already.
        assert!(lent.len() <= 6, "{lent:?}");
        assert!(growth.lent <= 1024 * PAGE / 2);
        assert_eq!(growth.due.is_some(), !lent.is_empty());
    }

    #[test]
    fn an_ordinary_user_with_many_programs_gets_no_larger_pipes() {
        assert!(growth(SOFT_LIMIT, true, 100).has_room(MIB));
        assert!(!growth(SOFT_LIMIT, true, 171).has_room(1));
        assert!(growth(SOFT_LIMIT, false, 1000).has_room(MIB));
    }

    #[test]
    fn what_was_given_back_can_be_lent_again() {
        let mut growth = growth(512, false, 1);
        assert!(growth.has_room(MIB - USUAL));

        growth.lent = MIB - USUAL;
        assert!(!growth.has_room(MIB - USUAL));
        growth.close(MIB);
        assert!(growth.has_room(MIB - USUAL));
    }

    #[test]
    fn a_pipe_that_is_large_already_is_left_alone() {
        let (pipe, _other) = pipes::from_child().expect("a pipe");
        let capacity = pipes::capacity(&pipe);

        assert_eq!(growth(0, false, 1).enlarge(&pipe, MIB), None);
        assert_eq!(pipes::capacity(&pipe), capacity);
    }

    #[test]
    fn without_a_limit_the_usual_one_is_kept_to() {
        assert!(growth(0, true, 1).has_room(MIB));
        assert!(!growth(0, true, 171).has_room(MIB));
    }
}
