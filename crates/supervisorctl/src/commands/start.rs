//! `start`: start processes and wait until that is done (T-32).

use crate::action::{Action, run};
use crate::command::{Command, Completes, HelpLine, OnInterrupt};

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
    run: |session, argument| Box::pin(run(session, &COMMAND, &[Action::Start], argument)),
};
