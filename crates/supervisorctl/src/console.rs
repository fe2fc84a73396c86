//! The person at the other end: questions and answers.

use std::io::{self, Write as _};

use crate::editor::Editor;
use crate::error::CommandError;
use crate::format::Format;
use crate::input::Input;

/// Where answers come from.
#[derive(Default)]
pub(crate) struct Console {
    pub(crate) input: Input,
    /// Line editing, in a shell on a terminal.
    pub(crate) editor: Option<Editor>,
    pub(crate) format: Format,
}

/// What became of a question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Answer {
    Line(String),
    EndOfInput,
    Interrupted,
}

impl Console {
    /// Asks for a line. On a terminal this keeps the thread, which has nothing else to do then.
    pub(crate) async fn ask(&mut self, prompt: &str) -> Result<String, CommandError> {
        let answer = match &mut self.editor {
            Some(editor) => editor.read(prompt, None),
            None => self.ask_plainly(prompt).await,
        };
        match answer.map_err(CommandError::Input)? {
            Answer::Line(line) => Ok(line),
            Answer::EndOfInput => Err(CommandError::EndOfInput),
            Answer::Interrupted => Err(CommandError::Interrupted),
        }
    }

    /// Asks without line editing; the prompt is shown even if nobody is there to see it (T-15).
    pub(crate) async fn ask_plainly(&mut self, prompt: &str) -> io::Result<Answer> {
        self.show_prompt(prompt)?;
        match self.input.line().await? {
            Some(line) => Ok(Answer::Line(line)),
            None => Ok(Answer::EndOfInput),
        }
    }

    fn show_prompt(&self, prompt: &str) -> io::Result<()> {
        match self.format {
            Format::Text => {
                let mut out = io::stdout().lock();
                out.write_all(prompt.as_bytes())?;
                out.flush()
            }
            // Documents have standard output for themselves.
            Format::Json => io::stderr().write_all(prompt.as_bytes()),
        }
    }
}
