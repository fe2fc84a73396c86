//! Adopting orphans.

use std::io;

/// Makes orphaned descendants our children, so that they are reaped and named in the log (P-71)
/// instead of going to init.
///
/// # Errors
/// The kernel refuses, which no supported one does.
pub fn become_subreaper() -> io::Result<()> {
    Ok(nix::sys::prctl::set_child_subreaper(true)?)
}
