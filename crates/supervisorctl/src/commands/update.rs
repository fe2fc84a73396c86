//! `update`: parse the configuration anew and make the groups as it says (T-46).

use std::collections::BTreeSet;

use supervisor_api::resource::{GroupFailure, Problem, UpdateResult};
use supervisor_api::{ConfigDiff, Fault, FaultCode, GroupName};

use crate::command::{Command, Completes, HelpLine, OnInterrupt};
use crate::error::CommandError;
use crate::exit::{ExitStatus, fault_code};
use crate::line::words;
use crate::problem;
use crate::session::Session;

pub(crate) const COMMAND: Command = Command {
    name: "update",
    help: &[
        HelpLine::Form(
            "update",
            "Read the configuration again and act on every change",
        ),
        HelpLine::Form("update all", "The same"),
        HelpLine::Form(
            "update <gname> [...]",
            "Act only on the changes of these groups",
        ),
    ],
    completes: Completes::Groups,
    on_interrupt: OnInterrupt::Leave,
    run: |session, argument| Box::pin(run(session, argument)),
};

async fn run(session: &mut Session, argument: &str) -> Result<(), CommandError> {
    let diff = match session.client()?.reload_config().await {
        Ok(diff) => diff,
        Err(error) if error.fault_code() == Some(FaultCode::ShutdownState) => {
            let problem = problem::of_client(&error);
            let line = "ERROR: already shutting down";
            return Ok(session.fail(line, ExitStatus::Generic, &problem)?);
        }
        Err(error) => return Err(error.into()),
    };
    let wanted = Wanted::parse(argument);
    let mut result = UpdateResult::default();
    complain_about_unknown(session, &wanted, &diff, &mut result).await?;
    let ended = apply(session, &wanted, &diff, &mut result).await;
    session.tell(&result)?;
    ended
}

async fn apply(
    session: &mut Session,
    wanted: &Wanted<'_>,
    diff: &ConfigDiff,
    result: &mut UpdateResult,
) -> Result<(), CommandError> {
    for group in wanted.among(&diff.removed) {
        let ended = remove(session, group).await;
        note(result, group, ended, |result| &mut result.removed)?;
    }
    for group in wanted.among(&diff.changed) {
        let ended = replace(session, group).await;
        note(result, group, ended, |result| &mut result.changed)?;
    }
    for group in wanted.among(&diff.added) {
        let ended = add(session, group).await;
        note(result, group, ended, |result| &mut result.added)?;
    }
    Ok(())
}

/// What became of a group: done, or why not. An error ends the command.
type Ended = Result<Result<(), Problem>, CommandError>;

fn note(
    result: &mut UpdateResult,
    group: &str,
    ended: Ended,
    list: impl FnOnce(&mut UpdateResult) -> &mut Vec<String>,
) -> Result<(), CommandError> {
    let problem = match &ended {
        Ok(Ok(())) => {
            list(result).push(group.to_owned());
            return Ok(());
        }
        Ok(Err(problem)) => problem.clone(),
        Err(error) => problem::of(error),
    };
    result.failed.push(GroupFailure {
        group: group.to_owned(),
        problem,
    });
    ended.map(drop)
}

/// The groups to be updated; without names, all.
struct Wanted<'a>(Vec<&'a str>);

impl<'a> Wanted<'a> {
    fn parse(argument: &'a str) -> Self {
        let mut names = words(argument);
        if names.contains(&"all") {
            names.clear();
        }
        let mut seen = BTreeSet::new();
        names.retain(|name| seen.insert(*name));
        Self(names)
    }

    fn among<'g>(&self, groups: &'g [GroupName]) -> impl Iterator<Item = &'g str> {
        let is_wanted = |group: &&str| self.0.is_empty() || self.0.contains(group);
        groups.iter().map(GroupName::as_str).filter(is_wanted)
    }
}

async fn complain_about_unknown(
    session: &mut Session,
    wanted: &Wanted<'_>,
    diff: &ConfigDiff,
    result: &mut UpdateResult,
) -> Result<(), CommandError> {
    if wanted.0.is_empty() {
        return Ok(());
    }
    let processes = session.client()?.processes().await?;
    let is_active = |name: &str| processes.iter().any(|p| p.group.as_str() == name);
    let is_new = |name: &str| diff.added.iter().any(|group| group.as_str() == name);
    for name in wanted
        .0
        .iter()
        .filter(|name| !is_active(name) && !is_new(name))
    {
        session.say(&format!("ERROR: no such group: {name}"))?;
        session.status = ExitStatus::Generic;
        result.failed.push(GroupFailure {
            group: (*name).to_owned(),
            problem: Problem::of(&Fault::with(FaultCode::BadName, *name)),
        });
    }
    Ok(())
}

async fn remove(session: &mut Session, group: &str) -> Ended {
    let results = session.client()?.stop_group(group).await?;
    session.say(&format!("{group}: stopped"))?;
    let failed = |status| fault_code(status) == Some(FaultCode::Failed);
    if let Some(result) = results.iter().find(|result| failed(result.status)) {
        session.say(&format!("{group}: has problems; not removing"))?;
        session.status = ExitStatus::Generic;
        return Ok(Err(problem::of_fault(result.status, &result.description)));
    }
    session.client()?.remove_group(group).await?;
    session.say(&format!("{group}: removed process group"))?;
    Ok(Ok(()))
}

async fn add(session: &mut Session, group: &str) -> Ended {
    session.client()?.add_group(group).await?;
    session.say(&format!("{group}: added process group"))?;
    Ok(Ok(()))
}

async fn replace(session: &mut Session, group: &str) -> Ended {
    session.client()?.stop_group(group).await?;
    session.say(&format!("{group}: stopped"))?;
    session.client()?.remove_group(group).await?;
    session.client()?.add_group(group).await?;
    session.say(&format!("{group}: updated process group"))?;
    Ok(Ok(()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wanted(argument: &str) -> Vec<String> {
        let groups = ["a", "b", "c"].map(GroupName::from);
        let wanted = Wanted::parse(argument);
        wanted.among(&groups).map(str::to_owned).collect()
    }

    #[test]
    fn t_46_without_names_and_with_all_every_group_is_meant() {
        assert_eq!(wanted(""), ["a", "b", "c"]);
        assert_eq!(wanted("b all"), ["a", "b", "c"]);
    }

    #[test]
    fn t_46_names_choose_but_do_not_order() {
        assert_eq!(wanted("c a x a"), ["a", "c"]);
    }
}
