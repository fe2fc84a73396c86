//! An error, as RFC 9457 has it, and the one table from faults to statuses.

use alloc::string::String;

use serde::{Deserialize, Serialize};

use crate::fault::{Fault, FaultCode};

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

    /// Makes the document of a fault.
    #[must_use]
    pub fn of(fault: &Fault) -> Self {
        let name = fault.code.name();
        Self {
            kind: alloc::format!("urn:supervisor:fault:{name}"),
            title: name.into(),
            status: status_of(fault.code),
            detail: fault.detail.clone(),
        }
    }
}

/// Says with which HTTP status a fault is answered.
const fn status_of(code: FaultCode) -> u16 {
    match code {
        FaultCode::UnknownMethod | FaultCode::BadName | FaultCode::NoFile => 404,
        FaultCode::IncorrectParameters
        | FaultCode::BadArguments
        | FaultCode::SignatureUnsupported
        | FaultCode::BadSignal => 400,
        FaultCode::NotExecutable
        | FaultCode::AbnormalTermination
        | FaultCode::SpawnError
        | FaultCode::AlreadyStarted
        | FaultCode::NotRunning
        | FaultCode::AlreadyAdded
        | FaultCode::StillRunning
        | FaultCode::CantReread => 409,
        FaultCode::ShutdownState => 503,
        FaultCode::Failed | FaultCode::Success => 500,
    }
}
