//! Low descriptors through which a child gets its standard ones.
//!
//! A child that copies the daemon's table of descriptors, and closes the copies when it executes,
//! costs more the more children there are. A vfork child shares the table instead and then takes
//! the lowest few with it in one call; so what it needs must be among those.

use std::fs::File;
use std::io;
use std::os::fd::{AsFd, AsRawFd, OwnedFd};

use nix::fcntl::OFlag;
use nix::unistd::dup3;

use super::spawn::Stdio;

/// Descriptors that the daemon keeps for this, empty (that is `/dev/null`) between two launches.
#[derive(Debug)]
pub(super) struct Slots {
    null: File,
    places: [OwnedFd; 3],
}

/// Slots that hold a child's descriptors until this is dropped.
#[derive(Debug)]
pub(super) struct Filled<'a>(&'a mut Slots);

impl Slots {
    /// Takes the lowest descriptors that are free now.
    pub(super) fn new() -> io::Result<Self> {
        let null = File::open("/dev/null")?;
        let places = [null.try_clone()?, null.try_clone()?, null.try_clone()?].map(OwnedFd::from);
        Ok(Self { null, places })
    }

    pub(super) fn fill(&mut self, stdio: Stdio<'_>) -> io::Result<Filled<'_>> {
        let filled = Filled(self);
        let sources = [stdio.stdin, stdio.stdout, stdio.stderr];
        for (source, place) in sources.into_iter().zip(&mut filled.0.places) {
            dup3(source, place, OFlag::O_CLOEXEC)?;
        }
        Ok(filled)
    }
}

impl Filled<'_> {
    pub(super) fn numbers(&self) -> [i32; 3] {
        self.0.places.each_ref().map(AsRawFd::as_raw_fd)
    }
}

impl Drop for Filled<'_> {
    fn drop(&mut self) {
        // Whoever holds the child's end of a pipe keeps its other end from seeing it closed.
        for place in &mut self.0.places {
            // Replacing one open descriptor by another needs no memory and cannot fail.
            let _ = dup3(self.0.null.as_fd(), place, OFlag::O_CLOEXEC);
        }
    }
}
