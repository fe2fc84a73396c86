//! From what a request gives to a role.

use std::time::Duration;

use axum::http::HeaderMap;
use supervisor_api::Role;
use supervisor_api::config::Credentials;
use supervisor_api::http_access::Secret;

use super::attempts::{News, Origin};
use super::given::{Given, Login};
use super::guard::{Guard, TooEarly};
use super::key::Digest;
use super::secret::{matches_quickly, matches_server};
use super::verdicts::Known;
use crate::listener::Peer;
use crate::printable::Printable;

/// How much of a name that somebody gives the log shows.
const SHOWN_CHARACTERS: usize = 64;

/// What is to be done with a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    In(Admitted),
    /// There are credentials that would do.
    Ask,
    /// No credentials would do.
    Forbid,
    Unreadable,
    TooEarly(Duration),
}

/// Somebody who may come in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Admitted {
    pub(super) user: Option<String>,
    /// The role for what Supervisor served too.
    pub(super) classic: Role,
    /// The role for what is new.
    pub(super) role: Role,
    /// Whether nothing but the way here speaks for the caller: no secret, no user of the machine.
    pub(super) is_anybody: bool,
}

impl Admitted {
    fn with_role(user: Option<String>, role: Role) -> Self {
        Self {
            user,
            classic: role,
            role,
            is_anybody: false,
        }
    }
}

/// Judges the requests to one server.
pub(super) struct Judge<'a> {
    pub(super) guard: &'a Guard,
    pub(super) server: Option<&'a Credentials>,
}

impl Judge<'_> {
    pub(super) async fn judge(&self, peer: &Peer, headers: &HeaderMap) -> Verdict {
        // compat: who asks for nothing does not look at what is given (H-10).
        if !self.asks() {
            return self.without_login(peer);
        }
        match Given::of(headers) {
            Given::Nothing => self.without_login(peer),
            Given::Useless => Verdict::Ask,
            Given::Unreadable => Verdict::Unreadable,
            Given::Login(login) => self.login(peer, &login).await,
        }
    }

    /// Tells whether there are credentials that somebody could give here.
    fn asks(&self) -> bool {
        self.server.is_some() || self.guard.access.has_credentials()
    }

    fn without_login(&self, peer: &Peer) -> Verdict {
        match peer {
            Peer::Unix { uid, groups, .. } => self.at_unix_socket(*uid, groups),
            Peer::Tcp(_) if self.asks() => Verdict::Ask,
            Peer::Tcp(_) => Verdict::In(self.anybody()),
        }
    }

    fn at_unix_socket(&self, uid: Option<u32>, groups: &[u32]) -> Verdict {
        let named = uid.and_then(|uid| self.guard.role_of_peer(uid, groups));
        let role = match (named, self.server) {
            (Some(role), _) => Some(role),
            (None, Some(_)) => None,
            // Root could do everything anyway, and must not lock itself out.
            (None, None) if uid == Some(0) => Some(Role::Admin),
            (None, None) => self.guard.access.role_of_others(),
        };
        match role {
            Some(role) => Verdict::In(Admitted::with_role(None, role)),
            None if self.asks() => Verdict::Ask,
            None => Verdict::Forbid,
        }
    }

    /// compat: what Supervisor serves to everybody stays open to everybody (W-50).
    fn anybody(&self) -> Admitted {
        let role = match self.guard.access.allow_unauthenticated {
            true => Role::Admin,
            false => Role::View,
        };
        Admitted {
            user: None,
            classic: Role::Admin,
            role,
            is_anybody: true,
        }
    }

    async fn login(&self, peer: &Peer, login: &Login) -> Verdict {
        let digest = self.digest(login);
        if let Some(known) = self.guard.recall(&digest) {
            return admit(known);
        }
        let origin = Origin::new(peer, self.name_digest(login));
        let found = match self.guard.begin(origin) {
            Ok(()) => self.find(login).await,
            Err(too_early) => Err(too_early),
        };
        match found {
            Ok(Some(known)) => {
                self.guard.succeeded(origin, digest, &known);
                admit(known)
            }
            Ok(None) => {
                report(peer, login, self.guard.failed(origin));
                Verdict::Ask
            }
            Err(TooEarly(wait)) => Verdict::TooEarly(wait),
        }
    }

    /// Finds out who a login is.
    async fn find(&self, login: &Login) -> Result<Option<Known>, TooEarly> {
        match login {
            Login::Basic { user, password } if self.is_servers(user, password) => Ok(Some(Known {
                user: user.clone(),
                role: Role::Admin,
            })),
            Login::Basic { user, password } => self.find_user(user, password).await,
            Login::Bearer { token } => self.find_token(token).await,
        }
    }

    fn is_servers(&self, user: &str, password: &str) -> bool {
        self.server
            .is_some_and(|server| matches_server(server, user, password))
    }

    async fn find_user(&self, name: &str, password: &str) -> Result<Option<Known>, TooEarly> {
        let (user, secret) = self.guard.user(name);
        let matches = match secret {
            Some(secret) => self.matches(secret, password).await?,
            None => false,
        };
        let user = user.filter(|_| matches);
        Ok(user.map(|user| Known {
            user: user.name.clone(),
            role: user.role,
        }))
    }

    /// Compares with every token, since nothing in a token says whose it is.
    async fn find_token(&self, token: &str) -> Result<Option<Known>, TooEarly> {
        let mut known = None;
        for grant in &self.guard.access.tokens {
            if self.matches(&grant.secret, token).await? {
                known = Some(Known {
                    user: grant.name.clone(),
                    role: grant.role,
                });
            }
        }
        Ok(known)
    }

    async fn matches(&self, secret: &Secret, given: &str) -> Result<bool, TooEarly> {
        match secret {
            Secret::Argon2(phc) => self.guard.verify(phc, given).await,
            quick => Ok(matches_quickly(quick, given).unwrap_or(false)),
        }
    }

    /// Hashes a login together with what it is compared with besides the guard's own list.
    fn digest(&self, login: &Login) -> Digest {
        let (username, expected) = self.server.map_or(("", ""), |server| {
            (server.username.as_str(), server.password.as_str())
        });
        let (purpose, name, secret) = match login {
            Login::Basic { user, password } => ("basic", user.as_str(), password.as_str()),
            Login::Bearer { token } => ("bearer", "", token.as_str()),
        };
        let parts = [username, expected, name, secret].map(str::as_bytes);
        self.guard.key().hash(purpose, &parts)
    }

    fn name_digest(&self, login: &Login) -> Digest {
        let key = self.guard.key();
        match login {
            Login::Basic { user, .. } => key.hash("user", &[user.as_bytes()]),
            Login::Bearer { .. } => key.hash("any token", &[]),
        }
    }
}

fn admit(known: Known) -> Verdict {
    Verdict::In(Admitted::with_role(Some(known.user), known.role))
}

/// Logs a failed login, once for each bout of them and once more when they are slowed down.
fn report(peer: &Peer, login: &Login, news: News) {
    let what = match news {
        News::First => "a login has failed",
        News::Slowed => "many logins have failed, the next ones are slowed down",
        News::None => return,
    };
    let from = peer.whereabouts();
    match login {
        Login::Basic { user, .. } => {
            let start: String = user.chars().take(SHOWN_CHARACTERS).collect();
            let user = Printable(start);
            tracing::warn!(target: "supervisord", "{what}: {from} user='{user}'");
        }
        Login::Bearer { .. } => tracing::warn!(target: "supervisord", "{what}: {from} token"),
    }
}

#[cfg(test)]
mod tests;
