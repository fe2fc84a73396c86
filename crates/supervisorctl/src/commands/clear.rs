//! `clear`: empty the logs of processes (T-36).

use crate::action::{Action, run};
use crate::command::{Command, Completes, HelpLine, OnInterrupt};

pub(crate) const COMMAND: Command = Command {
    name: "clear",
    help: &[
        HelpLine::Form("clear <name>", "Empty the logs of a process"),
        HelpLine::Form("clear <name> <name>", "Empty the logs of several processes"),
        HelpLine::Form("clear all", "Empty the logs of all processes"),
    ],
    completes: Completes::Processes,
    on_interrupt: OnInterrupt::Leave,
    run: |session, argument| Box::pin(run(session, &COMMAND, &[Action::Clear], argument)),
};
