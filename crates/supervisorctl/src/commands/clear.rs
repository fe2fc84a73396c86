//! `clear`: empty the logs of processes (T-36).

use crate::action::{Action, act};
use crate::command::{Command, Completes, HelpLine, OnInterrupt};
use crate::error::CommandError;
use crate::exit::ExitStatus;
use crate::line::words;
use crate::session::Session;

pub(crate) const COMMAND: Command = Command {
    name: "clear",
    help: &[
        HelpLine::Form("clear <name>", "Empty the logs of a process"),
        HelpLine::Form("clear <name> <name>", "Empty the logs of several processes"),
        HelpLine::Form("clear all", "Empty the logs of all processes"),
    ],
    completes: Completes::Processes,
    on_interrupt: OnInterrupt::Leave,
    run: |session, argument| Box::pin(run(session, argument)),
};

async fn run(session: &mut Session, argument: &str) -> Result<(), CommandError> {
    if !session.upcheck().await? {
        return Ok(());
    }
    let names = words(argument);
    if names.is_empty() {
        let complaint = "Error: clear requires a process name";
        return session.refuse(&COMMAND, complaint, ExitStatus::Generic);
    }
    act(session, Action::Clear, &names).await
}
