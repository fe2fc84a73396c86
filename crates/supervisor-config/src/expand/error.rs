//! Why a value cannot be expanded.

use supervisor_api::python::repr;

/// A value whose `%` formatting fails (C-71).
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ExpandError {
    #[error(
        "Format string {} for {} contains names ({}) which cannot be expanded. Available names: {}",
        repr(.value), repr(.label), repr(.name), .available.join(", ")
    )]
    UnknownName {
        value: String,
        label: String,
        name: String,
        available: Vec<String>,
    },
    #[error("Format string {} for {} is badly formatted: {fault}", repr(.value), repr(.label))]
    BadFormat {
        value: String,
        label: String,
        fault: FormatFault,
    },
}

impl ExpandError {
    /// Shows this instead of the value.
    pub(crate) fn with_value(mut self, shown: &str) -> Self {
        match &mut self {
            Self::UnknownName { value, .. } | Self::BadFormat { value, .. } => {
                shown.clone_into(value);
            }
        }
        self
    }
}

/// What is wrong with a format, in Python's words.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FormatFault {
    #[error("incomplete format")]
    Incomplete,
    #[error("incomplete format key")]
    IncompleteKey,
    #[error("unsupported format character '{}' (0x{:x}) at index {index}", shown(*.character), u32::from(*.character))]
    Unsupported { character: char, index: usize },
    #[error("not enough arguments for format string")]
    NotEnoughArguments,
    #[error("* wants int")]
    StarWantsInteger,
    #[error("%{conversion} format: a real number is required, not {found}")]
    NumberRequired {
        conversion: char,
        found: &'static str,
    },
    #[error("%{conversion} format: an integer is required, not {found}")]
    IntegerRequired {
        conversion: char,
        found: &'static str,
    },
    #[error("must be real number, not {0}")]
    RealNumberRequired(&'static str),
    #[error("%c requires int or char")]
    CharacterRequired,
    #[error("%c arg not in range(0x110000)")]
    CharacterRange,
    #[error("width too big")]
    WidthTooBig,
    #[error("precision too big")]
    PrecisionTooBig,
    /// Python would print every name and value, the whole environment included (W-56).
    #[error("%{0} needs a name in parentheses")]
    NameRequired(char),
}

const fn shown(character: char) -> char {
    if matches!(character, ' '..='~') {
        character
    } else {
        '?'
    }
}
