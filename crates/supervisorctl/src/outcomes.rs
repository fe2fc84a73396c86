//! What became of processes and groups, for a document.

use supervisor_api::resource::{
    ActionResult, ChangeResult, GroupChange, GroupResults, Outcome, Problem,
};
use supervisor_api::{FaultCode, Namespec, ProcessInfo};
use supervisor_client::ProcessResult;

use crate::exit::fault_code;
use crate::problem;

/// What became of processes, in the order in which they were first heard of.
#[derive(Debug, Default)]
pub(crate) struct Outcomes {
    results: Vec<ChangeResult>,
}

impl Outcomes {
    /// Notes a result; `so_already` is the fault that means that there was nothing to do.
    pub(crate) fn note(
        &mut self,
        id: String,
        result: &ProcessResult,
        so_already: Option<FaultCode>,
    ) {
        match fault_code(result.status) {
            Some(FaultCode::Success) => self.merge(id, Outcome::Changed, None),
            Some(code) if Some(code) == so_already => self.merge(id, Outcome::Unchanged, None),
            Some(_) | None => {
                self.failed(id, problem::of_fault(result.status, &result.description));
            }
        }
    }

    /// Notes that there is no result, and why.
    pub(crate) fn failed(&mut self, id: String, problem: Problem) {
        self.merge(id, Outcome::Failed, Some(problem));
    }

    /// A restart tells of each process twice, and a command line may name it twice: the document
    /// has what came of both.
    fn merge(&mut self, id: String, outcome: Outcome, problem: Option<Problem>) {
        let known = self.results.iter_mut().find(|result| result.id == id);
        match known {
            None => self.results.push(ChangeResult {
                id,
                outcome,
                state: None,
                problem,
            }),
            Some(result) if weight(outcome) >= weight(result.outcome) => {
                result.outcome = outcome;
                result.problem = problem;
            }
            Some(_) => {}
        }
    }

    /// Returns the document, with the states that the daemon tells of now.
    pub(crate) fn document(mut self, now: &[ProcessInfo]) -> ActionResult {
        for result in &mut self.results {
            let name = Namespec::parse(&result.id);
            let process = now.iter().find(|process| {
                process.group == *name.group() && Some(&process.name) == name.process()
            });
            result.state = process.map(|process| process.state);
        }
        ActionResult {
            results: self.results,
        }
    }
}

const fn weight(outcome: Outcome) -> u8 {
    match outcome {
        Outcome::Unchanged => 0,
        Outcome::Changed => 1,
        Outcome::Pending => 2,
        Outcome::Failed => 3,
    }
}

/// Notes what became of a group.
pub(crate) fn note_group(results: &mut GroupResults, group: &str, ended: Result<Outcome, Problem>) {
    let (outcome, problem) = match ended {
        Ok(outcome) => (outcome, None),
        Err(problem) => (Outcome::Failed, Some(problem)),
    };
    results.results.push(GroupChange {
        group: group.to_owned(),
        outcome,
        problem,
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    fn noted(results: &[(&str, FaultCode)]) -> Vec<(String, Outcome)> {
        let mut outcomes = Outcomes::default();
        for (id, code) in results {
            let result = ProcessResult {
                group: (*id).into(),
                name: (*id).into(),
                status: code.number().into(),
                description: code.name().into(),
            };
            outcomes.note((*id).to_owned(), &result, Some(FaultCode::NotRunning));
        }
        let results = outcomes.document(&[]).results.into_iter();
        results.map(|it| (it.id, it.outcome)).collect()
    }

    #[test]
    fn t_61_what_was_so_already_is_unchanged() {
        let results = [("a", FaultCode::NotRunning), ("b", FaultCode::BadName)];

        let expected = [
            ("a".into(), Outcome::Unchanged),
            ("b".into(), Outcome::Failed),
        ];
        assert_eq!(noted(&results), expected);
    }

    #[test]
    fn t_34_a_process_is_told_of_once_and_a_failure_is_never_covered_up() {
        let restarted = [("a", FaultCode::NotRunning), ("a", FaultCode::Success)];
        let failed = [("a", FaultCode::Failed), ("a", FaultCode::NotRunning)];

        assert_eq!(noted(&restarted), [("a".into(), Outcome::Changed)]);
        assert_eq!(noted(&failed), [("a".into(), Outcome::Failed)]);
    }
}
