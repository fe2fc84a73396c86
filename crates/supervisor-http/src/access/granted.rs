//! What the gate has found out about a request.

use supervisor_api::{Caller, Role};

/// Who asks, and what he may do by way of what is new: the JSON API, the new page, metrics.
///
/// `Extension<Access>` is how a handler asks for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Access {
    pub(crate) caller: Caller,
}

/// The same for what Supervisor served too. The role differs where somebody comes without
/// credentials over TCP: there the classic interface stays open (W-50), and nothing else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ClassicAccess(pub(crate) Access);

/// A role does not suffice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this needs the role {needed}, and yours is {role}")]
pub(crate) struct Denied {
    pub(crate) needed: Role,
    pub(crate) role: Role,
}

impl Access {
    /// Tells whether the caller has at least this role, for example to leave out a button.
    pub(crate) fn allows(&self, needed: Role) -> bool {
        self.caller.role >= needed
    }

    /// Refuses a caller who has less than this role.
    pub(crate) fn require(&self, needed: Role) -> Result<(), Denied> {
        if self.allows(needed) {
            return Ok(());
        }
        let role = self.caller.role;
        Err(Denied { needed, role })
    }
}

#[cfg(test)]
mod tests {
    use supervisor_api::Transport;

    use super::*;

    #[test]
    fn a_refusal_says_what_is_missing() {
        let access = Access {
            caller: Caller {
                transport: Transport::Internal,
                user: None,
                role: Role::View,
            },
        };

        let denied = access.require(Role::Operate).unwrap_err();

        assert_eq!(access.require(Role::View), Ok(()));
        assert_eq!(
            denied.to_string(),
            "this needs the role operate, and yours is view"
        );
    }
}
