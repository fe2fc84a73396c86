//! What `supervisorctl update` does step by step, as one action.

use supervisor_api::{Action, Backend, ConfigDiff, Fault, FaultCode, GroupName, Reply, Target};

use super::sequences::Findings;
use crate::access::{Access, ActError};
use crate::app::App;

/// What an update has to tell.
pub(crate) enum Updated {
    /// The configuration cannot be read, or not now, or not by this caller.
    Refused(ActError),
    Added(GroupName),
    Changed(GroupName),
    Removed(GroupName),
    Failed(GroupName, ActError),
}

/// Reads the configuration, then removes, replaces and adds groups, one after the other. A group
/// that fails stops none of the others.
pub(crate) async fn update_all<B: Backend>(app: App<B>, by: Access, findings: Findings<Updated>) {
    let updating = Updating { app, by };
    let diff = match updating.reread().await {
        Ok(diff) => diff,
        Err(error) => return findings.tell(Updated::Refused(error)).await,
    };
    for group in diff.removed {
        let result = updating.remove(&group).await;
        findings.tell(told(group, result, Updated::Removed)).await;
    }
    for group in diff.changed {
        let result = updating.replace(&group).await;
        findings.tell(told(group, result, Updated::Changed)).await;
    }
    for group in diff.added {
        let result = updating.add(&group).await;
        findings.tell(told(group, result, Updated::Added)).await;
    }
}

fn told(
    group: GroupName,
    result: Result<(), ActError>,
    success: fn(GroupName) -> Updated,
) -> Updated {
    match result {
        Ok(()) => success(group),
        Err(error) => Updated::Failed(group, error),
    }
}

struct Updating<B> {
    app: App<B>,
    by: Access,
}

impl<B: Backend> Updating<B> {
    async fn reread(&self) -> Result<ConfigDiff, ActError> {
        match self.act(Action::ReloadConfig).await? {
            Reply::Diff(diff) => Ok(diff),
            Reply::Done | Reply::Outcomes(_) => Ok(ConfigDiff::default()),
        }
    }

    async fn add(&self, group: &GroupName) -> Result<(), ActError> {
        self.act(Action::AddGroup(group.clone())).await.map(drop)
    }

    async fn remove(&self, group: &GroupName) -> Result<(), ActError> {
        self.stop(group).await?;
        self.act(Action::RemoveGroup(group.clone())).await.map(drop)
    }

    async fn replace(&self, group: &GroupName) -> Result<(), ActError> {
        self.remove(group).await?;
        self.add(group).await
    }

    /// Stops a group; one process that cannot be stopped keeps the group.
    async fn stop(&self, group: &GroupName) -> Result<(), ActError> {
        let action = Action::Stop {
            target: Target::Group(group.clone()),
            wait: true,
        };
        let outcomes = match self.act(action).await? {
            Reply::Outcomes(outcomes) => outcomes,
            Reply::Done | Reply::Diff(_) => return Ok(()),
        };
        let failed = |fault: &Fault| fault.code == FaultCode::Failed;
        let mut faults = outcomes.into_iter().filter_map(|it| it.result.err());
        faults
            .find(failed)
            .map_or(Ok(()), |fault| Err(fault.into()))
    }

    async fn act(&self, action: Action) -> Result<Reply, ActError> {
        self.app.act(&self.by, action).await
    }
}
