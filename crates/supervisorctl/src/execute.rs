//! From a line to the command it names, and from its errors to what the user sees.

use std::io;

use supervisor_client::ClientError;

use crate::command::{self, Command, OnInterrupt};
use crate::error::{CommandError, error_line};
use crate::exit::ExitStatus;
use crate::interrupt::until_interrupted;
use crate::line::{self, Line};
use crate::problem;
use crate::session::Session;

/// Runs one line.
///
/// # Errors
/// Only what must end the whole program: Ctrl-C, or nobody to write to.
pub(crate) async fn execute(session: &mut Session, text: &str) -> Result<(), CommandError> {
    let text = line::normalize(text);
    let found = match line::parse(&text) {
        Line::Empty => return Ok(()),
        Line::Unknown => None,
        Line::Command { name, argument } => command::find(name).map(|found| (found, argument)),
    };
    let Some((command, argument)) = found else {
        session.fail_at_words(&format!("*** Unknown syntax: {text}"), ExitStatus::Generic)?;
        return Ok(session.print_document()?);
    };
    let result = run_guarded(session, command, argument).await;
    session.disconnect();
    match result {
        Ok(()) => {}
        Err(error @ (CommandError::Output(_) | CommandError::Interrupted)) => return Err(error),
        Err(error) => report(session, &error)?,
    }
    Ok(session.print_document()?)
}

/// Reports what ended a command before its end. Where the command has kept a document, the error
/// is in it already.
fn report(session: &mut Session, error: &CommandError) -> io::Result<()> {
    let kept = session.take_document();
    session.fail(&error_line(error), ExitStatus::Generic, &problem::of(error))?;
    if let Some(document) = kept {
        session.keep(document);
    }
    Ok(())
}

/// Runs a command so that Ctrl-C does what it should. A plain command without a shell needs no
/// guard: SIGINT ends it like any program.
async fn run_guarded(
    session: &mut Session,
    command: &Command,
    argument: &str,
) -> Result<(), CommandError> {
    let is_plain = command.on_interrupt == OnInterrupt::Leave && !session.interactive;
    if is_plain {
        return run_authenticated(session, command, argument).await;
    }
    let run = until_interrupted(run_authenticated(session, command, argument));
    match (run.await, command.on_interrupt) {
        (Some(result), _) => result,
        (None, OnInterrupt::EndsCommand(words)) => Ok(session.say(words)?),
        (None, OnInterrupt::Leave) => Err(CommandError::Interrupted),
    }
}

/// Runs a command, and again if the server asks for credentials: with new ones if there is somebody
/// to ask, and otherwise once more as it was (T-8, T-9).
async fn run_authenticated(
    session: &mut Session,
    command: &Command,
    argument: &str,
) -> Result<(), CommandError> {
    let mut refused = 0;
    loop {
        let result = (command.run)(session, argument).await;
        if !matches!(result, Err(CommandError::Client(ClientError::Unauthorized))) {
            return result;
        }
        refused += 1;
        if refused > 1 && !session.interactive {
            return result;
        }
        session.take_document();
        session.say("Server requires authentication")?;
        if session.interactive {
            session.log_in().await?;
        }
    }
}
