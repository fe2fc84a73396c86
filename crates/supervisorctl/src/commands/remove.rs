//! `remove`: let the daemon forget stopped groups (T-45).

use supervisor_api::FaultCode;

use crate::command::{Command, Completes, HelpLine, OnInterrupt};
use crate::error::CommandError;
use crate::exit::ExitStatus;
use crate::line::words;
use crate::session::Session;

pub(crate) const COMMAND: Command = Command {
    name: "remove",
    help: &[HelpLine::Form(
        "remove <name> [...]",
        "Take stopped groups out of the daemon",
    )],
    completes: Completes::Groups,
    on_interrupt: OnInterrupt::Leave,
    run: |session, argument| Box::pin(run(session, argument)),
};

async fn run(session: &mut Session, argument: &str) -> Result<(), CommandError> {
    for name in words(argument) {
        remove(session, name).await?;
    }
    Ok(())
}

async fn remove(session: &mut Session, name: &str) -> Result<(), CommandError> {
    let Err(error) = session.client()?.remove_group(name).await else {
        session.say(&format!("{name}: removed process group"))?;
        return Ok(());
    };
    let text = match error.fault_code() {
        Some(FaultCode::StillRunning) => format!("ERROR: process/group still running: {name}"),
        Some(FaultCode::BadName) => format!("ERROR: no such process/group: {name}"),
        _ => return Err(error.into()),
    };
    session.say(&text)?;
    session.status = ExitStatus::Generic;
    Ok(())
}
