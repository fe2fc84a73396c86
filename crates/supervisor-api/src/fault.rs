//! The closed list of faults a client can get (`xmlrpc.md` section 3).

use alloc::string::String;
use core::fmt;

use serde::{Deserialize, Serialize};

/// The kind of a fault, with Supervisor's number and name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum FaultCode {
    UnknownMethod,
    IncorrectParameters,
    BadArguments,
    SignatureUnsupported,
    ShutdownState,
    BadName,
    BadSignal,
    NoFile,
    NotExecutable,
    Failed,
    AbnormalTermination,
    SpawnError,
    AlreadyStarted,
    NotRunning,
    /// Not an error: the status of a success inside result structs.
    Success,
    AlreadyAdded,
    StillRunning,
    CantReread,
}

impl FaultCode {
    const TABLE: [(Self, i32, &'static str); 18] = [
        (Self::UnknownMethod, 1, "UNKNOWN_METHOD"),
        (Self::IncorrectParameters, 2, "INCORRECT_PARAMETERS"),
        (Self::BadArguments, 3, "BAD_ARGUMENTS"),
        (Self::SignatureUnsupported, 4, "SIGNATURE_UNSUPPORTED"),
        (Self::ShutdownState, 6, "SHUTDOWN_STATE"),
        (Self::BadName, 10, "BAD_NAME"),
        (Self::BadSignal, 11, "BAD_SIGNAL"),
        (Self::NoFile, 20, "NO_FILE"),
        (Self::NotExecutable, 21, "NOT_EXECUTABLE"),
        (Self::Failed, 30, "FAILED"),
        (Self::AbnormalTermination, 40, "ABNORMAL_TERMINATION"),
        (Self::SpawnError, 50, "SPAWN_ERROR"),
        (Self::AlreadyStarted, 60, "ALREADY_STARTED"),
        (Self::NotRunning, 70, "NOT_RUNNING"),
        (Self::Success, 80, "SUCCESS"),
        (Self::AlreadyAdded, 90, "ALREADY_ADDED"),
        (Self::StillRunning, 91, "STILL_RUNNING"),
        (Self::CantReread, 92, "CANT_REREAD"),
    ];

    fn row(self) -> (Self, i32, &'static str) {
        // The table is in the order of the variants; a test holds it to that.
        Self::TABLE[self as usize]
    }

    /// Returns the number of the fault.
    #[must_use]
    pub fn number(self) -> i32 {
        self.row().1
    }

    /// Returns the name of the fault.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.row().2
    }

    /// Returns the fault with this number.
    #[must_use]
    pub fn from_number(number: i32) -> Option<Self> {
        Self::TABLE
            .into_iter()
            .find(|row| row.1 == number)
            .map(|row| row.0)
    }
}

/// A refusal, as clients see it: `NAME` or `NAME: detail`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub struct Fault {
    pub code: FaultCode,
    pub detail: Option<String>,
}

impl Fault {
    /// Makes a fault without a detail.
    #[must_use]
    pub const fn new(code: FaultCode) -> Self {
        Self { code, detail: None }
    }

    /// Makes a fault with a detail, such as the name that was not found.
    #[must_use]
    pub fn with(code: FaultCode, detail: impl Into<String>) -> Self {
        Self {
            code,
            detail: Some(detail.into()),
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.detail {
            None => f.write_str(self.code.name()),
            Some(detail) => write!(f, "{}: {detail}", self.code.name()),
        }
    }
}

#[cfg(test)]
mod tests {
    use alloc::string::ToString;

    use super::*;

    #[test]
    fn every_code_finds_its_own_row() {
        for (code, number, name) in FaultCode::TABLE {
            assert_eq!((code.number(), code.name()), (number, name));
            assert_eq!(FaultCode::from_number(number), Some(code));
        }
    }

    #[test]
    fn x_12_the_detail_follows_the_name() {
        assert_eq!(Fault::new(FaultCode::NotRunning).to_string(), "NOT_RUNNING");
        assert_eq!(
            Fault::with(FaultCode::BadName, "x").to_string(),
            "BAD_NAME: x"
        );
    }
}
