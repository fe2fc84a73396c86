//! `restart`: stop processes, then start them (T-34).

use crate::action::{Action, act};
use crate::command::{Command, Completes, HelpLine, OnInterrupt};
use crate::error::CommandError;
use crate::exit::ExitStatus;
use crate::line::words;
use crate::session::Session;

pub(crate) const COMMAND: Command = Command {
    name: "restart",
    help: &[
        HelpLine::Form("restart <name>", "Stop and start a process"),
        HelpLine::Form(
            "restart <gname>:*",
            "Stop and start the processes of a group",
        ),
        HelpLine::Form(
            "restart <name> <name>",
            "Stop and start several processes or groups",
        ),
        HelpLine::Form("restart all", "Stop and start everything"),
        HelpLine::Plain(
            "Note: this takes no changes of the configuration over; reread and update do.",
        ),
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
        let complaint = "Error: restart requires a process name";
        return session.refuse(&COMMAND, complaint, ExitStatus::Generic);
    }
    act(session, Action::Stop, &names).await?;
    act(session, Action::Start, &names).await
}
