//! `stop`: stop processes and wait until that is done (T-33).

use crate::action::{Action, act};
use crate::command::{Command, Completes, HelpLine, OnInterrupt};
use crate::error::CommandError;
use crate::exit::ExitStatus;
use crate::line::words;
use crate::session::Session;

pub(crate) const COMMAND: Command = Command {
    name: "stop",
    help: &[
        HelpLine::Form("stop <name>", "Stop a process"),
        HelpLine::Form("stop <gname>:*", "Stop the processes of a group"),
        HelpLine::Form("stop <name> <name>", "Stop several processes or groups"),
        HelpLine::Form("stop all", "Stop everything"),
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
        let complaint = "Error: stop requires a process name";
        return session.refuse(&COMMAND, complaint, ExitStatus::Generic);
    }
    act(session, Action::Stop, &names).await
}
