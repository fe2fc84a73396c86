//! Why a configuration cannot be used; the texts follow `Error: ` or `CANT_REREAD: `.

use supervisor_api::python::repr;

use crate::expand::ExpandError;
use crate::ini::Place;
use crate::value::{GrantError, ValueError};

/// A configuration that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ConfigError {
    /// C-43.
    #[error("could not find config file {0}")]
    NotFound(String),
    /// C-43.
    #[error("could not read config file {0}")]
    Unreadable(String),
    #[error(transparent)]
    Text(#[from] TextError),
    /// C-44.
    #[error(".ini file does not include {0} section")]
    NoSection(&'static str),
    #[error(transparent)]
    Section(#[from] Box<SectionError>),
    /// The user to become, which is looked up last (C-127).
    #[error(transparent)]
    User(ValueError),
}

/// A file that is no INI file.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TextError {
    /// C-50.
    #[error("'utf-8' codec can't decode {}: {reason}", byte_text(.bytes, *.offset, .reason))]
    Encoding {
        file: String,
        /// The bytes that are no text.
        bytes: Vec<u8>,
        offset: usize,
        line: u32,
        column: u32,
        reason: &'static str,
    },
    /// C-61.
    #[error("File contains no section headers.\nfile: {}, line: {}\n{}", repr(.file), .line.number, repr(&.line.text))]
    NoHeader { file: String, line: BadLine },
    /// C-60.
    #[error("Source contains parsing errors: {}{}", repr(.file), line_texts(.lines))]
    Syntax { file: String, lines: Vec<BadLine> },
}

/// Why a file that ends inside a character is no text.
pub(crate) const CUT_SHORT: &str = "unexpected end of data";

/// A line that is neither header nor key, with its line end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadLine {
    pub number: u32,
    pub text: String,
}

fn byte_text(bytes: &[u8], offset: usize, reason: &str) -> String {
    // compat: Python counts an unfinished character at the end from its own first byte.
    let first = if reason == CUT_SHORT { 0 } else { offset };
    match bytes {
        [byte] => format!("byte 0x{byte:02x} in position {first}"),
        _ => format!(
            "bytes in position {first}-{}",
            first + bytes.len().saturating_sub(1)
        ),
    }
}

fn line_texts(lines: &[BadLine]) -> String {
    lines
        .iter()
        .map(|line| format!("\n\t[line {:2}]: {}", line.number, repr(&line.text)))
        .collect()
}

/// A section that says something wrong.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{problem}{}{}", whereabouts(*.key, .place.as_ref()), suffix(.section, .file.as_deref()))]
pub struct SectionError {
    pub section: String,
    /// The key at fault, if it is one.
    pub key: Option<&'static str>,
    #[source]
    pub problem: Problem,
    /// The file that first declared the section, where the text names it (C-130).
    pub file: Option<String>,
    /// Where the value is to be looked up that the text does not show.
    pub place: Option<Place>,
}

fn whereabouts(key: Option<&str>, place: Option<&Place>) -> String {
    place.map_or_else(String::new, |Place { file, line, .. }| {
        format!(" ({} at {file}:{line})", key.unwrap_or_default())
    })
}

fn suffix(section: &str, file: Option<&str>) -> String {
    file.map_or_else(String::new, |file| {
        format!(" in section {} (file: {})", repr(section), repr(file))
    })
}

/// What stands in an error for a value that may be a password.
const HIDDEN: &str = "<hidden>";

impl Problem {
    /// Hides the value, which logs and clients must not see; the rest of the text stays.
    pub(crate) fn without_value(self) -> Self {
        match self {
            Self::Value(ValueError::Environment(_)) => {
                Self::Value(ValueError::Environment(HIDDEN.into()))
            }
            Self::Expand(error) => Self::Expand(error.with_value(HIDDEN)),
            other => other,
        }
    }
}

/// What is wrong with a section or one of its keys.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Problem {
    #[error(transparent)]
    Value(#[from] ValueError),
    #[error(transparent)]
    Expand(#[from] ExpandError),
    #[error(transparent)]
    Grant(#[from] GrantError),
    #[error(".ini file has [include] section, but no files setting")]
    NoIncludeFiles,
    #[error("program section {0} does not specify a command")]
    NoCommand(String),
    #[error("%(process_num) must be present within process_name when numprocs > 1")]
    NoProcessNumber,
    #[error("numprocs {0} is too high (the limit is 100000)")]
    TooManyProcesses(i64),
    #[error("Cannot set stopasgroup=true and killasgroup=false")]
    StopWithoutKill,
    #[error("[{section}] names unknown program or fcgi-program {program}")]
    UnknownProgram { section: String, program: String },
    #[error("[{section}] name {program} is ambiguous (exists as program and fcgi-program)")]
    AmbiguousProgram { section: String, program: String },
    #[error("[{section}] section sets invalid buffer_size ({size})")]
    BufferSize { section: String, size: i64 },
    #[error("[{0}] section requires an \"events\" line")]
    NoEvents(String),
    #[error("Unknown event type {event} in [{section}] events")]
    UnknownEvent { section: String, event: String },
    #[error(
        "[{0}] section sets redirect_stderr=true but this is not allowed because it will \
         interfere with the eventlistener protocol"
    )]
    RedirectedListener(String),
    #[error("[{0}] section requires a \"socket\" line")]
    NoSocket(String),
    #[error("{reason} in [{section}] socket")]
    Socket { section: String, reason: ValueError },
    #[error(
        "socket_owner and socket_mode params should only be used with a Unix domain socket in \
         [{0}] socket"
    )]
    SocketNotUnix(String),
    #[error("Invalid socket_backlog value {0}")]
    SocketBacklog(i64),
    #[error("Invalid socket_owner value {0}")]
    SocketOwner(String),
    #[error("Invalid socket_mode value {0}")]
    SocketMode(String),
    #[error("section [{section}] does not specify a {key}")]
    NoFactory { section: String, key: &'static str },
    #[error("Could not make {0} rpc interface")]
    RpcInterfaceArguments(String),
    #[error("section [{0}] has no port value")]
    NoPort(String),
    #[error("section [{0}] has no file value")]
    NoFile(String),
    #[error("Invalid sockchown value {0}")]
    SocketChown(String),
    #[error("Invalid chmod value {0}")]
    SocketChmod(String),
    #[error(
        "Section [{0}] contains incomplete authentication: If a username or a password is \
         specified, both the username and password must be specified"
    )]
    IncompleteAuthentication(String),
}
