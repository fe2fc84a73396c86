//! `shutdown`: end the daemon (T-47).

use supervisor_api::FaultCode;
use supervisor_client::ClientError;

use crate::command::{Command, Completes, HelpLine, OnInterrupt};
use crate::error::CommandError;
use crate::exit::ExitStatus;
use crate::session::Session;

pub(crate) const COMMAND: Command = Command {
    name: "shutdown",
    help: &[HelpLine::Form(
        "shutdown",
        "Stop all processes and end supervisord",
    )],
    completes: Completes::Nothing,
    on_interrupt: OnInterrupt::Leave,
    run: |session, argument| Box::pin(run(session, argument)),
};

async fn run(session: &mut Session, argument: &str) -> Result<(), CommandError> {
    if session.refuse_argument(&COMMAND, argument)? {
        return Ok(());
    }
    let question = "Really shut the remote supervisord process down y/N? ";
    if !session.confirm(question).await? {
        return Ok(());
    }
    let Err(error) = session.client()?.shutdown().await else {
        return Ok(session.say("Shut down")?);
    };
    let trouble = match (error.fault_code(), &error) {
        // compat: what was asked for is under way, so this is no failure (T-47).
        (Some(FaultCode::ShutdownState), _) => {
            return Ok(session.say("ERROR: already shutting down")?);
        }
        (_, ClientError::Refused) => "refused connection",
        (_, ClientError::NoSuchFile) => "no such file",
        _ => return Err(error.into()),
    };
    let url = &session.target().url;
    session.say(&format!("ERROR: {url} {trouble} (already shut down?)"))?;
    session.status = ExitStatus::Generic;
    Ok(())
}
