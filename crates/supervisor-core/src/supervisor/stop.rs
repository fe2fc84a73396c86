//! Stops that clients ask for (X-35..X-37, X-56).

use alloc::format;
use alloc::string::String;
use core::time::Duration;

use supervisor_api::{Fault, FaultCode, Level, Target};

use super::action::{Admitted, Aim};
use super::{Due, Supervisor};
use crate::id::{ChildId, ProcessId, RequestId};
use crate::input::{KillError, KillPurpose};
use crate::process::Process;
use crate::request::{Awaits, Request, Shape};
use crate::turn::Turn;

/// The line about a stop that a client waits for comes after more than two seconds again (P-117),
/// and so never together with a deadline of whole seconds.
const REPORT_EVERY: Duration = Duration::from_millis(2_001);

impl Supervisor {
    pub(super) fn stop(
        &mut self,
        request: RequestId,
        target: &Target,
        wait: bool,
        turn: &mut Turn<'_>,
    ) -> Admitted {
        let (mut open, label, mut ids) = match self.aim(target)? {
            Aim::One(id, label) => {
                if !self.state_of(id).is_running() {
                    return Err(Fault::with(FaultCode::NotRunning, label));
                }
                (Request::new(Shape::One, wait), Some(label), [id].to_vec())
            }
            Aim::Many(ids) => (Request::new(Shape::Many, wait), None, ids),
        };
        ids.retain(|id| self.state_of(*id).is_running());
        for id in &ids {
            self.add_task(&mut open, *id, label.clone(), Awaits::StopSent);
        }
        self.waiters.admit(request, open, turn);
        for id in ids {
            self.change(id, turn, Process::stop);
        }
        Ok(None)
    }

    /// Takes note of how a signal went.
    pub(super) fn killed(
        &mut self,
        child: ChildId,
        purpose: KillPurpose,
        result: Result<(), KillError>,
        turn: &mut Turn<'_>,
    ) {
        let process = self.registry.living(child);
        let refusal = process.and_then(|id| {
            self.change(id, turn, |process, turn| {
                process.killed(child, purpose, result, turn)
            })
        });
        let refusal = refusal.flatten();
        match (purpose, process) {
            (KillPurpose::Stop, Some(id)) => self.stop_sent(id, refusal.as_deref(), turn),
            (KillPurpose::Stop, None) | (KillPurpose::Escalate, _) => {}
            (KillPurpose::Request(request), _) => {
                self.signaled(request, child, result, refusal, turn);
            }
        }
    }

    /// Tells those who asked for a stop that its signal is out, or was refused.
    fn stop_sent(&mut self, id: ProcessId, refusal: Option<&str>, turn: &mut Turn<'_>) {
        for request in self.waiters.awaiting(id, Awaits::StopSent) {
            match refusal {
                Some(text) => {
                    let fault = Fault::with(FaultCode::Failed, String::from(text));
                    self.waiters.decide(request, id, Err(fault), turn);
                }
                None if self.waiters.waits(request) => {
                    self.waiters.await_next(request, id, Awaits::Stopped);
                    if !self.timers.contains(Due::StopReport(id)) {
                        self.report_stop(id, turn);
                    }
                }
                None => self.waiters.decide(request, id, Ok(()), turn),
            }
        }
    }

    /// Logs that a stop is still waited for, and again later, while somebody does wait.
    pub(super) fn report_stop(&mut self, id: ProcessId, turn: &mut Turn<'_>) {
        if self.waiters.awaiting(id, Awaits::Stopped).is_empty() {
            return;
        }
        let Some(process) = self.registry.process(id) else {
            return;
        };
        let text = format!("waiting for {} to stop", process.name());
        turn.log(Level::Info, text);
        let again = turn.now.mono + REPORT_EVERY;
        self.timers.set(Due::StopReport(id), Some(again));
    }
}
