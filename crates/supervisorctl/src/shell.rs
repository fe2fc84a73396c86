//! The interactive shell (T-15..T-19).

use std::io::{self, IsTerminal as _, Write as _};
use std::process::ExitCode;
use std::rc::Rc;

use tokio::runtime::Runtime;

use crate::completion::NameSource;
use crate::console::{Answer, Console};
use crate::editor::Editor;
use crate::error::CommandError;
use crate::execute::execute;
use crate::exit::ExitStatus;
use crate::history::History;
use crate::interrupt::until_interrupted;
use crate::session::Session;
use crate::settings::Settings;

/// Reads and runs lines until the user leaves; that is always a success (T-2).
pub(crate) fn run(runtime: Rc<Runtime>, settings: Settings) -> ExitCode {
    for warning in &settings.warnings {
        // A shell works without what it warns of, and without being heard.
        let _ = writeln!(io::stderr(), "Warning: {warning}");
    }
    let mut history = History::load(settings.history_file.map(Into::into));
    let console = Console {
        editor: editor(&history),
        ..Console::default()
    };
    let shell = Shell {
        runtime,
        prompt: format!("{}> ", settings.prompt),
        session: Session::new(settings.target, settings.interactive, console)
            .in_format(settings.format),
    };
    let result = shell.run(&mut history);
    history.save();
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitStatus::Generic.code().into(),
    }
}

/// Returns a line editor if there is a terminal to edit on.
fn editor(history: &History) -> Option<Editor> {
    if io::stdin().is_terminal() && io::stdout().is_terminal() {
        return Editor::new(history).ok();
    }
    None
}

struct Shell {
    runtime: Rc<Runtime>,
    prompt: String,
    session: Session,
}

impl Shell {
    fn run(mut self, history: &mut History) -> Result<(), CommandError> {
        let mut line = "status".to_owned();
        loop {
            match self.runtime.block_on(execute(&mut self.session, &line)) {
                Ok(()) => {}
                Err(CommandError::Interrupted) => return Ok(self.session.say("")?),
                Err(error) => return Err(error),
            }
            if self.session.is_over {
                return Ok(());
            }
            line = match self.read()? {
                Answer::Line(line) => line,
                Answer::EndOfInput => "EOF".to_owned(),
                Answer::Interrupted => return Ok(self.session.say("")?),
            };
            if self.session.console.editor.is_some() {
                history.add(&line);
            }
        }
    }

    /// Reads the next line, outside of the runtime where there is an editor: completion runs in it.
    fn read(&mut self) -> io::Result<Answer> {
        let console = &mut self.session.console;
        if console.editor.is_some() {
            let names = NameSource::new(self.runtime.clone(), self.session.target().clone());
            let console = &mut self.session.console;
            if let Some(editor) = &mut console.editor {
                return editor.read(&self.prompt, Some(names));
            }
        }
        let asked = until_interrupted(self.session.console.ask_plainly(&self.prompt));
        self.runtime
            .block_on(asked)
            .unwrap_or(Ok(Answer::Interrupted))
    }
}
