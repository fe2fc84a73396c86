//! Who may do what: three roles, and the one each action needs.

use core::fmt;

use serde::{Deserialize, Serialize};

use crate::command::Action;

/// What somebody may do. Each role may do what the ones before it may.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Role {
    /// Look: states, logs, events, metrics, and the configuration without its secrets.
    View,
    /// Deal with processes that are configured: start, stop, signal, clear logs, write to them.
    Operate,
    /// Everything: also the daemon itself and which groups it has.
    Admin,
}

impl Role {
    /// Every role, the least one first.
    pub const ALL: [Self; 3] = [Self::View, Self::Operate, Self::Admin];

    /// Returns the word that the configuration and clients use.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::View => "view",
            Self::Operate => "operate",
            Self::Admin => "admin",
        }
    }

    /// Returns the role of this name.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.name() == word)
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Returns the least role that may do this. Whatever only reads needs [`Role::View`].
#[must_use]
pub const fn needs(action: &Action) -> Role {
    match action {
        Action::Start { .. }
        | Action::Stop { .. }
        | Action::Signal { .. }
        | Action::ClearProcessLogs(_)
        | Action::SendStdin { .. } => Role::Operate,
        Action::AddGroup(_)
        | Action::RemoveGroup(_)
        | Action::ReloadConfig
        | Action::Shutdown
        | Action::Restart
        | Action::ClearMainLog
        | Action::SendRemoteEvent { .. } => Role::Admin,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::Target;

    #[test]
    fn a_role_includes_those_before_it() {
        assert!(Role::ALL.is_sorted());
        for role in Role::ALL {
            assert_eq!(Role::parse(role.name()), Some(role));
        }
        assert_eq!(Role::parse("Admin"), None);
    }

    #[test]
    fn dealing_with_processes_needs_less_than_dealing_with_the_daemon() {
        let stop = Action::Stop {
            target: Target::All,
            wait: true,
        };

        assert_eq!(needs(&stop), Role::Operate);
        assert_eq!(needs(&Action::Shutdown), Role::Admin);
        assert_eq!(needs(&Action::ReloadConfig), Role::Admin);
    }
}
