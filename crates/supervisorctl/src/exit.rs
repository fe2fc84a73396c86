//! Exit statuses, which init scripts test (T-60..T-62).

use supervisor_api::FaultCode;

/// How a run ends. The numbers come from the LSB's lists for init scripts and for `status`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum ExitStatus {
    #[default]
    Success,
    Generic,
    InvalidArguments,
    Unimplemented,
    /// The connection was refused.
    Refused,
    /// The daemon speaks another version of the interface.
    WrongVersion,
    NotRunning,
    /// `status` showed a process that does not run (T-31).
    StatusNotRunning,
    /// `status` cannot tell (T-31).
    StatusUnknown,
}

impl ExitStatus {
    /// Returns the number that the shell sees.
    pub(crate) const fn code(self) -> u8 {
        match self {
            Self::Success => 0,
            Self::Generic => 1,
            Self::InvalidArguments => 2,
            Self::Unimplemented | Self::StatusNotRunning => 3,
            Self::Refused | Self::StatusUnknown => 4,
            Self::WrongVersion => 5,
            Self::NotRunning => 7,
        }
    }

    /// Returns the status after one more result of an action, given by its fault number; the last
    /// result that is no success wins (T-61, T-62).
    pub(crate) fn after(self, result: i64, exempt: Option<FaultCode>) -> Self {
        let code = fault_code(result);
        match code {
            Some(FaultCode::Success) => self,
            Some(_) if code == exempt => self,
            Some(
                FaultCode::SpawnError | FaultCode::AbnormalTermination | FaultCode::NotRunning,
            ) => Self::NotRunning,
            Some(_) | None => Self::Generic,
        }
    }
}

/// Returns the fault with this number, if it is one of Supervisor's.
pub(crate) fn fault_code(number: i64) -> Option<FaultCode> {
    FaultCode::from_number(number.try_into().ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(results: &[FaultCode], exempt: Option<FaultCode>) -> u8 {
        let status = results.iter().fold(ExitStatus::Success, |status, result| {
            status.after(result.number().into(), exempt)
        });
        status.code()
    }

    #[test]
    fn t_61_the_three_faults_of_dead_programs_give_seven() {
        for fault in [
            FaultCode::SpawnError,
            FaultCode::AbnormalTermination,
            FaultCode::NotRunning,
        ] {
            assert_eq!(after(&[fault], None), 7, "{}", fault.name());
        }
    }

    #[test]
    fn t_61_other_faults_and_unknown_numbers_give_one() {
        assert_eq!(after(&[FaultCode::NoFile], None), 1);
        assert_eq!(ExitStatus::Success.after(4711, None).code(), 1);
    }

    #[test]
    fn t_61_exempt_faults_keep_the_status() {
        let exempt = Some(FaultCode::AlreadyStarted);

        assert_eq!(after(&[FaultCode::AlreadyStarted], exempt), 0);
        assert_eq!(after(&[FaultCode::AlreadyStarted], None), 1);
    }

    #[test]
    fn t_61_the_last_failure_wins() {
        assert_eq!(after(&[FaultCode::BadName, FaultCode::SpawnError], None), 7);
        assert_eq!(after(&[FaultCode::SpawnError, FaultCode::BadName], None), 1);
    }

    #[test]
    fn t_62_success_never_resets_the_status() {
        assert_eq!(after(&[FaultCode::SpawnError, FaultCode::Success], None), 7);
    }
}
