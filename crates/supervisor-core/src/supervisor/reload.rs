//! Configurations that are read while the daemon runs: what a reread finds, groups that come and
//! go, and the check before a restart.

use alloc::boxed::Box;
use alloc::collections::{BTreeMap, BTreeSet};
use alloc::format;
use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec::Vec;

use supervisor_api::{Config, ConfigDiff, Event, Fault, FaultCode, GroupConfig, GroupName, Level};
use supervisor_api::{Mood, Reply};

use super::Supervisor;
use super::action::Admitted;
use crate::diff;
use crate::effect::{Effect, Exit, LoadPurpose};
use crate::id::{LoadId, ProcessId, RequestId};
use crate::turn::Turn;

/// The configuration as it was last read, and the readings that are under way.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Reload {
    configured: Vec<Arc<GroupConfig>>,
    loads: BTreeMap<LoadId, Purpose>,
    last_load: u64,
}

/// What a reading is for, and who waits for it.
#[derive(Clone, Debug, PartialEq)]
enum Purpose {
    Reread(Option<RequestId>),
    Restart(BTreeSet<RequestId>),
}

impl Reload {
    pub(super) fn new(configured: Vec<Arc<GroupConfig>>) -> Self {
        Self {
            configured,
            loads: BTreeMap::new(),
            last_load: 0,
        }
    }

    pub(super) fn configured(&self) -> &[Arc<GroupConfig>] {
        &self.configured
    }

    /// The client has left: the reading goes on.
    pub(super) fn leave(&mut self, request: RequestId) {
        for purpose in self.loads.values_mut() {
            match purpose {
                Purpose::Reread(waiting) if *waiting == Some(request) => *waiting = None,
                Purpose::Reread(_) => {}
                Purpose::Restart(waiting) => {
                    waiting.remove(&request);
                }
            }
        }
    }

    fn begin(&mut self, purpose: Purpose, turn: &mut Turn<'_>) {
        self.last_load += 1;
        let load = LoadId(self.last_load);
        turn.effect(Effect::LoadConfig {
            load,
            purpose: purpose.of_load(),
        });
        self.loads.insert(load, purpose);
    }

    /// Finds those who wait for a restart that is being checked already.
    fn restart(&mut self) -> Option<&mut BTreeSet<RequestId>> {
        self.loads.values_mut().find_map(|purpose| match purpose {
            Purpose::Reread(_) => None,
            Purpose::Restart(waiting) => Some(waiting),
        })
    }

    /// Answers everybody: the run ends.
    pub(super) fn refuse_all(&mut self, turn: &mut Turn<'_>) {
        for purpose in core::mem::take(&mut self.loads).into_values() {
            purpose.answer(&Err(Fault::new(FaultCode::ShutdownState)), turn);
        }
    }
}

impl Purpose {
    const fn of_load(&self) -> LoadPurpose {
        match self {
            Self::Reread(_) => LoadPurpose::Reread,
            Self::Restart(_) => LoadPurpose::Restart,
        }
    }

    fn answer(self, result: &Result<Reply, Fault>, turn: &mut Turn<'_>) {
        match self {
            Self::Reread(None) => {}
            Self::Reread(Some(request)) => turn.reply(request, result.clone()),
            Self::Restart(requests) => {
                for request in requests {
                    turn.reply(request, result.clone());
                }
            }
        }
    }
}

impl Supervisor {
    pub(super) fn reload_config(&mut self, request: RequestId, turn: &mut Turn<'_>) -> Admitted {
        self.reload.begin(Purpose::Reread(Some(request)), turn);
        Ok(None)
    }

    pub(super) fn restart(&mut self, request: RequestId, turn: &mut Turn<'_>) -> Admitted {
        self.check_restart(Some(request), turn);
        Ok(None)
    }

    /// Asks for the configuration that a restart would run, before anything stops (W-3).
    pub(super) fn check_restart(&mut self, request: Option<RequestId>, turn: &mut Turn<'_>) {
        match self.reload.restart() {
            Some(waiting) => waiting.extend(request),
            None => {
                let waiting = request.into_iter().collect();
                self.reload.begin(Purpose::Restart(waiting), turn);
            }
        }
    }

    pub(super) fn config_loaded(
        &mut self,
        load: LoadId,
        result: Result<Box<Config>, String>,
        turn: &mut Turn<'_>,
    ) {
        let Some(purpose) = self.reload.loads.remove(&load) else {
            return;
        };
        if self.mood != Mood::Running {
            purpose.answer(&Err(Fault::new(FaultCode::ShutdownState)), turn);
            return;
        }
        match (purpose, result) {
            (purpose @ Purpose::Reread(_), Ok(config)) => {
                let diff = self.adopt(config.groups);
                purpose.answer(&Ok(Reply::Diff(diff)), turn);
            }
            (purpose @ Purpose::Reread(_), Err(text)) => {
                purpose.answer(&Err(Fault::with(FaultCode::CantReread, text)), turn);
            }
            (purpose @ Purpose::Restart(_), Ok(_)) => {
                purpose.answer(&Ok(Reply::Done), turn);
                self.begin_shutdown(Exit::Restart(load), turn);
            }
            (purpose @ Purpose::Restart(_), Err(text)) => {
                turn.log(Level::Critical, format!("restart refused: {text}"));
                purpose.answer(&Err(Fault::with(FaultCode::CantReread, text)), turn);
            }
        }
    }

    /// Keeps what was read for later [`supervisor_api::Action::AddGroup`]s.
    fn adopt(&mut self, groups: Vec<Arc<GroupConfig>>) -> ConfigDiff {
        self.reload.configured = groups;
        self.touch();
        let active: Vec<&GroupConfig> = self
            .registry
            .groups()
            .map(|group| group.config().as_ref())
            .collect();
        diff::between(&active, &self.reload.configured)
    }

    pub(super) fn add_group(&mut self, name: &GroupName, turn: &mut Turn<'_>) -> Admitted {
        let config = self
            .reload
            .configured
            .iter()
            .find(|config| config.name == *name)
            .map(Arc::clone)
            .ok_or_else(|| Fault::with(FaultCode::BadName, name.as_str()))?;
        if self.activate(&config, turn) {
            Ok(Some(Reply::Done))
        } else {
            Err(Fault::with(FaultCode::AlreadyAdded, name.as_str()))
        }
    }

    /// Makes a group active, unless there is one of that name; its programs start at the next
    /// timer turn.
    pub(super) fn activate(&mut self, config: &Arc<GroupConfig>, turn: &mut Turn<'_>) -> bool {
        let Some(ids) = self.registry.add(config, turn.now) else {
            return false;
        };
        self.add_pool(config, &ids, turn);
        for id in ids {
            self.arm(id);
            if let Some(process) = self.registry.process(id) {
                turn.effect(Effect::ProcessAdded {
                    process: id,
                    group: config.name.clone(),
                    config: Arc::clone(process.config()),
                    listener: config.pool.is_some(),
                });
            }
        }
        turn.event(Event::GroupAdded(config.name.clone()));
        self.touch();
        true
    }

    /// A pool hears of its own group as of all that come after it (E-49), and of nothing before.
    fn add_pool(&mut self, config: &GroupConfig, members: &[ProcessId], turn: &mut Turn<'_>) {
        self.publish(turn);
        let name = |id: &ProcessId| {
            let process = self.registry.process(*id)?;
            Some((*id, process.config().name.clone()))
        };
        self.pools.add(config, members.iter().filter_map(name));
        self.arm_tick(turn);
    }

    pub(super) fn remove_group(&mut self, name: &GroupName, turn: &mut Turn<'_>) -> Admitted {
        let group = self
            .registry
            .group(name)
            .ok_or_else(|| Fault::with(FaultCode::BadName, name.as_str()))?;
        if self
            .registry
            .members(group)
            .any(|process| !process.state().is_stopped())
        {
            return Err(Fault::with(FaultCode::StillRunning, name.as_str()));
        }
        self.close_sockets_of(name, turn);
        for id in self.registry.remove(name) {
            self.arm(id);
            self.waiters.removed(id, turn);
            turn.effect(Effect::ProcessRemoved { process: id });
        }
        self.publish(turn);
        self.pools.remove(name);
        self.arm_tick(turn);
        turn.event(Event::GroupRemoved(name.clone()));
        self.touch();
        Ok(Some(Reply::Done))
    }
}
