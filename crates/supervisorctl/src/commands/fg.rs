//! `fg`: be connected with a process: its output is shown, what is typed goes to it (T-41).

use supervisor_api::resource::Problem;
use supervisor_api::{Channel, Fault, FaultCode, LogRef, Namespec, ProcessState};
use supervisor_client::{ClientError, RemoteFault};

use crate::command::{Command, Completes, HelpLine, OnInterrupt};
use crate::error::{CommandError, fault_repr};
use crate::exit::{ExitStatus, fault_code};
use crate::line::words;
use crate::problem;
use crate::session::Session;
use crate::stream::{Follower, GREETING};

const FAREWELL: &str = "Exiting foreground";

pub(crate) const COMMAND: Command = Command {
    name: "fg",
    help: &[
        HelpLine::Form("fg <process>", "Show a process's output and type its input"),
        HelpLine::More("(Ctrl-C ends it)"),
    ],
    completes: Completes::Processes,
    on_interrupt: OnInterrupt::EndsCommand(FAREWELL),
    run: |session, argument| Box::pin(run(session, argument)),
};

async fn run(session: &mut Session, argument: &str) -> Result<(), CommandError> {
    if !session.upcheck().await? {
        return Ok(());
    }
    let name = match words(argument).as_slice() {
        [name] => *name,
        [] => {
            let complaint = "ERROR: no process name supplied";
            return session.refuse(&COMMAND, complaint, ExitStatus::Generic);
        }
        _ => {
            let line = "ERROR: too many process names supplied";
            return Ok(session.fail_at_words(line, ExitStatus::Generic)?);
        }
    };
    match session.client()?.process(name).await {
        Ok(process) if process.state == ProcessState::Running => {}
        Ok(_) => {
            let problem = Problem::of(&Fault::with(FaultCode::NotRunning, name));
            let line = "ERROR: process not running";
            return Ok(session.fail(line, ExitStatus::Generic, &problem)?);
        }
        Err(ClientError::Fault(fault)) => return refused(session, &fault),
        Err(error) => return Err(error.into()),
    }
    session.say(GREETING)?;
    converse(session, name).await?;
    Ok(session.say(FAREWELL)?)
}

fn refused(session: &mut Session, fault: &RemoteFault) -> Result<(), CommandError> {
    let problem = problem::of_fault(fault.number, &fault.text);
    if fault_code(fault.number) == Some(FaultCode::BadName) {
        let line = "ERROR: bad process name supplied";
        return Ok(session.fail(line, ExitStatus::Generic, &problem)?);
    }
    // compat: any other fault leaves the exit status alone.
    let line = format!("ERROR: {}", fault_repr(fault.number, &fault.text));
    Ok(session.fail(&line, session.status, &problem)?)
}

/// What happens while a process is in the foreground.
enum Happening {
    Output(String),
    Typed(Option<String>),
}

/// Passes output and input on until the input ends or the process does.
async fn converse(session: &mut Session, name: &str) -> Result<(), CommandError> {
    let log = |channel| LogRef::Process {
        name: Namespec::parse(name),
        channel,
    };
    let target = session.target().clone();
    let mut stdout = Follower::open(&target, &log(Channel::Stdout)).await;
    let mut stderr = Follower::open(&target, &log(Channel::Stderr)).await;
    loop {
        let happening = tokio::select! {
            text = stdout.next_or_never() => Happening::Output(text),
            text = stderr.next_or_never() => Happening::Output(text),
            line = session.console.input.line() => {
                Happening::Typed(line.map_err(CommandError::Input)?)
            }
        };
        match happening {
            Happening::Output(text) => session.print(&text)?,
            Happening::Typed(None) => return Ok(()),
            Happening::Typed(Some(line)) => {
                if let Some(ending) = pass_on(session, name, &line).await? {
                    session.say(&ending)?;
                    return Ok(());
                }
            }
        }
    }
}

/// Sends a typed line to the process; returns what to say if that was the last one.
async fn pass_on(
    session: &mut Session,
    name: &str,
    line: &str,
) -> Result<Option<String>, CommandError> {
    let killed = || Ok(Some("Process got killed".to_owned()));
    let client = session.client()?;
    match client.send_stdin(name, &format!("{line}\n")).await {
        Ok(()) => {}
        Err(error) if error.fault_code() == Some(FaultCode::NotRunning) => return killed(),
        Err(ClientError::Fault(fault)) => {
            let fault = fault_repr(fault.number, &fault.text);
            return Ok(Some(format!("ERROR: {fault}")));
        }
        Err(error) => return Err(error.into()),
    }
    match client.process(name).await?.state {
        ProcessState::Running => Ok(None),
        _ => killed(),
    }
}
