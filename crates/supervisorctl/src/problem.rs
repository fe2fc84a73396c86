//! Errors as the problem documents of the JSON API.
//!
//! A daemon that cannot be reached has no HTTP status; it gets the one that a gateway would answer
//! with.

use supervisor_api::Fault;
use supervisor_api::resource::Problem;
use supervisor_client::ClientError;

use crate::error::{CommandError, with_sources};
use crate::exit::fault_code;

/// Makes the document of what is wrong with the words of a line.
pub(crate) fn of_words(complaint: &str) -> Problem {
    of_status(400, complaint)
}

/// Makes the document of a daemon that does not listen.
pub(crate) fn of_silence(complaint: &str) -> Problem {
    of_status(503, complaint)
}

/// Makes the document of a daemon that speaks another language.
pub(crate) fn of_stranger(complaint: &str) -> Problem {
    of_status(502, complaint)
}

/// Makes the document of an error that ended a command.
pub(crate) fn of(error: &CommandError) -> Problem {
    match error {
        CommandError::Client(error) => of_client(error),
        CommandError::UnknownResult { .. } => of_stranger(&error.to_string()),
        CommandError::OutOfRange(_) | CommandError::EndOfInput => of_words(&error.to_string()),
        CommandError::Input(_) | CommandError::Interrupted | CommandError::Output(_) => {
            of_status(500, &with_sources(error))
        }
    }
}

/// Makes the document of a failed call.
pub(crate) fn of_client(error: &ClientError) -> Problem {
    let status = match error {
        ClientError::Fault(fault) => return of_fault(fault.number, &fault.text),
        ClientError::UnknownProtocol(_) | ClientError::BadUrl(_) => 400,
        ClientError::Unauthorized => 401,
        ClientError::Status(status) => *status,
        ClientError::Refused
        | ClientError::NoSuchFile
        | ClientError::Connect(_)
        | ClientError::Lost(_) => 503,
        ClientError::Malformed(_) | ClientError::Unexpected { .. } => 502,
    };
    of_status(status, &with_sources(error))
}

/// Makes the document of a fault as it came: `NAME`, or `NAME: detail`.
pub(crate) fn of_fault(number: i64, text: &str) -> Problem {
    let Some(code) = fault_code(number) else {
        return of_status(500, text);
    };
    let detail = text.strip_prefix(code.name()).unwrap_or(text);
    let detail = detail.strip_prefix(": ").unwrap_or(detail);
    let detail = Some(detail).filter(|detail| !detail.is_empty());
    Problem::of(&Fault {
        code,
        detail: detail.map(str::to_owned),
    })
}

fn of_status(status: u16, detail: &str) -> Problem {
    Problem::of_status(status, title(status), Some(detail.to_owned()))
}

/// Returns the words of the statuses that daemons and proxies before them answer with.
const fn title(status: u16) -> &'static str {
    match status {
        400 => "Bad Request",
        401 => "Unauthorized",
        403 => "Forbidden",
        404 => "Not Found",
        421 => "Misdirected Request",
        429 => "Too Many Requests",
        500 => "Internal Server Error",
        502 => "Bad Gateway",
        503 => "Service Unavailable",
        504 => "Gateway Timeout",
        _ => "HTTP error",
    }
}

#[cfg(test)]
mod tests {
    use std::io;

    use super::*;

    #[test]
    fn x_12_the_name_of_a_fault_is_not_said_twice() {
        let with_detail = of_fault(10, "BAD_NAME: web");
        let without = of_fault(70, "NOT_RUNNING");

        assert_eq!(with_detail.kind, "urn:supervisor:fault:BAD_NAME");
        assert_eq!(with_detail.status, 404);
        assert_eq!(with_detail.detail.as_deref(), Some("web"));
        assert_eq!((without.status, without.detail), (409, None));
    }

    #[test]
    fn a_fault_of_somebody_elses_keeps_its_text() {
        let problem = of_fault(4711, "made of plugins");

        assert_eq!(
            (problem.kind.as_str(), problem.status),
            ("about:blank", 500)
        );
        assert_eq!(problem.detail.as_deref(), Some("made of plugins"));
    }

    #[test]
    fn a_daemon_out_of_reach_has_the_status_of_a_gateway() {
        let denied = io::Error::from(io::ErrorKind::PermissionDenied);
        let problem = of(&ClientError::Connect(denied).into());

        assert_eq!(
            (problem.title.as_str(), problem.status),
            ("Service Unavailable", 503)
        );
        assert_eq!(
            problem.detail.as_deref(),
            Some("cannot connect: permission denied")
        );
    }
}
