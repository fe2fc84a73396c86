//! One thing that is wrong or odd.

use serde::Serialize;

use crate::ini::Place;
use crate::lint::Oddity;
use crate::message::Message;

/// How bad something is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The daemon does not start with it.
    Error,
    /// It loads, but probably does not mean what was meant.
    Warning,
}

/// One thing that is wrong or odd.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Diagnostic {
    pub severity: Severity,
    pub place: Option<Place>,
    pub text: String,
    /// What may have been meant.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub did_you_mean: Option<String>,
}

impl Diagnostic {
    pub(super) const fn error(place: Option<Place>, text: String) -> Self {
        Self {
            severity: Severity::Error,
            place,
            text,
            did_you_mean: None,
        }
    }

    pub(super) const fn warning(place: Option<Place>, text: String) -> Self {
        Self {
            severity: Severity::Warning,
            place,
            text,
            did_you_mean: None,
        }
    }
}

impl From<Oddity> for Diagnostic {
    fn from(oddity: Oddity) -> Self {
        Self {
            did_you_mean: oddity.meant,
            ..Self::warning(oddity.place, oddity.text)
        }
    }
}

impl From<&Message> for Diagnostic {
    fn from(message: &Message) -> Self {
        Self::warning(message.place.clone(), message.text.clone())
    }
}
