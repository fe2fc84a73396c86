//! `shutdown`: end the daemon (T-47).

use supervisor_api::FaultCode;
use supervisor_api::resource::Outcome;
use supervisor_client::ClientError;

use crate::command::{Command, Completes, HelpLine, OnInterrupt};
use crate::error::CommandError;
use crate::exit::ExitStatus;
use crate::format::outcome;
use crate::problem;
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
        return Ok(session.tell(&outcome(Outcome::Unchanged))?);
    }
    let Err(error) = session.client()?.shutdown().await else {
        return Ok(session.show(&outcome(Outcome::Pending), || "Shut down\n".into())?);
    };
    // compat: what was asked for is under way, so this is no failure (T-47).
    if error.fault_code() == Some(FaultCode::ShutdownState) {
        session.tell(&outcome(Outcome::Unchanged))?;
        return Ok(session.say("ERROR: already shutting down")?);
    }
    let trouble = match &error {
        ClientError::Refused => "refused connection",
        ClientError::NoSuchFile => "no such file",
        _ => return Err(error.into()),
    };
    let url = &session.target().url;
    let line = format!("ERROR: {url} {trouble} (already shut down?)");
    Ok(session.fail(&line, ExitStatus::Generic, &problem::of_client(&error))?)
}
