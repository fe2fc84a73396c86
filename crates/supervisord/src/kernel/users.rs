//! Who a child becomes.

use std::ffi::CString;

use nix::unistd::{Gid, Uid, User, getgrouplist, getuid};

/// What a process of a user has: ids and every group that lists the user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Credentials {
    pub uid: u32,
    /// The user's primary group.
    pub gid: u32,
    /// The primary group, then every group that lists the user (P-46, C-122).
    pub groups: Vec<u32>,
}

/// Why a process cannot become a user, in Supervisor's words (P-53, C-122).
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum IdentityError {
    #[error("Can't drop privilege as nonroot user")]
    NotRoot,
    #[error("Can't find uid {0}")]
    NoSuchUser(u32),
    #[error("{}", Self::GROUPS)]
    Groups,
    #[error("{}", Self::GROUP)]
    Group,
    /// compat: Supervisor dies of this one with a traceback.
    #[error("{}", Self::USER)]
    User,
}

impl IdentityError {
    // The child writes these itself and cannot format.
    pub(super) const GROUPS: &'static str = "Could not set groups of effective user";
    pub(super) const GROUP: &'static str = "Could not set group id of effective user";
    pub(super) const USER: &'static str = "Could not set user id of effective user";
}

/// Who a child is to be, decided before it exists.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Identity {
    /// The daemon's own user: no `user=`, or the daemon already is that user.
    Kept,
    /// Another user; the daemon is root.
    Changed(Credentials),
    /// The child cannot be this user. It is made all the same, and says so on its standard error
    /// before it ends (P-53, P-56).
    Refused { uid: u32, reason: IdentityError },
}

impl Identity {
    /// Decides who a child with `user=` set to this user id is.
    ///
    /// Asks the system's user database, which may be a network service: it can take its time.
    #[must_use]
    pub fn of(user: Option<u32>) -> Self {
        let Some(uid) = user else {
            return Self::Kept;
        };
        match credentials(uid) {
            Ok(None) => Self::Kept,
            Ok(Some(credentials)) => Self::Changed(credentials),
            Err(reason) => Self::Refused { uid, reason },
        }
    }
}

/// Looks up what the process must take on to become a user; `None` if it is that user.
///
/// # Errors
/// There is no such user, or the process may not become another one.
pub fn credentials(uid: u32) -> Result<Option<Credentials>, IdentityError> {
    let user = User::from_uid(Uid::from_raw(uid)).ok().flatten();
    let user = user.ok_or(IdentityError::NoSuchUser(uid))?;
    if getuid().as_raw() == uid {
        return Ok(None);
    }
    if !getuid().is_root() {
        return Err(IdentityError::NotRoot);
    }
    let name = CString::new(user.name).map_err(|_| IdentityError::NoSuchUser(uid))?;
    let groups = getgrouplist(&name, user.gid).map_err(|_| IdentityError::Groups)?;
    Ok(Some(Credentials {
        uid,
        gid: user.gid.as_raw(),
        groups: groups.into_iter().map(Gid::as_raw).collect(),
    }))
}
