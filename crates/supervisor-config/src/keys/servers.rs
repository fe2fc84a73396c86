//! The keys of the HTTP servers, the control program, includes and plugins (C-84, C-184 to C-189).

use super::kind::KeyDefault::{Computed, None, Required, Value};
use super::kind::{Key, KeyDefault, Kind, Scope};

const fn plain(name: &'static str, kind: Kind, default: KeyDefault, doc: &'static str) -> Key {
    Key::new(name, kind, default, Scope::Environment, doc)
}

const fn here(name: &'static str, kind: Kind, default: KeyDefault, doc: &'static str) -> Key {
    Key::new(name, kind, default, Scope::Here, doc)
}

const USERNAME_DOC: &str = "Whom the server lets in; without it, everybody.";
const PASSWORD_DOC: &str = "The password, plain or as `{SHA}` and the SHA-1 of it in hex.";

/// `[unix_http_server]`.
pub(crate) mod unix_http_server {
    use super::*;

    pub(crate) static FILE: Key = here("file", Kind::Text, Required, "The path of the socket.");
    pub(crate) static CHMOD: Key = plain(
        "chmod",
        Kind::Octal,
        Computed("0700"),
        "The mode of the socket.",
    );
    pub(crate) static CHOWN: Key = plain(
        "chown",
        Kind::UserAndGroup,
        Computed("the daemon's user and group"),
        "The owner of the socket.",
    );
    pub(crate) static USERNAME: Key = plain("username", Kind::Text, None, USERNAME_DOC);
    pub(crate) static PASSWORD: Key = plain("password", Kind::Password, None, PASSWORD_DOC);

    pub(in super::super) static ALL: [&Key; 5] = [&FILE, &CHMOD, &CHOWN, &USERNAME, &PASSWORD];
}

/// `[inet_http_server]`.
pub(crate) mod inet_http_server {
    use super::*;

    pub(crate) static PORT: Key = plain(
        "port",
        Kind::Port,
        Required,
        "Where the server listens; without a host, on every interface.",
    );

    pub(in super::super) static ALL: [&Key; 3] = [
        &PORT,
        &unix_http_server::USERNAME,
        &unix_http_server::PASSWORD,
    ];
}

/// `[supervisorctl]`.
pub(crate) mod supervisorctl {
    use super::*;

    pub(crate) static SERVERURL: Key = here(
        "serverurl",
        Kind::Text,
        Value("http://localhost:9001"),
        "The daemon to talk to: `unix:///path` or `http://host:port`.",
    );
    pub(crate) static USERNAME: Key = plain("username", Kind::Text, None, "The user name to give.");
    pub(crate) static PASSWORD: Key = plain(
        "password",
        Kind::Password,
        None,
        "The plain password to give.",
    );
    pub(crate) static PROMPT: Key = plain(
        "prompt",
        Kind::Text,
        Value("supervisor"),
        "What the shell asks with.",
    );
    pub(crate) static HISTORY_FILE: Key = here(
        "history_file",
        Kind::Text,
        None,
        "Where the shell keeps its history.",
    );

    pub(in super::super) static ALL: [&Key; 5] =
        [&SERVERURL, &USERNAME, &PASSWORD, &PROMPT, &HISTORY_FILE];
}

/// `[include]`.
pub(crate) mod include {
    use super::*;

    pub(crate) static FILES: Key = Key::new(
        "files",
        Kind::Patterns,
        Required,
        Scope::HereAndHost,
        "File name patterns, separated by blanks, relative to the main file.",
    );

    pub(in super::super) static ALL: [&Key; 1] = [&FILES];
}

/// `[rpcinterface:x]`.
pub(crate) mod rpcinterface {
    use super::*;

    pub(crate) static FACTORY: Key = plain(
        "supervisor.rpcinterface_factory",
        Kind::ImportPath,
        Required,
        "What makes the interface. Only `supervisor.rpcinterface:make_main_rpcinterface` can be \
         served.",
    );

    pub(in super::super) static ALL: [&Key; 1] = [&FACTORY];
}

/// `[ctlplugin:x]`.
pub(crate) mod ctlplugin {
    use super::*;

    pub(crate) static FACTORY: Key = plain(
        "supervisor.ctl_factory",
        Kind::ImportPath,
        Required,
        "What makes the plugin. None can be loaded.",
    );

    pub(in super::super) static ALL: [&Key; 1] = [&FACTORY];
}
