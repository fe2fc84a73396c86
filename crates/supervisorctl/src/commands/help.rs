//! `help`: list the commands, or explain one (T-20).

use crate::command::{Command, Completes, HelpLine, OnInterrupt, find};
use crate::error::CommandError;
use crate::help;
use crate::session::Session;

pub(crate) const COMMAND: Command = Command {
    name: "help",
    help: &[
        HelpLine::Form("help", "List the commands"),
        HelpLine::Form("help <action>", "Explain a command"),
    ],
    completes: Completes::Commands,
    on_interrupt: OnInterrupt::Leave,
    run: |session, argument| Box::pin(run(session, argument)),
};

async fn run(session: &mut Session, argument: &str) -> Result<(), CommandError> {
    let text = match find(argument) {
        _ if argument.is_empty() => help::overview(),
        Some(command) if !command.help.is_empty() => help::topic(command),
        Some(_) | None => format!("*** No help on {argument}\n"),
    };
    Ok(session.print(&text)?)
}
