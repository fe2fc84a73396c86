//! What the shell performs for clients without any state changing: emptied logs, standard input.

use bytes::Bytes;
use supervisor_api::{Fault, FaultCode, Namespec, ProcessState, Target};

use super::Supervisor;
use super::action::{Admitted, Aim};
use crate::effect::Effect;
use crate::id::{ProcessId, RequestId};
use crate::process::Process;
use crate::request::{Awaits, Request, Shape};
use crate::turn::Turn;

impl Supervisor {
    pub(super) fn clear_main_log(&mut self, request: RequestId, turn: &mut Turn<'_>) -> Admitted {
        self.waiters.admit_plain(request);
        turn.effect(Effect::ClearLog {
            request,
            process: None,
        });
        Ok(None)
    }

    pub(super) fn clear_process_logs(
        &mut self,
        request: RequestId,
        target: &Target,
        turn: &mut Turn<'_>,
    ) -> Admitted {
        let (mut open, label, ids) = match target {
            Target::Named(name) => {
                let id = self.named(name)?;
                let label = Some(name.as_given().into());
                (Request::new(Shape::One, false), label, [id].to_vec())
            }
            Target::Group(_) | Target::All => match self.aim(target)? {
                Aim::One(id, label) => {
                    (Request::new(Shape::One, false), Some(label), [id].to_vec())
                }
                Aim::Many(ids) => (Request::new(Shape::Many, false), None, ids),
            },
        };
        for id in &ids {
            self.add_task(&mut open, *id, label.clone(), Awaits::Performed);
        }
        self.waiters.admit(request, open, turn);
        for id in ids {
            self.clear_log(request, id, turn);
        }
        Ok(None)
    }

    fn clear_log(&mut self, request: RequestId, id: ProcessId, turn: &mut Turn<'_>) {
        let has_child = self
            .registry
            .process(id)
            .is_some_and(|process| process.child().is_some());
        if has_child {
            turn.effect(Effect::ClearLog {
                request,
                process: Some(id),
            });
        } else {
            // compat: the logs of a process without a child are left alone.
            self.waiters.decide(request, id, Ok(()), turn);
        }
    }

    pub(super) fn send_stdin(
        &mut self,
        request: RequestId,
        name: &Namespec,
        bytes: Bytes,
        turn: &mut Turn<'_>,
    ) -> Admitted {
        let id = self.named(name)?;
        let child = self
            .registry
            .process(id)
            .filter(|process| process.state() != ProcessState::Stopping)
            .and_then(Process::child)
            .ok_or_else(|| Fault::with(FaultCode::NotRunning, name.as_given()))?;
        let mut open = Request::new(Shape::One, false);
        let label = Some(name.as_given().into());
        self.add_task(&mut open, id, label, Awaits::Performed);
        self.waiters.admit(request, open, turn);
        turn.effect(Effect::WriteStdin {
            request,
            child: child.id,
            bytes,
        });
        Ok(None)
    }

    /// Answers with what the shell says; a fault about a process names it as the client did.
    pub(super) fn performed(
        &mut self,
        request: RequestId,
        process: Option<ProcessId>,
        result: Result<(), Fault>,
        turn: &mut Turn<'_>,
    ) {
        match process.or_else(|| self.waiters.only_process(request)) {
            None => self.waiters.answer_plain(request, result, turn),
            Some(process) => {
                let Some(task) = self.waiters.task(request, process) else {
                    return;
                };
                if task.awaits != Awaits::Performed {
                    return;
                }
                let result = result.map_err(|fault| task.fault(fault.code));
                self.waiters.decide(request, process, result, turn);
            }
        }
    }
}
