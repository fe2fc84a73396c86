//! `reload`: restart the daemon (T-48).

use supervisor_api::FaultCode;

use crate::command::{Command, Completes, HelpLine, OnInterrupt};
use crate::error::CommandError;
use crate::exit::ExitStatus;
use crate::session::Session;

pub(crate) const COMMAND: Command = Command {
    name: "reload",
    help: &[HelpLine::Form(
        "reload",
        "Restart supervisord, and everything with it",
    )],
    completes: Completes::Nothing,
    on_interrupt: OnInterrupt::Leave,
    run: |session, argument| Box::pin(run(session, argument)),
};

async fn run(session: &mut Session, argument: &str) -> Result<(), CommandError> {
    if session.refuse_argument(&COMMAND, argument)? {
        return Ok(());
    }
    let question = "Really restart the remote supervisord process y/N? ";
    if !session.confirm(question).await? {
        return Ok(());
    }
    match session.client()?.restart().await {
        Ok(()) => session.say("Restarted supervisord")?,
        Err(error) if error.fault_code() == Some(FaultCode::ShutdownState) => {
            session.say("ERROR: already shutting down")?;
            session.status = ExitStatus::Generic;
        }
        Err(error) => return Err(error.into()),
    }
    Ok(())
}
