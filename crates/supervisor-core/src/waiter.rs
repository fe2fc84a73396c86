//! All actions that wait, by request and by process. Nothing polls: each entered state is shown to
//! those who wait for its process, and nobody else.

use alloc::collections::{BTreeMap, BTreeSet};
use alloc::vec::Vec;

use supervisor_api::{Fault, FaultCode, Reply};

use crate::id::{ProcessId, RequestId};
use crate::request::{Awaits, Request, Task};
use crate::turn::{Entered, Turn};

/// The open requests.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Waiters {
    requests: BTreeMap<RequestId, Request>,
    by_process: BTreeMap<ProcessId, BTreeSet<RequestId>>,
    /// Requests that are about no process.
    plain: BTreeSet<RequestId>,
}

impl Waiters {
    /// Takes a request in, or answers it if nothing is open.
    pub(crate) fn admit(&mut self, id: RequestId, request: Request, turn: &mut Turn<'_>) {
        for (process, _) in request.open() {
            self.by_process.entry(process).or_default().insert(id);
        }
        self.requests.insert(id, request);
        self.answer_if_complete(id, turn);
    }

    /// Takes in a request that is about no process; see [`Self::answer_plain`].
    pub(crate) fn admit_plain(&mut self, id: RequestId) {
        self.plain.insert(id);
    }

    /// Answers a request that is about no process.
    pub(crate) fn answer_plain(
        &mut self,
        id: RequestId,
        result: Result<(), Fault>,
        turn: &mut Turn<'_>,
    ) {
        if self.plain.remove(&id) {
            turn.reply(id, result.map(|()| Reply::Done));
        }
    }

    fn request(&self, id: RequestId) -> Option<&Request> {
        self.requests.get(&id)
    }

    pub(crate) fn task(&self, id: RequestId, process: ProcessId) -> Option<&Task> {
        self.requests.get(&id)?.task(process)
    }

    /// Tells whether a client wants its answer only when all is over.
    pub(crate) fn waits(&self, id: RequestId) -> bool {
        self.request(id).is_some_and(|request| request.wait)
    }

    /// Tells whether a request waits for just this from a process.
    pub(crate) fn awaits(&self, id: RequestId, process: ProcessId, awaits: Awaits) -> bool {
        self.task(id, process)
            .is_some_and(|task| task.awaits == awaits)
    }

    /// Returns the first process from which a request waits for just this.
    pub(crate) fn find(&self, id: RequestId, awaits: Awaits) -> Option<ProcessId> {
        let mut open = self.request(id)?.open();
        open.find(|(_, task)| task.awaits == awaits)
            .map(|(process, _)| process)
    }

    /// Returns the first process that a request is about.
    pub(crate) fn only_process(&self, id: RequestId) -> Option<ProcessId> {
        self.request(id)?.open().next().map(|(process, _)| process)
    }

    /// Lets a task wait for something else.
    pub(crate) fn await_next(&mut self, id: RequestId, process: ProcessId, awaits: Awaits) {
        let task = self
            .requests
            .get_mut(&id)
            .and_then(|request| request.task_mut(process));
        if let Some(task) = task {
            task.awaits = awaits;
        }
    }

    /// Closes a task, and answers the request if it was the last one.
    pub(crate) fn decide(
        &mut self,
        id: RequestId,
        process: ProcessId,
        result: Result<(), Fault>,
        turn: &mut Turn<'_>,
    ) {
        let Some(request) = self.requests.get_mut(&id) else {
            return;
        };
        request.decide(process, result);
        self.unlink(id, process);
        self.answer_if_complete(id, turn);
    }

    fn unlink(&mut self, id: RequestId, process: ProcessId) {
        let Some(requests) = self.by_process.get_mut(&process) else {
            return;
        };
        requests.remove(&id);
        if requests.is_empty() {
            self.by_process.remove(&process);
        }
    }

    fn answer_if_complete(&mut self, id: RequestId, turn: &mut Turn<'_>) {
        if !self.requests.get(&id).is_some_and(Request::is_complete) {
            return;
        }
        let Some(request) = self.requests.remove(&id) else {
            return;
        };
        if !request.gone {
            turn.reply(id, request.into_result());
        }
    }

    /// Returns the requests that have a task on this process.
    pub(crate) fn of(&self, process: ProcessId) -> Vec<RequestId> {
        self.by_process
            .get(&process)
            .map(|requests| requests.iter().copied().collect())
            .unwrap_or_default()
    }

    /// Returns the requests whose task on this process waits for just this.
    pub(crate) fn awaiting(&self, process: ProcessId, awaits: Awaits) -> Vec<RequestId> {
        let mut requests = self.of(process);
        requests.retain(|id| self.awaits(*id, process, awaits));
        requests
    }

    /// Takes the next start of a request that waits for its turn.
    pub(crate) fn next_in_turn(&mut self, id: RequestId) -> Option<ProcessId> {
        self.requests.get_mut(&id)?.next_in_turn()
    }

    pub(crate) fn has_queue(&self, id: RequestId) -> bool {
        self.request(id).is_some_and(Request::has_queue)
    }

    /// Refuses the starts that wait for their turn: the daemon stops.
    pub(crate) fn refuse_queued(&mut self, turn: &mut Turn<'_>) {
        let ids: Vec<RequestId> = self.requests.keys().copied().collect();
        for id in ids {
            while let Some(process) = self.next_in_turn(id) {
                let fault = Fault::new(FaultCode::ShutdownState);
                self.decide(id, process, Err(fault), turn);
            }
        }
    }

    /// Shows an entered state to those who wait for its process.
    pub(crate) fn entered(&mut self, entered: Entered, turn: &mut Turn<'_>) {
        for id in self.of(entered.process) {
            let verdict = self.request(id).and_then(|request| request.judge(entered));
            if let Some(result) = verdict {
                self.decide(id, entered.process, result, turn);
            }
        }
    }

    /// The client has left: what only waits is dropped, what is still to be done stays.
    pub(crate) fn leave(&mut self, id: RequestId, turn: &mut Turn<'_>) {
        self.plain.remove(&id);
        let Some(request) = self.requests.get_mut(&id) else {
            return;
        };
        request.gone = true;
        let idle: Vec<ProcessId> = request
            .open()
            .filter(|(_, task)| match task.awaits {
                Awaits::Turn | Awaits::Preflight => false,
                Awaits::Birth
                | Awaits::Up
                | Awaits::StopSent
                | Awaits::Stopped
                | Awaits::Signaled(_)
                | Awaits::Performed => true,
            })
            .map(|(process, _)| process)
            .collect();
        for process in idle {
            self.decide(id, process, Ok(()), turn);
        }
    }

    /// The process is gone: nothing that waits for it can happen any more.
    pub(crate) fn removed(&mut self, process: ProcessId, turn: &mut Turn<'_>) {
        for id in self.of(process) {
            let Some(task) = self.task(id, process) else {
                continue;
            };
            let fault = task.fault(FaultCode::BadName);
            self.decide(id, process, Err(fault), turn);
        }
    }

    /// Answers everything that is still open: the run ends (invariant 4).
    pub(crate) fn refuse_all(&mut self, turn: &mut Turn<'_>) {
        self.by_process.clear();
        for id in core::mem::take(&mut self.plain) {
            turn.reply(id, Err(Fault::new(FaultCode::ShutdownState)));
        }
        for (id, request) in core::mem::take(&mut self.requests) {
            if !request.gone {
                turn.reply(id, Err(Fault::new(FaultCode::ShutdownState)));
            }
        }
    }
}
