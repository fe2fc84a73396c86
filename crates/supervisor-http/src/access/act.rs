//! The only way from a request to an action.

use supervisor_api::{Action, Backend, Fault, FaultCode, Reply, needs};

use super::{Access, Denied};
use crate::app::App;

/// Why an action was not carried out.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum ActError {
    #[error(transparent)]
    Denied(#[from] Denied),
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl ActError {
    /// Tells whether it is this fault.
    pub(crate) fn is(&self, code: FaultCode) -> bool {
        matches!(self, Self::Fault(fault) if fault.code == code)
    }
}

impl From<ActError> for Fault {
    /// Supervisor has no fault for this; FAILED is the one that says nothing more particular.
    fn from(error: ActError) -> Self {
        match error {
            ActError::Fault(fault) => fault,
            ActError::Denied(denied) => Self::with(FaultCode::Failed, denied.to_string()),
        }
    }
}

impl<B: Backend> App<B> {
    /// Does something if the caller may, and answers when it has happened.
    pub(crate) async fn act(&self, by: &Access, action: Action) -> Result<Reply, ActError> {
        by.require(needs(&action))?;
        Ok(self.backend.act(by.caller.clone(), action).await?)
    }
}
