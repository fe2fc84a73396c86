//! `exit`, `quit` and `EOF`: leave the shell (T-16).

use crate::command::{Command, Completes, HelpLine, OnInterrupt};
use crate::error::CommandError;
use crate::session::Session;

pub(crate) const EXIT: Command = Command {
    name: "exit",
    help: &[HelpLine::Form("exit", "Leave the shell")],
    completes: Completes::Nothing,
    on_interrupt: OnInterrupt::Leave,
    run: |session, _| Box::pin(run(session)),
};

pub(crate) const QUIT: Command = Command {
    name: "quit",
    help: &[HelpLine::Form("quit", "Leave the shell")],
    ..EXIT
};

/// What the end of input is as a line.
pub(crate) const END_OF_FILE: Command = Command {
    name: "EOF",
    help: &[],
    ..EXIT
};

async fn run(session: &mut Session) -> Result<(), CommandError> {
    session.is_over = true;
    Ok(session.say("")?)
}
