//! `stop`: stop processes and wait until that is done (T-33).

use crate::action::{Action, run};
use crate::command::{Command, Completes, HelpLine, OnInterrupt};

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
    run: |session, argument| Box::pin(run(session, &COMMAND, &[Action::Stop], argument)),
};
