//! What a page tells about an action (H-73..H-79). Scripts look for these words.

use supervisor_api::{Fault, FaultCode, Namespec};

use crate::time::clock;

pub(crate) fn refreshed() -> String {
    format!("Page refreshed at {}", clock())
}

pub(crate) fn all_stopped() -> String {
    format!("All stopped at {}", clock())
}

pub(crate) fn all_restarted() -> String {
    format!("All restarted at {}", clock())
}

pub(crate) fn no_such_process(name: &Namespec) -> String {
    format!("No such process named {}", name.as_given())
}

pub(crate) fn started(name: &Namespec, result: Result<(), Fault>) -> String {
    let name = name.as_given();
    match result {
        Ok(()) => format!("Process {name} started"),
        Err(fault) => format!("ERROR: Process {name}: {}", why_not_started(&fault)),
    }
}

fn why_not_started(fault: &Fault) -> String {
    let known = match fault.code {
        FaultCode::NoFile => "no such file",
        FaultCode::NotExecutable => "file not executable",
        FaultCode::AlreadyStarted => "already started",
        FaultCode::SpawnError => "spawn error",
        FaultCode::AbnormalTermination => "abnormal termination",
        _ => return unexpected(fault),
    };
    known.to_owned()
}

pub(crate) fn stopped(name: &Namespec, result: Result<(), Fault>) -> String {
    match result {
        Ok(()) => format!("Process {} stopped", name.as_given()),
        Err(fault) => unexpected(&fault),
    }
}

pub(crate) fn restarted(name: &Namespec) -> String {
    format!("Process {} restarted", name.as_given())
}

pub(crate) fn cleared(name: &Namespec, result: Result<(), Fault>) -> String {
    match result {
        Ok(()) => format!("Log for {} cleared", name.as_given()),
        Err(fault) => unexpected(&fault),
    }
}

/// Shows a fault for which the original has no words of its own.
pub(crate) fn unexpected(fault: &Fault) -> String {
    format!("unexpected rpc fault [{}] {fault}", fault.code.number())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn web() -> Namespec {
        Namespec::parse("g:web")
    }

    fn failed(code: FaultCode) -> Result<(), Fault> {
        Err(Fault::with(code, "g:web"))
    }

    #[test]
    fn h_75_why_a_start_failed_is_told_in_words() {
        for (code, words) in [
            (FaultCode::NoFile, "no such file"),
            (FaultCode::NotExecutable, "file not executable"),
            (FaultCode::AlreadyStarted, "already started"),
            (FaultCode::SpawnError, "spawn error"),
            (FaultCode::AbnormalTermination, "abnormal termination"),
            (FaultCode::Failed, "unexpected rpc fault [30] FAILED: g:web"),
        ] {
            let told = started(&web(), failed(code));
            assert_eq!(told, format!("ERROR: Process g:web: {words}"));
        }
        assert_eq!(started(&web(), Ok(())), "Process g:web started");
    }

    #[test]
    fn h_76_h_78_other_faults_are_shown_as_they_are() {
        let fault = "unexpected rpc fault [70] NOT_RUNNING: g:web";

        assert_eq!(stopped(&web(), failed(FaultCode::NotRunning)), fault);
        assert_eq!(cleared(&web(), failed(FaultCode::NotRunning)), fault);
        assert_eq!(stopped(&web(), Ok(())), "Process g:web stopped");
        assert_eq!(cleared(&web(), Ok(())), "Log for g:web cleared");
    }

    #[test]
    fn h_77_h_79_the_other_words() {
        assert_eq!(restarted(&web()), "Process g:web restarted");
        let group = Namespec::parse("g:*");
        assert_eq!(no_such_process(&group), "No such process named g:*");
    }
}
