//! `pid`: print process ids (T-37).

use supervisor_api::FaultCode;

use crate::command::{Command, Completes, HelpLine, OnInterrupt};
use crate::error::CommandError;
use crate::exit::ExitStatus;
use crate::line::words;
use crate::session::Session;

pub(crate) const COMMAND: Command = Command {
    name: "pid",
    help: &[
        HelpLine::Form("pid", "Print the process id of supervisord"),
        HelpLine::Form("pid <name>", "Print the process id of a process"),
        HelpLine::Form(
            "pid all",
            "Print the process ids of all processes, one a line",
        ),
    ],
    completes: Completes::Processes,
    on_interrupt: OnInterrupt::Leave,
    run: |session, argument| Box::pin(run(session, argument)),
};

async fn run(session: &mut Session, argument: &str) -> Result<(), CommandError> {
    if !session.upcheck().await? {
        return Ok(());
    }
    let names = words(argument);
    if names.is_empty() {
        let pid = session.client()?.pid().await?;
        return Ok(session.say(&pid.to_string())?);
    }
    if names.contains(&"all") {
        let processes = session.client()?.processes().await?;
        let pids = processes.iter().map(|process| format!("{}\n", process.pid));
        return Ok(session.print(&pids.collect::<String>())?);
    }
    for name in names {
        print_pid(session, name).await?;
    }
    Ok(())
}

async fn print_pid(session: &mut Session, name: &str) -> Result<(), CommandError> {
    match session.client()?.process(name).await {
        Ok(process) => {
            session.say(&process.pid.to_string())?;
            if process.pid == 0 {
                session.status = ExitStatus::NotRunning;
            }
        }
        Err(error) if error.fault_code() == Some(FaultCode::BadName) => {
            session.say(&format!("No such process {name}"))?;
            session.status = ExitStatus::Generic;
        }
        Err(error) => return Err(error.into()),
    }
    Ok(())
}
