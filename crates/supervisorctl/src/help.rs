//! What `help` prints (T-20, T-21).

use crate::command::{COMMANDS, Command, HelpLine};
use crate::error::CommandError;
use crate::exit::ExitStatus;
use crate::output::columnize;
use crate::session::Session;

const HEADER: &str = "default commands (type help <topic>):";

/// Where explanations begin, at least.
const EXPLANATION_COLUMN: usize = 24;

const TAB: usize = 8;

/// Makes the list of all commands.
pub(crate) fn overview() -> String {
    let names = COMMANDS.map(|command| command.name);
    let rule = "=".repeat(HEADER.len());
    format!("\n{HEADER}\n{rule}\n{}\n", columnize(&names, 79))
}

/// Makes the help of one command: its forms, and after tabs what they do.
pub(crate) fn topic(command: &Command) -> String {
    let column = explanation_column(command.help);
    let line = |line: &HelpLine| match line {
        HelpLine::Form(usage, explanation) => {
            format!("{usage}{}{explanation}\n", tabs(usage.len(), column))
        }
        HelpLine::More(explanation) => format!("{}{explanation}\n", tabs(0, column)),
        HelpLine::Plain(text) => format!("{text}\n"),
    };
    command.help.iter().map(line).collect()
}

fn explanation_column(lines: &[HelpLine]) -> usize {
    let widest = lines.iter().map(|line| match line {
        HelpLine::Form(usage, _) => usage.len(),
        HelpLine::More(_) | HelpLine::Plain(_) => 0,
    });
    let beyond = widest.max().map_or(0, |widest| (widest / TAB + 1) * TAB);
    beyond.max(EXPLANATION_COLUMN)
}

fn tabs(from: usize, column: usize) -> String {
    "\t".repeat(column.saturating_sub(from).div_ceil(TAB))
}

impl Session {
    /// Says what is wrong with the words of a command, and how to write it.
    pub(crate) fn refuse(
        &mut self,
        command: &Command,
        complaint: &str,
        status: ExitStatus,
    ) -> Result<(), CommandError> {
        self.fail_at_words(complaint, status)?;
        let topic = topic(command);
        Ok(self.say(topic.strip_suffix('\n').unwrap_or(&topic))?)
    }

    /// Refuses the argument of a command that takes none (T-49). Tells whether there was one.
    pub(crate) fn refuse_argument(
        &mut self,
        command: &Command,
        argument: &str,
    ) -> Result<bool, CommandError> {
        if argument.is_empty() {
            return Ok(false);
        }
        let complaint = format!("Error: {} accepts no arguments", command.name);
        self.refuse(command, &complaint, ExitStatus::Generic)?;
        Ok(true)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::find;

    #[test]
    fn t_20_the_overview_has_seven_columns_of_three() {
        insta::assert_snapshot!(overview());
    }

    #[test]
    fn t_21_every_command_has_its_forms() {
        let topics: Vec<String> = COMMANDS
            .into_iter()
            .chain(find("help"))
            .map(topic)
            .collect();

        insta::assert_snapshot!(topics.join("--\n"));
    }

    #[test]
    fn t_21_explanations_stand_in_one_column() {
        let signal = find("signal").map(topic).unwrap_or_default();

        assert!(signal.contains("signal <signal name> all\t\t"));
        assert!(signal.contains("signal <signal name> <name> <name>\t"));
    }
}
