//! `reload`: restart the daemon (T-48).

use supervisor_api::FaultCode;
use supervisor_api::resource::Outcome;

use crate::command::{Command, Completes, HelpLine, OnInterrupt};
use crate::error::CommandError;
use crate::exit::ExitStatus;
use crate::format::outcome;
use crate::problem;
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
        return Ok(session.tell(&outcome(Outcome::Unchanged))?);
    }
    match session.client()?.restart().await {
        Ok(()) => session.show(&outcome(Outcome::Pending), || {
            "Restarted supervisord\n".into()
        })?,
        Err(error) if error.fault_code() == Some(FaultCode::ShutdownState) => {
            let problem = problem::of_client(&error);
            let line = "ERROR: already shutting down";
            session.fail(line, ExitStatus::Generic, &problem)?;
        }
        Err(error) => return Err(error.into()),
    }
    Ok(())
}
