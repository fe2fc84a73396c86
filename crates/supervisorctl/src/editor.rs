//! Line editing on a terminal. The only file that knows the library for it.

use std::io;

use rustyline::completion::Completer;
use rustyline::error::ReadlineError;
use rustyline::highlight::Highlighter;
use rustyline::hint::Hinter;
use rustyline::history::MemHistory;
use rustyline::validate::Validator;
use rustyline::{CompletionType, Config, Context, Helper};

use crate::completion::{NameSource, complete};
use crate::console::Answer;
use crate::history::History;

/// A line editor with history and completion.
pub(crate) struct Editor {
    inner: rustyline::Editor<TabKey, MemHistory>,
}

impl Editor {
    pub(crate) fn new(history: &History) -> io::Result<Self> {
        let config = Config::builder()
            .completion_type(CompletionType::List)
            .auto_add_history(false)
            .max_history_size(usize::MAX)
            .map_err(io::Error::other)?
            .build();
        let history_of_inner = MemHistory::with_config(&config);
        let mut inner =
            rustyline::Editor::with_history(config, history_of_inner).map_err(io::Error::other)?;
        inner.set_helper(Some(TabKey::default()));
        for line in history.lines() {
            inner.add_history_entry(line).map_err(io::Error::other)?;
        }
        Ok(Self { inner })
    }

    /// Reads a line. One that may be a command, which is one with names to complete, goes into the
    /// history.
    pub(crate) fn read(&mut self, prompt: &str, names: Option<NameSource>) -> io::Result<Answer> {
        let is_command = names.is_some();
        if let Some(tab) = self.inner.helper_mut() {
            tab.names = names;
        }
        match self.inner.readline(prompt) {
            Ok(line) => {
                if is_command {
                    self.inner
                        .add_history_entry(&line)
                        .map_err(io::Error::other)?;
                }
                Ok(Answer::Line(line))
            }
            Err(ReadlineError::Eof) => Ok(Answer::EndOfInput),
            Err(ReadlineError::Interrupted) => Ok(Answer::Interrupted),
            Err(error) => Err(io::Error::other(error)),
        }
    }
}

/// What the Tab key does: completion where there are names to complete, else nothing.
#[derive(Default)]
struct TabKey {
    names: Option<NameSource>,
}

impl Completer for TabKey {
    type Candidate = String;

    fn complete(
        &self,
        line: &str,
        cursor: usize,
        _: &Context<'_>,
    ) -> rustyline::Result<(usize, Vec<String>)> {
        match &self.names {
            Some(source) => {
                let before_cursor = line.get(..cursor).unwrap_or(line);
                Ok(complete(before_cursor, || source.names()))
            }
            None => Ok((cursor, Vec::new())),
        }
    }
}

impl Hinter for TabKey {
    type Hint = String;
}

impl Highlighter for TabKey {}

impl Validator for TabKey {}

impl Helper for TabKey {}
