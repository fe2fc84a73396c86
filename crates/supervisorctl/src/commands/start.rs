//! `start`: start processes and wait until that is done (T-32).

use crate::action::{Action, act};
use crate::command::{Command, Completes, HelpLine, OnInterrupt};
use crate::error::CommandError;
use crate::exit::ExitStatus;
use crate::line::words;
use crate::session::Session;

pub(crate) const COMMAND: Command = Command {
    name: "start",
    help: &[
        HelpLine::Form("start <name>", "Start a process"),
        HelpLine::Form("start <gname>:*", "Start the processes of a group"),
        HelpLine::Form("start <name> <name>", "Start several processes or groups"),
        HelpLine::Form("start all", "Start everything"),
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
        let complaint = "Error: start requires a process name";
        return session.refuse(&COMMAND, complaint, ExitStatus::InvalidArguments);
    }
    act(session, Action::Start, &names).await
}
