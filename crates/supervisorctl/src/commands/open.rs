//! `open`: talk to another daemon (T-49).

use crate::command::{Command, Completes, HelpLine, OnInterrupt};
use crate::commands::status;
use crate::error::CommandError;
use crate::exit::ExitStatus;
use crate::session::{Session, Target};
use crate::url::scheme;

pub(crate) const COMMAND: Command = Command {
    name: "open",
    help: &[
        HelpLine::Form("open <url>", "Talk to the daemon at this URL from now on"),
        HelpLine::More("(a Unix socket is written unix:///socket/path)"),
    ],
    completes: Completes::Nothing,
    on_interrupt: OnInterrupt::Leave,
    run: |session, argument| Box::pin(run(session, argument)),
};

async fn run(session: &mut Session, argument: &str) -> Result<(), CommandError> {
    if !matches!(scheme(argument).as_deref(), Some("http" | "unix")) {
        let line = "ERROR: url must be http:// or unix://";
        return Ok(session.fail_at_words(line, ExitStatus::Generic)?);
    }
    session.retarget(Target {
        url: argument.to_owned(),
        ..session.target().clone()
    });
    let before = session.status;
    status::run(session, "").await?;
    session.status = before;
    Ok(())
}
