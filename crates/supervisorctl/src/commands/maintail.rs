//! `maintail`: show the end of the daemon's own log, or follow it (T-40).

use supervisor_api::resource::LogText;
use supervisor_api::{FaultCode, LogRef};

use crate::command::{Command, Completes, HelpLine, OnInterrupt};
use crate::error::CommandError;
use crate::exit::ExitStatus;
use crate::line::words;
use crate::problem;
use crate::session::Session;
use crate::stream::follow;
use crate::tail::{Part, parse_part, within_protocol};

pub(crate) const COMMAND: Command = Command {
    name: "maintail",
    help: &[
        HelpLine::Form(
            "maintail -f ",
            "Follow supervisord's own log (Ctrl-C ends it)",
        ),
        HelpLine::Form(
            "maintail -100",
            "Show the last 100 *bytes* of supervisord's own log",
        ),
        HelpLine::Form(
            "maintail",
            "Show the last 1600 *bytes* of supervisord's own log",
        ),
        HelpLine::Plain(""),
    ],
    completes: Completes::Nothing,
    on_interrupt: OnInterrupt::EndsCommand(""),
    run: |session, argument| Box::pin(run(session, argument)),
};

async fn run(session: &mut Session, argument: &str) -> Result<(), CommandError> {
    if !session.upcheck().await? {
        return Ok(());
    }
    let part = match words(argument).as_slice() {
        [] => Part::default(),
        [word] => match parse_part(word) {
            Some(part) => part,
            None => {
                let line = format!("Error: bad argument {word}");
                return Ok(session.fail_at_words(&line, ExitStatus::Generic)?);
            }
        },
        _ => {
            let complaint = "Error: too many arguments";
            return session.refuse(&COMMAND, complaint, ExitStatus::Generic);
        }
    };
    match part {
        Part::Follow => follow(session, &LogRef::Main).await,
        Part::Offset(offset) => show(session, offset).await,
    }
}

async fn show(session: &mut Session, offset: i64) -> Result<(), CommandError> {
    let offset = within_protocol(offset)?;
    let error = match session.client()?.main_log(offset, 0).await {
        Ok(text) => {
            let document = LogText {
                id: None,
                channel: None,
                text,
            };
            return Ok(session.show(&document, || format!("{}\n", document.text))?);
        }
        Err(error) => error,
    };
    let reason = match error.fault_code() {
        Some(FaultCode::NoFile) => "no log file",
        Some(FaultCode::Failed) => "unknown error reading log",
        _ => return Err(error.into()),
    };
    let line = format!("supervisord: ERROR ({reason})");
    Ok(session.fail(&line, ExitStatus::Generic, &problem::of_client(&error))?)
}
