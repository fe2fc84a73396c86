//! What the gate has found out about a request.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::response::Response;
use supervisor_api::{Caller, Role};

use super::refusal;

/// Who asks, and what he may do by way of what is new: the JSON API, the new page, metrics.
///
/// A handler gets it as an argument. A request that a page may have led here under a name of its own
/// does not get to the handler.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Access {
    pub(crate) caller: Caller,
}

/// The same for what Supervisor served too, also as an argument of a handler. The role differs where somebody comes without
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

/// What the gate leaves with a request.
#[derive(Clone, Debug)]
pub(super) struct Admission {
    pub(super) classic: ClassicAccess,
    pub(super) access: Access,
    /// The name that the server was asked for, if it is not known and that matters.
    pub(super) unknown_host: Option<String>,
}

impl<S: Sync> FromRequestParts<S> for Access {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Response> {
        let Some(admission) = parts.extensions.get::<Admission>() else {
            return Err(refusal::no_peer());
        };
        match &admission.unknown_host {
            Some(host) => Err(refusal::misdirected(host)),
            None => Ok(admission.access.clone()),
        }
    }
}

impl<S: Sync> FromRequestParts<S> for ClassicAccess {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Response> {
        let admission = parts.extensions.get::<Admission>();
        let classic = admission.map(|admission| admission.classic.clone());
        classic.ok_or_else(refusal::no_peer)
    }
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
