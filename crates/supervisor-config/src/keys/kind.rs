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
    /// Says what a value looks like.
    #[must_use]
    pub const fn grammar(self) -> &'static str {
        match self {
            Self::Text => "text",
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
