//! `signal`: send a signal to processes (T-35).

use crate::action::{Action, act};
use crate::command::{Command, Completes, HelpLine, OnInterrupt};
use crate::error::CommandError;
use crate::exit::ExitStatus;
use crate::line::words;
use crate::session::Session;

pub(crate) const COMMAND: Command = Command {
    name: "signal",
    help: &[
        HelpLine::Form("signal <signal name> <name>", "Send a signal to a process"),
        HelpLine::Form(
            "signal <signal name> <gname>:*",
            "Send it to the processes of a group",
        ),
        HelpLine::Form(
            "signal <signal name> <name> <name>",
            "Send it to several processes or groups",
        ),
        HelpLine::Form(
            "signal <signal name> all",
            "Send it to everything that runs",
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
    match words(argument).as_slice() {
        [] | [_] => session.refuse(
            &COMMAND,
            "Error: signal requires a signal name and a process name",
            ExitStatus::Generic,
        ),
        [signal, names @ ..] => act(session, &[Action::Signal(signal)], names).await,
    }
}
