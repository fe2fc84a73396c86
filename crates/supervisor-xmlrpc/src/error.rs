//! Why a message could not be read.

/// A message that is no XML-RPC, and the byte where that showed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{problem} at byte {position}")]
pub struct DecodeError {
    pub position: u64,
    pub problem: Problem,
}

/// What is wrong with a message.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    #[error("text that is not UTF-8")]
    NotUtf8,
    #[error("character that XML does not allow")]
    IllegalCharacter,
    #[error("malformed XML ({0})")]
    Syntax(String),
    #[error("document type declaration")]
    Doctype,
    #[error("unknown entity &{0};")]
    UnknownEntity(String),
    #[error("values nested too deeply")]
    TooDeep,
    #[error("unexpected {found} instead of {wanted}")]
    Unexpected {
        wanted: &'static str,
        found: &'static str,
    },
    #[error("bad {kind} '{text}'")]
    BadLiteral { kind: &'static str, text: String },
    #[error("no method name")]
    NoMethodName,
}
