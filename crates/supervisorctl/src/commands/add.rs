//! `add`: put groups of the parsed configuration to work (T-44).

use supervisor_api::FaultCode;

use crate::command::{Command, Completes, HelpLine, OnInterrupt};
use crate::error::CommandError;
use crate::exit::ExitStatus;
use crate::line::words;
use crate::session::Session;

pub(crate) const COMMAND: Command = Command {
    name: "add",
    help: &[HelpLine::Form(
        "add <name> [...]",
        "Put new groups to work, as the last reread found them",
    )],
    completes: Completes::Groups,
    on_interrupt: OnInterrupt::Leave,
    run: |session, argument| Box::pin(run(session, argument)),
};

async fn run(session: &mut Session, argument: &str) -> Result<(), CommandError> {
    for name in words(argument) {
        add(session, name).await?;
    }
    Ok(())
}

async fn add(session: &mut Session, name: &str) -> Result<(), CommandError> {
    let Err(error) = session.client()?.add_group(name).await else {
        session.say(&format!("{name}: added process group"))?;
        return Ok(());
    };
    let text = match error.fault_code() {
        // compat: unlike the others, this one is no failure (T-44).
        Some(FaultCode::AlreadyAdded) => {
            session.say("ERROR: process group already active")?;
            return Ok(());
        }
        Some(FaultCode::ShutdownState) => "ERROR: shutting down".to_owned(),
        Some(FaultCode::BadName) => format!("ERROR: no such process/group: {name}"),
        _ => return Err(error.into()),
    };
    session.say(&text)?;
    session.status = ExitStatus::Generic;
    Ok(())
}
