//! Why a value is refused, in Supervisor's words.

use supervisor_api::python::repr;
use supervisor_api::signal::SignalError;

/// A value that its key's grammar refuses (C-89 to C-108).
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ValueError {
    #[error("invalid literal for int() with base 10: {}", repr(.0))]
    Integer(String),
    #[error("not a valid boolean value: {}", repr(.0))]
    Boolean(String),
    #[error("invalid 'autorestart' value {}", repr(.0))]
    AutoRestart(String),
    #[error("{0} can not be converted to an octal type")]
    Octal(String),
    #[error(transparent)]
    Signal(#[from] SignalError),
    #[error("not a valid list of exit codes: {}", repr(.0))]
    ExitCodes(String),
    #[error("bad logging level name {}", repr(.0))]
    LogLevel(String),
    #[error("{0} is not an existing directory")]
    Directory(String),
    #[error("The directory named as part of the path {0} does not exist")]
    DirectoryOfPath(String),
    #[error("Invalid user name {0}")]
    UserName(String),
    #[error("Invalid user id {0}")]
    UserId(String),
    #[error("Invalid user:group definition {0}")]
    UserAndGroup(String),
    #[error("not a valid port number: {} ", repr(.0))]
    Port(String),
    #[error("no port number specified in ''")]
    NoPort,
    #[error("{0} is above upper bound (65535)")]
    PortTooHigh(i64),
    #[error("{0} is below lower bound (1)")]
    PortTooLow(i64),
    #[error("Invalid name: {} because of character: '{character}'", repr(.name))]
    Name { name: String, character: char },
    #[error("Unexpected end of key/value pairs in value '{0}'")]
    Environment(String),
    #[error("No closing quotation")]
    OpenQuote,
    #[error("value {} is not a URL", repr(.0))]
    Url(String),
    #[error("('Bad socket format %s', {})", repr(.0))]
    SocketFormat(String),
    #[error("('Unix socket path %s is not an absolute path', {})", repr(.0))]
    SocketPath(String),
}
