//! `avail`: list all configured processes (T-42).

use supervisor_api::FaultCode;
use supervisor_api::name::display_name;
use supervisor_api::resource::AvailableProcess;
use supervisor_client::ConfigInfo;

use crate::command::{Command, Completes, HelpLine, OnInterrupt};
use crate::error::CommandError;
use crate::exit::ExitStatus;
use crate::output::avail_line;
use crate::problem;
use crate::session::Session;

pub(crate) const COMMAND: Command = Command {
    name: "avail",
    help: &[HelpLine::Form("avail", "List every configured process")],
    completes: Completes::Nothing,
    on_interrupt: OnInterrupt::Leave,
    run: |session, argument| Box::pin(run(session, argument)),
};

async fn run(session: &mut Session, argument: &str) -> Result<(), CommandError> {
    if session.refuse_argument(&COMMAND, argument)? {
        return Ok(());
    }
    match session.client()?.configured().await {
        Ok(processes) => {
            let documents: Vec<AvailableProcess> = processes.iter().map(available).collect();
            let lines = processes.iter().map(|p| avail_line(p) + "\n");
            session.show(&documents, || lines.collect())?;
        }
        Err(error) if error.fault_code() == Some(FaultCode::ShutdownState) => {
            let problem = problem::of_client(&error);
            let line = "ERROR: supervisor shutting down";
            session.fail(line, ExitStatus::Generic, &problem)?;
        }
        Err(error) => return Err(error.into()),
    }
    Ok(())
}

fn available(process: &ConfigInfo) -> AvailableProcess {
    AvailableProcess {
        id: display_name(&process.group, &process.name),
        group: process.group.clone(),
        name: process.name.clone(),
        in_use: process.in_use,
        autostart: process.autostart,
        group_priority: process.group_priority,
        priority: process.process_priority,
    }
}
