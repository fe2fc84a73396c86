//! Answers that are read from the snapshot.

use supervisor_api::info::LocalTime;
use supervisor_api::{Fault, FaultCode, Mood, ProcessInfo, ProcessView, Snapshot, Wall};

use crate::encode::Writer;
use crate::request::Query;

/// About how many bytes the description of one process takes.
const INFO_BYTES: usize = 1_200;

impl Query {
    /// Writes the answer as of `now`.
    ///
    /// # Errors
    /// There is no process of the given name; nothing is written then.
    pub fn write(
        &self,
        snapshot: &Snapshot,
        now: Wall,
        zone: &impl LocalTime,
        writer: &mut Writer,
    ) -> Result<(), Fault> {
        match self {
            Self::Constant(text) => writer.string(text),
            Self::Identification => writer.string(&snapshot.identifier),
            Self::State => writer.mood(snapshot.mood),
            Self::Pid => writer.int(snapshot.pid.into()),
            Self::ProcessInfo(name) => {
                let process = snapshot
                    .process(name)
                    .ok_or_else(|| Fault::with(FaultCode::BadName, name.as_given()))?;
                writer.process_info(&ProcessInfo::of(process, now, zone));
            }
            Self::AllProcessInfo => {
                let processes = sorted(snapshot);
                writer.reserve(processes.len() * INFO_BYTES);
                writer.array(|writer| {
                    for process in processes {
                        writer.process_info(&ProcessInfo::of(process, now, zone));
                    }
                });
            }
            Self::AllConfigInfo => writer.all_config_info(snapshot),
        }
        Ok(())
    }
}

/// Sorts all processes by the name of their group, then their own.
fn sorted(snapshot: &Snapshot) -> Vec<&ProcessView> {
    let mut processes: Vec<&ProcessView> = snapshot.processes().collect();
    processes.sort_by_key(|process| (&process.group, &process.config.name));
    processes
}

impl Writer {
    fn mood(&mut self, mood: Mood) {
        self.structure(|members| {
            members.int("statecode", mood.code().into());
            members.string("statename", mood.name());
        });
    }

    /// Writes a process info struct.
    fn process_info(&mut self, info: &ProcessInfo) {
        self.structure(|members| {
            members.string("name", info.name.as_str());
            members.string("group", info.group.as_str());
            members.int("start", info.start);
            members.int("stop", info.stop);
            members.int("now", info.now);
            members.int("state", info.state.code().into());
            members.string("statename", info.state.name());
            members.string("spawnerr", &info.spawnerr);
            members.int("exitstatus", info.exitstatus.into());
            members.string("logfile", &info.stdout_logfile);
            members.string("stdout_logfile", &info.stdout_logfile);
            members.string("stderr_logfile", &info.stderr_logfile);
            members.int("pid", info.pid.into());
            members.string("description", &info.description);
        });
    }
}
