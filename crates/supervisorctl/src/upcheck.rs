//! The version check that goes before most commands (T-4, T-5).

use supervisor_api::{API_VERSION, FaultCode};
use supervisor_client::ClientError;

use crate::error::CommandError;
use crate::exit::ExitStatus;
use crate::problem;
use crate::session::Session;

impl Session {
    /// Tells whether the daemon can be talked to; if not, that has been said and the status set.
    pub(crate) async fn upcheck(&mut self) -> Result<bool, CommandError> {
        let (text, status, problem) = match self.client()?.api_version().await {
            Ok(version) if version == API_VERSION => return Ok(true),
            Ok(version) => {
                let text = wrong_version(&version);
                let problem = problem::of_stranger(&text);
                (text, ExitStatus::WrongVersion, problem)
            }
            Err(error) if error.fault_code() == Some(FaultCode::UnknownMethod) => {
                let problem = problem::of_client(&error);
                (no_interface(), ExitStatus::Unimplemented, problem)
            }
            Err(ClientError::Refused) => {
                let text = format!("{} refused connection", self.target().url);
                let problem = problem::of_silence(&text);
                (text, ExitStatus::Refused, problem)
            }
            Err(ClientError::NoSuchFile) => {
                let text = format!("{} no such file", self.target().url);
                let problem = problem::of_silence(&text);
                (text, ExitStatus::NotRunning, problem)
            }
            Err(other) => return Err(other.into()),
        };
        self.fail(&text, status, &problem)?;
        Ok(false)
    }
}

fn wrong_version(version: &str) -> String {
    format!(
        "Sorry, this version of supervisorctl expects to talk to a server with API version \
         {API_VERSION}, but the remote version is {version}."
    )
}

fn no_interface() -> String {
    "Sorry, supervisord responded but did not recognize the supervisor namespace commands; its \
     configuration file may lack the [rpcinterface:supervisor] section."
        .to_owned()
}
