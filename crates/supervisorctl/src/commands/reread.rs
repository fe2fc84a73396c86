//! `reread`: parse the configuration anew and show what differs (T-43).

use supervisor_api::{ConfigDiff, FaultCode, GroupName};
use supervisor_client::ClientError;

use crate::command::{Command, Completes, HelpLine, OnInterrupt};
use crate::error::CommandError;
use crate::exit::ExitStatus;
use crate::problem;
use crate::session::Session;

pub(crate) const COMMAND: Command = Command {
    name: "reread",
    help: &[HelpLine::Form(
        "reread",
        "Read the configuration files again and show what differs",
    )],
    completes: Completes::Nothing,
    on_interrupt: OnInterrupt::Leave,
    run: |session, argument| Box::pin(run(session, argument)),
};

async fn run(session: &mut Session, argument: &str) -> Result<(), CommandError> {
    if session.refuse_argument(&COMMAND, argument)? {
        return Ok(());
    }
    let error = match session.client()?.reload_config().await {
        Ok(diff) => return Ok(session.show(&diff, || changes(&diff))?),
        Err(error) => error,
    };
    let text = match (error.fault_code(), &error) {
        (Some(FaultCode::ShutdownState), _) => "ERROR: supervisor shutting down".to_owned(),
        (Some(FaultCode::CantReread), ClientError::Fault(fault)) => {
            format!("ERROR: {}", fault.text)
        }
        _ => return Err(error.into()),
    };
    Ok(session.fail(&text, ExitStatus::Generic, &problem::of_client(&error))?)
}

/// Makes one line for each group that differs, sorted by name.
fn changes(diff: &ConfigDiff) -> String {
    let lines = |groups: &[GroupName], change: &str| -> Vec<(GroupName, String)> {
        let line = |group: &GroupName| (group.clone(), format!("{group}: {change}\n"));
        groups.iter().map(line).collect()
    };
    let mut changes = lines(&diff.added, "available");
    changes.extend(lines(&diff.changed, "changed"));
    changes.extend(lines(&diff.removed, "disappeared"));
    if changes.is_empty() {
        return "No config updates to processes\n".to_owned();
    }
    changes.sort();
    changes.into_iter().map(|(_, line)| line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn t_43_one_line_per_group_sorted_by_name() {
        let diff = ConfigDiff {
            added: vec!["c".into(), "a".into()],
            changed: vec!["b".into()],
            removed: vec!["Z".into()],
        };

        assert_eq!(
            changes(&diff),
            "Z: disappeared\na: available\nb: changed\nc: available\n"
        );
    }

    #[test]
    fn t_43_nothing_differs() {
        assert_eq!(
            changes(&ConfigDiff::default()),
            "No config updates to processes\n"
        );
    }
}
