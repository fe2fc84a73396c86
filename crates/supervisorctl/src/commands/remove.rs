//! `remove`: let the daemon forget stopped groups (T-45).

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
    let mut results = GroupResults::default();
    let mut ended = Ok(());
    for name in words(argument) {
        ended = remove(session, name, &mut results).await;
        if ended.is_err() {
            break;
        }
    }
    session.tell(&results)?;
    ended
}

async fn remove(
    session: &mut Session,
    name: &str,
    results: &mut GroupResults,
) -> Result<(), CommandError> {
    let Err(error) = session.client()?.remove_group(name).await else {
        note_group(results, name, Ok(Outcome::Changed));
        session.say(&format!("{name}: removed process group"))?;
        return Ok(());
    };
    note_group(results, name, Err(problem::of_client(&error)));
    let text = match error.fault_code() {
        Some(FaultCode::StillRunning) => format!("ERROR: process/group still running: {name}"),
        Some(FaultCode::BadName) => format!("ERROR: no such process/group: {name}"),
        _ => return Err(error.into()),
    };
    session.say(&text)?;
    session.status = ExitStatus::Generic;
    Ok(())
}
