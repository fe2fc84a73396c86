//! Why a command ended before its end, and the line that says so.

use std::error::Error;
use std::io;

use supervisor_api::python::repr;
use supervisor_client::ClientError;

/// A command's unexpected end (T-6).
#[derive(Debug, thiserror::Error)]
pub(crate) enum CommandError {
    #[error(transparent)]
    Client(#[from] ClientError),
    /// A result that the command has no words for.
    #[error("Unknown result code {code} for {name}")]
    UnknownResult { code: i64, name: String },
    /// A number that the protocol cannot carry.
    #[error("{0} does not fit into 32 bits")]
    OutOfRange(i64),
    #[error("end of input in place of an answer")]
    EndOfInput,
    #[error("cannot read the answer from the terminal")]
    Input(#[source] io::Error),
    /// The user pressed Ctrl-C at a question.
    #[error("interrupted")]
    Interrupted,
    /// Nobody reads what we say; there is no point in going on.
    #[error("cannot write to standard output")]
    Output(#[from] io::Error),
}

/// Makes the line that reports an error; clients know it by its first word (T-6, W-65).
pub(crate) fn error_line(error: &CommandError) -> String {
    match error {
        CommandError::Client(ClientError::Fault(fault)) => format!(
            "error: the server answered with {}",
            fault_repr(fault.number, &fault.text)
        ),
        other => format!("error: {}", with_sources(other)),
    }
}

/// Shows a fault the way Python's client library does, which scripts look for.
pub(crate) fn fault_repr(number: i64, text: &str) -> String {
    format!("<Fault {number}: {}>", repr(text))
}

/// Makes one line of an error and its causes.
pub(crate) fn with_sources(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        text.push_str(": ");
        text.push_str(&cause.to_string());
        source = cause.source();
    }
    text
}

#[cfg(test)]
mod tests {
    use supervisor_client::RemoteFault;

    use super::*;

    #[test]
    fn t_6_a_fault_is_shown_with_number_and_text() {
        let fault = ClientError::Fault(RemoteFault {
            number: 6,
            text: "SHUTDOWN_STATE".into(),
        });

        assert_eq!(
            error_line(&fault.into()),
            "error: the server answered with <Fault 6: 'SHUTDOWN_STATE'>"
        );
    }

    #[test]
    fn t_6_an_error_is_shown_with_its_causes() {
        let denied = io::Error::from(io::ErrorKind::PermissionDenied);

        assert_eq!(
            error_line(&ClientError::Connect(denied).into()),
            "error: cannot connect: permission denied"
        );
    }

    #[test]
    fn t_7_an_unknown_scheme_keeps_the_words_of_the_original() {
        let error = ClientError::UnknownProtocol("ftp://x".into());

        assert_eq!(
            error_line(&error.into()),
            "error: Unknown protocol for serverurl ftp://x"
        );
    }
}
