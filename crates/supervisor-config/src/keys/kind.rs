//! What a row of the key table holds.

use crate::getopt::Whose;

/// A key of a section.
#[derive(Clone, Copy, Debug)]
pub struct Key {
    pub name: &'static str,
    pub kind: Kind,
    pub default: KeyDefault,
    pub scope: Scope,
    pub doc: &'static str,
    pub whose: Whose,
}

/// The grammar of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Text,
    /// A text that nobody else may see.
    Password,
    /// Lines of a name, a role and a secret.
    Grants,
    /// Names of users or groups, each with a role.
    Roles,
    RoleOrNone,
    Integer,
    Boolean,
    Bytes,
    Octal,
    Level,
    Directory,
    /// A path whose directory must exist.
    Path,
    User,
    UserAndGroup,
    AutoRestart,
    Signal,
    ExitCodes,
    Names,
    NameTemplate,
    Environment,
    LogFile,
    Port,
    FcgiSocket,
    Events,
    ImportPath,
    Patterns,
}

/// What holds if a key is not given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyDefault {
    /// The section is refused without the key.
    Required,
    /// A value, as it would be written.
    Value(&'static str),
    /// Something that depends, in words.
    Computed(&'static str),
    None,
}

/// Which names a value may use (C-74 to C-82), besides `ENV_x`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Nothing else.
    Environment,
    /// `here`.
    Here,
    /// `here` and `host_node_name`.
    HereAndHost,
    /// `here` and `program_name`.
    HereAndProgram,
    /// `here`, `program_name`, `group_name`, `host_node_name`.
    Program,
    /// Those of [`Scope::Program`], `process_num`, `numprocs`, and the program's own environment.
    Process,
}

impl Key {
    /// Makes a key that has a default or none.
    pub(crate) const fn new(
        name: &'static str,
        kind: Kind,
        default: KeyDefault,
        scope: Scope,
        doc: &'static str,
    ) -> Self {
        Self {
            name,
            kind,
            default,
            scope,
            doc,
            whose: Whose::Supervisors,
        }
    }

    /// Marks a key that Supervisor does not know.
    pub(crate) const fn ours(mut self) -> Self {
        self.whose = Whose::Ours;
        self
    }

    /// Tells whether values may be or hold passwords, so that logs and answers must not show them.
    pub(crate) const fn is_secret(&self) -> bool {
        matches!(self.kind, Kind::Environment | Kind::Password | Kind::Grants)
    }

    /// Returns the default as it would be written.
    #[must_use]
    pub const fn default_text(&self) -> Option<&'static str> {
        match self.default {
            KeyDefault::Value(text) => Some(text),
            KeyDefault::Required | KeyDefault::Computed(_) | KeyDefault::None => None,
        }
    }
}

impl Kind {
    /// Every grammar.
    pub const ALL: [Self; 26] = [
        Self::Text,
        Self::Password,
        Self::Grants,
        Self::Roles,
        Self::RoleOrNone,
        Self::Integer,
        Self::Boolean,
        Self::Bytes,
        Self::Octal,
        Self::Level,
        Self::Directory,
        Self::Path,
        Self::User,
        Self::UserAndGroup,
        Self::AutoRestart,
        Self::Signal,
        Self::ExitCodes,
        Self::Names,
        Self::NameTemplate,
        Self::Environment,
        Self::LogFile,
        Self::Port,
        Self::FcgiSocket,
        Self::Events,
        Self::ImportPath,
        Self::Patterns,
    ];

    /// Says what exactly is read.
    #[must_use]
    pub const fn explanation(self) -> &'static str {
        match self {
            Self::Text => "Anything; quotes are part of it.",
            Self::Password => "Anything; quotes are part of it. No message shows it.",
            Self::Grants => {
                "On each line a name, `view`, `operate` or `admin`, and a secret: plain, `{SHA}` or \
                 `{SHA256}` with the hash in hex, or an argon2 hash as it begins with `$argon2`. \
                 No message shows it. A percent sign is written `%%`, and a `;` or `#` after a blank \
                 begins a comment."
            }
            Self::Roles => {
                "Names or ids that exist, each followed by `view`, `operate` or `admin`, separated \
                 by commas or on lines of their own."
            }
            Self::RoleOrNone => "`none`, `view`, `operate` or `admin`.",
            Self::Integer => "Digits, with an optional sign.",
            Self::Boolean => "`yes`, `true`, `on`, `1`, or `no`, `false`, `off`, `0`, in any case.",
            Self::Bytes => {
                "An integer, with an optional `KB`, `MB` or `GB` after it, for powers of 1024."
            }
            Self::Octal => "Octal digits, with an optional `0o` before them.",
            Self::Level => {
                "`critical`, `error`, `warn`, `info`, `debug`, `trace` or `blather`, in any case."
            }
            Self::Directory => "`~` is a home directory.",
            Self::Path => "`~` is a home directory; the path's directory must exist.",
            Self::User => "The name or the id of a user that exists.",
            Self::UserAndGroup => "Names or ids that exist.",
            Self::AutoRestart => "A boolean, or `unexpected`.",
            Self::Signal => "A name, with or without `SIG` and in any case, or a number.",
            Self::ExitCodes => "Integers from 0 to 255, separated by commas.",
            Self::Names => "Names, separated by commas.",
            Self::NameTemplate => "A name without blanks, colons and slashes.",
            Self::Environment => {
                "`KEY=value` pairs, separated by commas. Values with anything but letters, digits \
                 and `_/.+-():` need quotes."
            }
            Self::LogFile => {
                "A path whose directory must exist, `~` being a home directory; `AUTO` for a file \
                 in `childlogdir` with a name of the daemon's choice; `NONE` or `OFF` for no log. \
                 A percent sign is written `%%` or, as in Supervisor, `%%%%`."
            }
            Self::Port => "`port`, `:port`, `*:port` or `host:port`, from 1 to 65535.",
            Self::FcgiSocket => "`unix:///path` or `tcp://host:port`.",
            Self::Events => "Event types, separated by commas, in any case.",
            Self::ImportPath => "`module:name`.",
            Self::Patterns => {
                "`*`, `?`, `[ab]` and `[!a]` match names that do not begin with a dot."
            }
        }
    }

    /// Says what a value looks like.
    #[must_use]
    pub const fn grammar(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Password => "password",
            Self::Grants => "names, roles and secrets",
            Self::Roles => "names and roles",
            Self::RoleOrNone => "role or `none`",
            Self::Integer => "integer",
            Self::Boolean => "boolean",
            Self::Bytes => "size in bytes",
            Self::Octal => "octal number",
            Self::Level => "log level",
            Self::Directory => "existing directory",
            Self::Path => "path",
            Self::User => "user",
            Self::UserAndGroup => "user or user:group",
            Self::AutoRestart => "boolean or `unexpected`",
            Self::Signal => "signal",
            Self::ExitCodes => "list of exit codes",
            Self::Names => "list of names",
            Self::NameTemplate => "name",
            Self::Environment => "KEY=\"value\" pairs",
            Self::LogFile => "path, `AUTO` or `NONE`",
            Self::Port => "port or host:port",
            Self::FcgiSocket => "socket URL",
            Self::Events => "list of event types",
            Self::ImportPath => "Python import path",
            Self::Patterns => "list of file name patterns",
        }
    }
}

impl Scope {
    /// Lists the names, for readers.
    #[must_use]
    pub const fn names(self) -> &'static [&'static str] {
        match self {
            Self::Environment => &["ENV_*"],
            Self::Here => &["here", "ENV_*"],
            Self::HereAndHost => &["here", "host_node_name", "ENV_*"],
            Self::HereAndProgram => &["here", "program_name", "ENV_*"],
            Self::Program => &[
                "here",
                "program_name",
                "group_name",
                "host_node_name",
                "ENV_*",
            ],
            Self::Process => &[
                "here",
                "program_name",
                "group_name",
                "host_node_name",
                "process_num",
                "numprocs",
                "ENV_*",
            ],
        }
    }
}
