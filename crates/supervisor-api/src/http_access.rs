//! `[http_access]`: who may do what over HTTP, besides whom the servers' own credentials let in.

use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use serde::Serialize;

use crate::access::Role;

/// Who may do what. The default is what a configuration without the section means.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct HttpAccess {
    /// Who may give a name and a password.
    pub users: Vec<Grant>,
    /// Who may give a token.
    pub tokens: Vec<Grant>,
    /// Roles of users at the other end of a Unix socket, by user id.
    pub unix_users: BTreeMap<u32, Role>,
    /// Roles of groups that the other end of a Unix socket is in, by group id.
    pub unix_groups: BTreeMap<u32, Role>,
    /// The role of everybody else at a Unix socket, if it was given.
    pub unix_others: Option<UnixOthers>,
    /// Whether a TCP server that asks nobody for credentials gives everybody every role.
    pub allow_unauthenticated: bool,
    /// Further names by which this machine may be asked, in lower case.
    pub allowed_hosts: Vec<String>,
}

impl HttpAccess {
    /// Tells whether there is anybody who could give credentials.
    #[must_use]
    pub fn has_credentials(&self) -> bool {
        !self.users.is_empty() || !self.tokens.is_empty()
    }

    /// Returns the role of who is at a Unix socket and named nowhere (`None`: none at all).
    ///
    /// While nobody is named, whoever may open the socket's file may do everything.
    #[must_use]
    pub fn role_of_others(&self) -> Option<Role> {
        match self.unix_others {
            Some(UnixOthers::May(role)) => Some(role),
            Some(UnixOthers::Nothing) => None,
            None if self.unix_users.is_empty() && self.unix_groups.is_empty() => Some(Role::Admin),
            None => None,
        }
    }
}

/// What those may do at a Unix socket whom nothing names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum UnixOthers {
    #[serde(rename = "none")]
    Nothing,
    #[serde(untagged)]
    May(Role),
}

/// A role for whoever knows a secret.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Grant {
    pub name: String,
    pub role: Role,
    #[serde(skip)]
    pub secret: Secret,
}

/// A password or token, or what is kept to recognize it.
#[derive(Clone, PartialEq, Eq)]
pub enum Secret {
    Plain(String),
    Sha1([u8; 20]),
    Sha256([u8; 32]),
    /// A whole PHC string.
    Argon2(String),
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Plain(_) => "Plain(..)",
            Self::Sha1(_) => "Sha1(..)",
            Self::Sha256(_) => "Sha256(..)",
            Self::Argon2(_) => "Argon2(..)",
        })
    }
}

#[cfg(test)]
mod tests {
    use alloc::format;

    use super::*;

    #[test]
    fn others_lose_the_socket_when_somebody_is_named() {
        let mut access = HttpAccess::default();
        assert_eq!(access.role_of_others(), Some(Role::Admin));

        access.unix_groups.insert(4, Role::View);
        assert_eq!(access.role_of_others(), None);

        access.unix_others = Some(UnixOthers::May(Role::Operate));
        assert_eq!(access.role_of_others(), Some(Role::Operate));
    }

    #[test]
    fn a_secret_is_not_shown() {
        let grant = Grant {
            name: "alice".into(),
            role: Role::View,
            secret: Secret::Plain("swordfish".into()),
        };

        assert!(!format!("{grant:?}").contains("swordfish"));
    }
}
