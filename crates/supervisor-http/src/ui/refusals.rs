//! Why an action on a program has failed, for people. `assets/ui/words.js` does the same.

use supervisor_api::{Fault, FaultCode};

/// Says it in words where the fault only names the program.
pub(super) fn reason(fault: &Fault) -> String {
    let words = match fault.code {
        FaultCode::SpawnError => "could not be started",
        FaultCode::AbnormalTermination => "ended too quickly",
        FaultCode::NotExecutable => "its command cannot be executed",
        FaultCode::NoFile => "its command is not there",
        FaultCode::BadName => "there is no such program",
        FaultCode::ShutdownState => "the daemon is shutting down",
        _ => return fault.to_string(),
    };
    words.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_that_only_names_the_program_is_told_in_words() {
        let fault = Fault::with(FaultCode::SpawnError, "web");
        assert_eq!(reason(&fault), "could not be started");
        let fault = Fault::with(FaultCode::BadSignal, "SIGNOTHING");
        assert_eq!(reason(&fault), "BAD_SIGNAL: SIGNOTHING");
    }
}
