//! An error, as RFC 9457 has it.

use alloc::string::String;

use serde::{Deserialize, Serialize};

use crate::fault::Fault;

/// A problem document, served as `application/problem+json`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Problem {
    /// Names the kind of problem: `about:blank`, or `urn:supervisor:fault:` and the name of one of
    /// Supervisor's faults.
    #[serde(rename = "type")]
    pub kind: String,
    /// The kind in words.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// What is wrong in this case, and what would be right.
    pub detail: Option<String>,
}

impl Problem {
    /// Makes a document that says no more than its HTTP status does, and perhaps why.
    #[must_use]
    pub fn of_status(status: u16, title: &str, detail: Option<String>) -> Self {
        Self {
            kind: "about:blank".into(),
            title: title.into(),
            status,
            detail,
        }
    }

    /// Makes a document of a fault that is answered with this status.
    #[must_use]
    pub fn of(fault: &Fault, status: u16) -> Self {
        let name = fault.code.name();
        Self {
            kind: alloc::format!("urn:supervisor:fault:{name}"),
            title: name.into(),
            status,
            detail: fault.detail.clone(),
        }
    }
}
