//! `pid`: print process ids (T-37).

use supervisor_api::name::display_name;
use supervisor_api::{FaultCode, ProcessInfo};

use crate::command::{Command, Completes, HelpLine, OnInterrupt};
use crate::error::CommandError;
use crate::exit::ExitStatus;
use crate::format::{Entry, Format, Pid};
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
        let document = Pid {
            id: None,
            pid: u32::try_from(pid).ok(),
        };
        return Ok(session.show(&document, || format!("{pid}\n"))?);
    }
    if names.contains(&"all") {
        let processes = session.client()?.processes().await?;
        let documents: Vec<Pid> = processes.iter().map(pid_of).collect();
        let pids = processes.iter().map(|process| format!("{}\n", process.pid));
        return Ok(session.show(&documents, || pids.collect())?);
    }
    let mut documents = Vec::new();
    for name in names {
        documents.push(print_pid(session, name).await?);
    }
    // As text, each was printed when it was known.
    Ok(session.tell(&documents)?)
}

/// Prints a pid as text, and returns it for a document.
async fn print_pid(session: &mut Session, name: &str) -> Result<Entry<Pid>, CommandError> {
    match session.client()?.process(name).await {
        Ok(process) => {
            if session.format() == Format::Text {
                session.say(&process.pid.to_string())?;
            }
            if process.pid == 0 {
                session.status = ExitStatus::NotRunning;
            }
            Ok(Entry::Found(pid_of(&process)))
        }
        Err(error) if error.fault_code() == Some(FaultCode::BadName) => {
            session.say(&format!("No such process {name}"))?;
            session.status = ExitStatus::Generic;
            Ok(Entry::missing(name))
        }
        Err(error) => Err(error.into()),
    }
}

fn pid_of(process: &ProcessInfo) -> Pid {
    Pid {
        id: Some(display_name(process.group.as_str(), process.name.as_str())),
        pid: Some(process.pid).filter(|pid| *pid != 0),
    }
}
