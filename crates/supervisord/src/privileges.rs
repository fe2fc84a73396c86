//! Becoming the user of `[supervisord] user=` (C-122).

use nix::unistd::{Gid, Uid, getuid, setgid, setgroups, setuid};
use supervisor_api::Level;
use supervisor_core::Record;

use crate::kernel::{Credentials, IdentityError, credentials};

/// Becomes the configured user and returns what to log about it once there is a log. Call it
/// before the logs and sockets of a run are opened; all threads take the user on.
///
/// # Errors
/// There is no such user, or the process may not become it; a usage error.
pub fn drop_to(user: Option<u32>) -> Result<Option<Record>, IdentityError> {
    let Some(uid) = user else {
        return Ok(getuid().is_root().then(running_as_root));
    };
    if let Some(credentials) = credentials(uid)? {
        become_user(&credentials)?;
    }
    Ok(Some(Record {
        level: Level::Info,
        text: format!("Set uid to user {uid} succeeded"),
    }))
}

fn become_user(to: &Credentials) -> Result<(), IdentityError> {
    let groups: Vec<Gid> = to.groups.iter().copied().map(Gid::from_raw).collect();
    setgroups(&groups).map_err(|_| IdentityError::Groups)?;
    setgid(Gid::from_raw(to.gid)).map_err(|_| IdentityError::Group)?;
    setuid(Uid::from_raw(to.uid)).map_err(|_| IdentityError::User)
}

fn running_as_root() -> Record {
    Record {
        level: Level::Critical,
        text: "Supervisor is running as root.  Privileges were not dropped because no user is \
               specified in the config file.  If you intend to run as root, you can set user=root \
               in the config file to avoid this message."
            .into(),
    }
}
