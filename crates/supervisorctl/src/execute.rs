//! From a line to the command it names, and from its errors to what the user sees.

use supervisor_client::ClientError;

use crate::command::{self, Command, OnInterrupt};
use crate::error::{CommandError, error_line};
use crate::exit::ExitStatus;
use crate::interrupt::until_interrupted;
use crate::line::{self, Line};
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
        session.say(&format!("*** Unknown syntax: {text}"))?;
        session.status = ExitStatus::Generic;
        return Ok(());
    };
    let result = run_guarded(session, command, argument).await;
    session.disconnect();
    match result {
        Ok(()) => Ok(()),
        Err(error @ (CommandError::Output(_) | CommandError::Interrupted)) => Err(error),
        Err(error) => {
            session.say(&error_line(&error))?;
            session.status = ExitStatus::Generic;
            Ok(())
        }
    }
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
        session.say("Server requires authentication")?;
        if session.interactive {
            session.log_in().await?;
        }
    }
}
