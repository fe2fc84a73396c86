//! The keys of `[http_access]`, all of them ours.

use super::kind::KeyDefault::{Computed, None, Value};
use super::kind::{Key, KeyDefault, Kind, Scope};

const fn key(name: &'static str, kind: Kind, default: KeyDefault, doc: &'static str) -> Key {
    Key::new(name, kind, default, Scope::Environment, doc).ours()
}

pub(crate) static USERS: Key = key(
    "users",
    Kind::Grants,
    None,
    "Who is let in with a user name and a password, at every server. TCP servers then ask everybody \
     for one.",
);
pub(crate) static TOKENS: Key = key(
    "tokens",
    Kind::Grants,
    None,
    "Who is let in with a bearer token, at every server. A token is a long random text; the name is \
     for the log. TCP servers then ask everybody for one, or for a password.",
);
pub(crate) static UNIX_USERS: Key = key(
    "unix_users",
    Kind::Roles,
    None,
    "What users of this machine may do who connect to a Unix socket, without a password. Root may do \
     everything unless it is named.",
);
pub(crate) static UNIX_GROUPS: Key = key(
    "unix_groups",
    Kind::Roles,
    None,
    "Likewise for the groups that they are in. The highest role of all counts, except that a user \
     who is named has that role.",
);
pub(crate) static UNIX_OTHERS: Key = key(
    "unix_others",
    Kind::RoleOrNone,
    Computed("`admin`, or `none` if `unix_users` or `unix_groups` names somebody"),
    "What everybody else may do who connects to a Unix socket without `username`.",
);
pub(crate) static ALLOW_UNAUTHENTICATED: Key = key(
    "allow_unauthenticated",
    Kind::Boolean,
    Value("false"),
    "Whether everybody may do everything at a TCP server that asks for no credentials. Otherwise \
     only what Supervisor has does so there, and what is new shows and does nothing.",
);
pub(crate) static ALLOWED_HOSTS: Key = key(
    "allowed_hosts",
    Kind::Names,
    None,
    "Further names by which browsers may ask a TCP server without credentials for what is new, \
     besides addresses, `localhost` and the name of the machine.",
);

pub(super) static ALL: [&Key; 7] = [
    &USERS,
    &TOKENS,
    &UNIX_USERS,
    &UNIX_GROUPS,
    &UNIX_OTHERS,
    &ALLOW_UNAUTHENTICATED,
    &ALLOWED_HOSTS,
];
