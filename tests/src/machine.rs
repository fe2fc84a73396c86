//! What the machine allows: tests of users and namespaces need root.

use nix::unistd::{Uid, User};

/// Tells whether the tests run as root.
#[must_use]
pub fn is_root() -> bool {
    Uid::effective().is_root()
}

/// An ordinary user that every Linux machine has.
///
/// # Panics
/// If there is no `nobody`.
#[must_use]
pub fn other_user() -> User {
    User::from_name("nobody")
        .ok()
        .flatten()
        .expect("the machine knows nobody")
}
