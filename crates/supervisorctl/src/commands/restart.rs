//! `restart`: stop processes, then start them (T-34).

use crate::action::{Action, run};
use crate::command::{Command, Completes, HelpLine, OnInterrupt};

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
    run: |session, argument| {
        Box::pin(run(
            session,
            &COMMAND,
            &[Action::Stop, Action::Start],
            argument,
        ))
    },
};
