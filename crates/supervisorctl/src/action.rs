//! Doing something to processes by name: what start, stop, restart, signal and clear share.

use supervisor_api::name::display_name;
use supervisor_api::{FaultCode, Namespec};
use supervisor_client::{Client, ClientError, ProcessResult};

use crate::command::Command;
use crate::error::CommandError;
use crate::exit::{ExitStatus, fault_code};
use crate::format::Format;
use crate::line::words;
use crate::outcomes::Outcomes;
use crate::problem;
use crate::session::Session;

/// What is done to a process.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Action<'a> {
    Start,
    Stop,
    Signal(&'a str),
    Clear,
}

/// Runs a command that does one thing after the other to the processes in its argument, and that
/// complains if there are none.
pub(crate) async fn run(
    session: &mut Session,
    command: &Command,
    actions: &[Action<'_>],
    argument: &str,
) -> Result<(), CommandError> {
    if !session.upcheck().await? {
        return Ok(());
    }
    let names = words(argument);
    if names.is_empty() {
        let complaint = format!("Error: {} requires a process name", command.name);
        let status = actions
            .first()
            .map_or(ExitStatus::Generic, |action| action.misdirected());
        return session.refuse(command, &complaint, status);
    }
    act(session, actions, &names).await
}

/// Does one thing after the other to the named processes and reports each (T-32..T-36).
pub(crate) async fn act(
    session: &mut Session,
    actions: &[Action<'_>],
    names: &[&str],
) -> Result<(), CommandError> {
    let mut outcomes = Outcomes::default();
    let mut ended = Ok(());
    for action in actions {
        ended = act_once(session, *action, names, &mut outcomes).await;
        if ended.is_err() {
            break;
        }
    }
    tell(session, outcomes).await?;
    ended
}

/// Tells what became of the processes, and what they are now.
async fn tell(session: &mut Session, outcomes: Outcomes) -> Result<(), CommandError> {
    if session.format() == Format::Text {
        return Ok(());
    }
    // compat: no result of the interface has a state. Without an answer it stays unknown.
    let now = session.client()?.processes().await.unwrap_or_default();
    Ok(session.tell(&outcomes.document(&now))?)
}

async fn act_once(
    session: &mut Session,
    action: Action<'_>,
    names: &[&str],
    outcomes: &mut Outcomes,
) -> Result<(), CommandError> {
    if names.contains(&"all") {
        return act_on_all(session, action, outcomes).await;
    }
    for name in names {
        let name = Namespec::parse(name);
        if name.process().is_none() && action.knows_groups() {
            act_on_group(session, action, &name, outcomes).await?;
        } else {
            act_on_process(session, action, &name, outcomes).await?;
        }
    }
    Ok(())
}

async fn act_on_all(
    session: &mut Session,
    action: Action<'_>,
    outcomes: &mut Outcomes,
) -> Result<(), CommandError> {
    match action.all(session.client()?).await {
        Ok(results) => report_all(session, action, &results, outcomes),
        Err(error) => {
            outcomes.failed("all".to_owned(), problem::of_client(&error));
            Err(error.into())
        }
    }
}

async fn act_on_group(
    session: &mut Session,
    action: Action<'_>,
    name: &Namespec,
    outcomes: &mut Outcomes,
) -> Result<(), CommandError> {
    let group = name.group().as_str();
    let error = match action.group(session.client()?, group).await {
        Ok(results) => return report_all(session, action, &results, outcomes),
        Err(error) => error,
    };
    outcomes.failed(name.as_given().to_owned(), problem::of_client(&error));
    if error.fault_code() != Some(FaultCode::BadName) {
        return Err(error.into());
    }
    session.say(&format!("{group}: ERROR (no such group)"))?;
    session.status = action.misdirected();
    Ok(())
}

async fn act_on_process(
    session: &mut Session,
    action: Action<'_>,
    name: &Namespec,
    outcomes: &mut Outcomes,
) -> Result<(), CommandError> {
    let result = match action.process(session.client()?, name.as_given()).await {
        Ok(()) => result_for(name, FaultCode::Success.number().into(), String::new()),
        Err(ClientError::Fault(fault)) => result_for(name, fault.number, fault.text),
        Err(other) => {
            outcomes.failed(name.as_given().to_owned(), problem::of_client(&other));
            return Err(other.into());
        }
    };
    let id = match name.process() {
        Some(_) => display_name(&result.group, &result.name),
        None => name.as_given().to_owned(),
    };
    outcomes.note(id, &result, action.exempt());
    report(session, action, &result)
}

fn result_for(name: &Namespec, status: i64, description: String) -> ProcessResult {
    ProcessResult {
        group: name.group().as_str().into(),
        // compat: where a group is named but not understood, its process shows as None (T-36).
        name: name.process().map_or("None", |p| p.as_str()).into(),
        status,
        description,
    }
}

fn report_all(
    session: &mut Session,
    action: Action<'_>,
    results: &[ProcessResult],
    outcomes: &mut Outcomes,
) -> Result<(), CommandError> {
    for result in results {
        let id = display_name(&result.group, &result.name);
        outcomes.note(id, result, action.exempt());
        report(session, action, result)?;
    }
    Ok(())
}

fn report(
    session: &mut Session,
    action: Action<'_>,
    result: &ProcessResult,
) -> Result<(), CommandError> {
    session.say(&action.line(result)?)?;
    session.status = session.status.after(result.status, action.exempt());
    Ok(())
}

impl Action<'_> {
    async fn process(self, client: &mut Client, name: &str) -> Result<(), ClientError> {
        match self {
            Self::Start => client.start(name).await,
            Self::Stop => client.stop(name).await,
            Self::Signal(signal) => client.signal(name, signal).await,
            Self::Clear => client.clear(name).await,
        }
    }

    async fn group(
        self,
        client: &mut Client,
        group: &str,
    ) -> Result<Vec<ProcessResult>, ClientError> {
        match self {
            Self::Start => client.start_group(group).await,
            Self::Stop => client.stop_group(group).await,
            Self::Signal(signal) => client.signal_group(group, signal).await,
            Self::Clear => unreachable!("clear takes no groups"),
        }
    }

    async fn all(self, client: &mut Client) -> Result<Vec<ProcessResult>, ClientError> {
        match self {
            Self::Start => client.start_all().await,
            Self::Stop => client.stop_all().await,
            Self::Signal(signal) => client.signal_all(signal).await,
            Self::Clear => client.clear_all().await,
        }
    }

    /// Tells whether `group:*` means a whole group (T-36).
    const fn knows_groups(self) -> bool {
        !matches!(self, Self::Clear)
    }

    /// Returns the status where no process is named, or an unknown group (T-32, T-33).
    const fn misdirected(self) -> ExitStatus {
        match self {
            Self::Start => ExitStatus::InvalidArguments,
            Self::Stop | Self::Signal(_) | Self::Clear => ExitStatus::Generic,
        }
    }

    /// Returns the fault that is no failure, since what was asked for is so already (T-61).
    const fn exempt(self) -> Option<FaultCode> {
        match self {
            Self::Start => Some(FaultCode::AlreadyStarted),
            Self::Stop => Some(FaultCode::NotRunning),
            Self::Signal(_) | Self::Clear => None,
        }
    }

    const fn done(self) -> &'static str {
        match self {
            Self::Start => "started",
            Self::Stop => "stopped",
            Self::Signal(_) => "signalled",
            Self::Clear => "cleared",
        }
    }

    /// Makes the line that reports a result (T-50).
    fn line(self, result: &ProcessResult) -> Result<String, CommandError> {
        let name = display_name(&result.group, &result.name);
        let code = fault_code(result.status);
        if code == Some(FaultCode::Success) {
            return Ok(format!("{name}: {}", self.done()));
        }
        if code == Some(FaultCode::Failed) && matches!(self, Self::Stop | Self::Signal(_)) {
            return Ok(result.description.clone());
        }
        match code.and_then(|code| self.refusal(code)) {
            Some(text) => Ok(format!("{name}: ERROR ({text})")),
            None => Err(CommandError::UnknownResult {
                code: result.status,
                name,
            }),
        }
    }

    const fn refusal(self, code: FaultCode) -> Option<&'static str> {
        match (self, code) {
            (_, FaultCode::BadName) => Some("no such process"),
            (Self::Start, FaultCode::NoFile) => Some("no such file"),
            (Self::Start, FaultCode::NotExecutable) => Some("file is not executable"),
            (Self::Start, FaultCode::AlreadyStarted) => Some("already started"),
            (Self::Start, FaultCode::SpawnError) => Some("spawn error"),
            (Self::Start, FaultCode::AbnormalTermination) => Some("abnormal termination"),
            (Self::Stop | Self::Signal(_), FaultCode::BadSignal) => Some("bad signal name"),
            (Self::Stop | Self::Signal(_), FaultCode::NotRunning) => Some("not running"),
            (Self::Clear, FaultCode::Failed) => Some("failed"),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(action: Action<'_>, name: &str, code: FaultCode) -> String {
        let number = code.number().into();
        let result = result_for(&Namespec::parse(name), number, code.name().into());
        match action.line(&result) {
            Ok(line) => line,
            Err(error) => format!("error: {error}"),
        }
    }

    #[test]
    fn t_50_every_fault_has_its_words() {
        use FaultCode::*;
        let all = [
            BadName,
            NoFile,
            NotExecutable,
            AlreadyStarted,
            SpawnError,
            AbnormalTermination,
            BadSignal,
            NotRunning,
            Failed,
            ShutdownState,
            Success,
        ];
        let actions = [
            Action::Start,
            Action::Stop,
            Action::Signal("HUP"),
            Action::Clear,
        ];
        let table: Vec<String> = actions
            .into_iter()
            .flat_map(|action| all.into_iter().map(move |code| (action, code)))
            .map(|(action, code)| {
                format!("{action:?} {}: {}", code.name(), line(action, "w", code))
            })
            .collect();

        insta::assert_snapshot!(table.join("\n"));
    }

    #[test]
    fn t_25_a_group_is_shown_where_it_differs() {
        assert_eq!(
            line(Action::Stop, "g:w", FaultCode::Success),
            "g:w: stopped"
        );
        assert_eq!(line(Action::Stop, "w:w", FaultCode::Success), "w: stopped");
    }

    #[test]
    fn t_36_clear_does_not_understand_groups() {
        assert!(!Action::Clear.knows_groups());
        assert_eq!(
            line(Action::Clear, "g:*", FaultCode::BadName),
            "g:None: ERROR (no such process)"
        );
    }
}
