//! Signals that clients ask for (X-38..X-40).

use alloc::string::String;

use supervisor_api::{Fault, FaultCode, Signal, Target};

use super::Supervisor;
use super::action::{Admitted, Aim};
use crate::id::{ChildId, ProcessId, RequestId};
use crate::input::KillError;
use crate::request::{Awaits, Request, Shape};
use crate::turn::Turn;

impl Supervisor {
    pub(super) fn signal(
        &mut self,
        request: RequestId,
        target: &Target,
        text: &str,
        turn: &mut Turn<'_>,
    ) -> Admitted {
        let aim = self.aim(target)?;
        let signal = Signal::parse(text).map_err(|_| Fault::with(FaultCode::BadSignal, text));
        let (mut open, label, mut ids) = match aim {
            Aim::One(id, label) => {
                if let Err(fault) = signal {
                    return Err(fault);
                }
                if !self.state_of(id).is_signallable() {
                    return Err(Fault::with(FaultCode::NotRunning, label));
                }
                (Request::new(Shape::One, false), Some(label), [id].to_vec())
            }
            Aim::Many(ids) => (Request::new(Shape::Many, false), None, ids),
        };
        ids.retain(|id| self.state_of(*id).is_signallable());
        for id in &ids {
            self.add_task(&mut open, *id, label.clone(), Awaits::Performed);
        }
        self.waiters.admit(request, open, turn);
        for id in ids {
            self.send_signal(request, id, signal.clone(), turn);
        }
        Ok(None)
    }

    fn send_signal(
        &mut self,
        request: RequestId,
        id: ProcessId,
        signal: Result<Signal, Fault>,
        turn: &mut Turn<'_>,
    ) {
        let Some(process) = self.registry.process(id) else {
            return;
        };
        let sent = signal.and_then(|signal| {
            process
                .signal(signal, request, turn)
                .map_err(|text| Fault::with(FaultCode::Failed, text))
        });
        match sent {
            Ok(child) => self
                .waiters
                .await_next(request, id, Awaits::Signaled(child)),
            Err(fault) => self.waiters.decide(request, id, Err(fault), turn),
        }
    }

    /// Answers the request that asked for a signal.
    pub(super) fn signaled(
        &mut self,
        request: RequestId,
        child: ChildId,
        result: Result<(), KillError>,
        refusal: Option<String>,
        turn: &mut Turn<'_>,
    ) {
        let awaits = Awaits::Signaled(child);
        let living = self.registry.living(child);
        let living = living.filter(|id| self.waiters.awaits(request, *id, awaits));
        let process = living.or_else(|| self.waiters.find(request, awaits));
        let Some(process) = process else {
            return;
        };
        let result = match (result, refusal) {
            (Ok(()) | Err(KillError::Gone), _) => Ok(()),
            (Err(KillError::Refused(_)), Some(text)) => Err(Fault::with(FaultCode::Failed, text)),
            // The child has ended since; the refusal does not matter any more.
            (Err(KillError::Refused(_)), None) => Ok(()),
        };
        self.waiters.decide(request, process, result, turn);
    }
}
