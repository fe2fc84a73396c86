//! `avail`: list all configured processes (T-42).

use supervisor_api::FaultCode;

use crate::command::{Command, Completes, HelpLine, OnInterrupt};
use crate::error::CommandError;
use crate::exit::ExitStatus;
use crate::output::avail_line;
use crate::session::Session;

pub(crate) const COMMAND: Command = Command {
    name: "avail",
    help: &[HelpLine::Form("avail", "List every configured process")],
    completes: Completes::Nothing,
    on_interrupt: OnInterrupt::Leave,
    run: |session, argument| Box::pin(run(session, argument)),
};

async fn run(session: &mut Session, argument: &str) -> Result<(), CommandError> {
    if session.refuse_argument(&COMMAND, argument)? {
        return Ok(());
    }
    match session.client()?.configured().await {
        Ok(processes) => {
            let lines = processes.iter().map(|p| avail_line(p) + "\n");
            session.print(&lines.collect::<String>())?;
        }
        Err(error) if error.fault_code() == Some(FaultCode::ShutdownState) => {
            session.say("ERROR: supervisor shutting down")?;
            session.status = ExitStatus::Generic;
        }
        Err(error) => return Err(error.into()),
    }
    Ok(())
}
