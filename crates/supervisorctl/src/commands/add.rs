//! `add`: put groups of the parsed configuration to work (T-44).

use supervisor_api::FaultCode;
use supervisor_api::resource::{GroupResults, Outcome};

use crate::command::{Command, Completes, HelpLine, OnInterrupt};
use crate::error::CommandError;
use crate::exit::ExitStatus;
use crate::line::words;
use crate::outcomes::note_group;
use crate::problem;
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
    let mut results = GroupResults::default();
    let mut ended = Ok(());
    for name in words(argument) {
        ended = add(session, name, &mut results).await;
        if ended.is_err() {
            break;
        }
    }
    session.tell(&results)?;
    ended
}

async fn add(
    session: &mut Session,
    name: &str,
    results: &mut GroupResults,
) -> Result<(), CommandError> {
    let Err(error) = session.client()?.add_group(name).await else {
        note_group(results, name, Ok(Outcome::Changed));
        session.say(&format!("{name}: added process group"))?;
        return Ok(());
    };
    // compat: unlike the others, this one is no failure (T-44).
    if error.fault_code() == Some(FaultCode::AlreadyAdded) {
        note_group(results, name, Ok(Outcome::Unchanged));
        return Ok(session.say("ERROR: process group already active")?);
    }
    note_group(results, name, Err(problem::of_client(&error)));
    let text = match error.fault_code() {
        Some(FaultCode::ShutdownState) => "ERROR: shutting down".to_owned(),
        Some(FaultCode::BadName) => format!("ERROR: no such process/group: {name}"),
        _ => return Err(error.into()),
    };
    session.say(&text)?;
    session.status = ExitStatus::Generic;
    Ok(())
}
