//! From the daemon's replies to the values that clients expect.

use supervisor_api::log::ReadRule;
use supervisor_api::{ConfigDiff, Fault, FaultCode, GroupName, LogSlice, Outcome, Reply};

use crate::encode::Writer;

impl Writer {
    /// Writes what the daemon answered to an action.
    pub fn reply(&mut self, reply: &Reply) {
        match reply {
            Reply::Done => self.boolean(true),
            Reply::Outcomes(outcomes) => self.array(|writer| {
                for outcome in outcomes {
                    writer.outcome(outcome);
                }
            }),
            Reply::Diff(diff) => self.diff(diff),
        }
    }

    /// Writes a part of a log; what is no UTF-8 is replaced (W-41).
    pub fn log_slice(&mut self, rule: ReadRule, slice: &LogSlice) {
        let text = String::from_utf8_lossy(&slice.bytes);
        match rule {
            ReadRule::Read => self.string(&text),
            ReadRule::Tail => self.array(|writer| {
                writer.string(&text);
                writer.int(slice.offset);
                writer.boolean(slice.overflow);
            }),
        }
    }

    /// Writes the struct that stands for a fault among the results of a multicall.
    pub fn fault_struct(&mut self, fault: &Fault) {
        self.fault(fault.code.number(), &fault.to_string());
    }

    /// Writes a result struct.
    fn outcome(&mut self, outcome: &Outcome) {
        self.structure(|members| {
            members.string("name", outcome.process.as_str());
            members.string("group", outcome.group.as_str());
            match &outcome.result {
                Ok(()) => {
                    members.int("status", FaultCode::Success.number().into());
                    members.string("description", "OK");
                }
                Err(fault) => {
                    members.int("status", fault.code.number().into());
                    members.string("description", &fault.to_string());
                }
            }
        });
    }

    /// Writes the three lists of group names inside an array of one element.
    fn diff(&mut self, diff: &ConfigDiff) {
        self.array(|writer| {
            writer.array(|writer| {
                for groups in [&diff.added, &diff.changed, &diff.removed] {
                    writer.group_names(groups);
                }
            });
        });
    }

    fn group_names(&mut self, groups: &[GroupName]) {
        self.array(|writer| {
            for group in groups {
                writer.string(group.as_str());
            }
        });
    }
}
