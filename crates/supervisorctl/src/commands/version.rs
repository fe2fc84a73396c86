//! `version`: print the daemon's version (T-49).

use crate::command::{Command, Completes, HelpLine, OnInterrupt};
use crate::error::CommandError;
use crate::format::Version;
use crate::session::Session;

pub(crate) const COMMAND: Command = Command {
    name: "version",
    help: &[HelpLine::Form(
        "version",
        "Print the version of supervisord",
    )],
    completes: Completes::Nothing,
    on_interrupt: OnInterrupt::Leave,
    run: |session, argument| Box::pin(run(session, argument)),
};

async fn run(session: &mut Session, argument: &str) -> Result<(), CommandError> {
    if session.refuse_argument(&COMMAND, argument)? || !session.upcheck().await? {
        return Ok(());
    }
    let version = session.client()?.supervisor_version().await?;
    let document = Version {
        supervisor_version: version.clone(),
    };
    Ok(session.show(&document, || version + "\n")?)
}
