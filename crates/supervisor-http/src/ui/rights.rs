//! What the reader of a page may do, as far as the page shows buttons for it.

use supervisor_api::Role;

use crate::access::Access;

/// The buttons of a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Rights {
    /// Start, stop, restart, signal, clear logs.
    pub(super) operate: bool,
    /// What is about the daemon itself.
    pub(super) admin: bool,
}

impl Rights {
    pub(super) fn of(access: &Access) -> Self {
        Self {
            operate: access.allows(Role::Operate),
            admin: access.allows(Role::Admin),
        }
    }
}
