//! What a command is, and the one registry of all commands.

use std::pin::Pin;

use crate::commands;
use crate::error::CommandError;
use crate::session::Session;

/// One command: everything that the line parser, `help` and completion know about it.
pub(crate) struct Command {
    pub(crate) name: &'static str,
    /// What `help <name>` says (T-21).
    pub(crate) help: &'static [HelpLine],
    pub(crate) completes: Completes,
    pub(crate) on_interrupt: OnInterrupt,
    /// Runs the command with the rest of the line.
    pub(crate) run: Run,
}

pub(crate) type Run = for<'a> fn(&'a mut Session, &'a str) -> Running<'a>;

/// A command at work.
pub(crate) type Running<'a> = Pin<Box<dyn Future<Output = Result<(), CommandError>> + 'a>>;

/// One line of a command's help.
#[derive(Clone, Copy, Debug)]
pub(crate) enum HelpLine {
    /// A way to write the command, and what it then does.
    Form(&'static str, &'static str),
    /// More about the form above.
    More(&'static str),
    /// A line without columns.
    Plain(&'static str),
}

/// What the words after the command name, for completion (T-18).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Completes {
    Nothing,
    Commands,
    Groups,
    Processes,
}

/// What Ctrl-C does while the command runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum OnInterrupt {
    /// It ends the program.
    Leave,
    /// It is the way to end the command, which then says this.
    EndsCommand(&'static str),
}

/// The commands that `help` lists, in that order.
pub(crate) const COMMANDS: [&Command; 21] = [
    &commands::add::COMMAND,
    &commands::avail::COMMAND,
    &commands::clear::COMMAND,
    &commands::quit::EXIT,
    &commands::fg::COMMAND,
    &commands::maintail::COMMAND,
    &commands::open::COMMAND,
    &commands::pid::COMMAND,
    &commands::quit::QUIT,
    &commands::reload::COMMAND,
    &commands::remove::COMMAND,
    &commands::reread::COMMAND,
    &commands::restart::COMMAND,
    &commands::shutdown::COMMAND,
    &commands::signal::COMMAND,
    &commands::start::COMMAND,
    &commands::status::COMMAND,
    &commands::stop::COMMAND,
    &commands::tail::COMMAND,
    &commands::update::COMMAND,
    &commands::version::COMMAND,
];

/// Commands that work but are not listed.
const UNLISTED: [&Command; 2] = [&commands::help::COMMAND, &commands::quit::END_OF_FILE];

/// Finds a command by its exact name.
pub(crate) fn find(name: &str) -> Option<&'static Command> {
    COMMANDS
        .into_iter()
        .chain(UNLISTED)
        .find(|command| command.name == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn t_20_the_list_is_sorted_and_every_command_has_help() {
        assert!(COMMANDS.is_sorted_by_key(|command| command.name));
        assert!(COMMANDS.iter().all(|command| !command.help.is_empty()));
    }

    #[test]
    fn t_1_names_are_case_sensitive() {
        assert!(find("status").is_some());
        assert!(find("Status").is_none());
        assert!(find("stat").is_none());
    }

    #[test]
    fn t_16_eof_is_a_command() {
        assert!(find("EOF").is_some_and(|command| command.help.is_empty()));
    }
}
