//! `tail`: show the end of a process's log, or follow it (T-38, T-39).

use supervisor_api::python::repr;
use supervisor_api::resource::LogText;
use supervisor_api::{Channel, FaultCode, LogRef, Namespec};
use supervisor_client::ClientError;

use crate::command::{Command, Completes, HelpLine, OnInterrupt};
use crate::error::CommandError;
use crate::exit::ExitStatus;
use crate::line::words;
use crate::problem;
use crate::session::Session;
use crate::stream::follow;
use crate::tail::{Part, parse_part, within_protocol};

pub(crate) const COMMAND: Command = Command {
    name: "tail",
    help: &[
        HelpLine::Plain("tail [-f] <name> [stdout|stderr] (default stdout)"),
        HelpLine::Plain("Ex:"),
        HelpLine::Form("tail -f <name>", "Follow the stdout of a process"),
        HelpLine::More("(Ctrl-C ends it)"),
        HelpLine::Form(
            "tail -100 <name>",
            "Show the last 100 *bytes* of a process's stdout",
        ),
        HelpLine::Form(
            "tail <name> stderr",
            "Show the last 1600 *bytes* of a process's stderr",
        ),
    ],
    completes: Completes::Processes,
    on_interrupt: OnInterrupt::EndsCommand(""),
    run: |session, argument| Box::pin(run(session, argument)),
};

/// What the words of `tail` ask for.
#[derive(Debug, PartialEq, Eq)]
struct Request<'a> {
    name: &'a str,
    channel: Channel,
    part: Part,
}

/// What is wrong with the words of `tail`.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
enum Complaint {
    #[error("Error: too few arguments")]
    TooFew,
    #[error("Error: too many arguments")]
    TooMany,
    #[error("Error: tail requires process name")]
    NoName,
    #[error("Error: bad channel {}", repr(.0))]
    Channel(String),
    #[error("Error: bad argument {0}")]
    Argument(String),
}

async fn run(session: &mut Session, argument: &str) -> Result<(), CommandError> {
    if !session.upcheck().await? {
        return Ok(());
    }
    match parse(&words(argument)) {
        Ok(request) => tail(session, &request).await,
        Err(complaint @ (Complaint::TooFew | Complaint::TooMany)) => {
            session.refuse(&COMMAND, &complaint.to_string(), ExitStatus::Generic)
        }
        Err(complaint) => Ok(session.fail_at_words(&complaint.to_string(), ExitStatus::Generic)?),
    }
}

fn parse<'a>(words: &[&'a str]) -> Result<Request<'a>, Complaint> {
    if words.is_empty() {
        return Err(Complaint::TooFew);
    }
    if words.len() > 3 {
        return Err(Complaint::TooMany);
    }
    let (modifier, names) = match words {
        [first, rest @ ..] if first.starts_with('-') => (Some(*first), rest),
        all => (None, all),
    };
    let (name, channel) = match names {
        [] => return Err(Complaint::NoName),
        [name] => (*name, Channel::Stdout),
        // compat: of three words the one in the middle is ignored (T-38).
        [name, .., channel] => (*name, parse_channel(channel)?),
    };
    let part = match modifier {
        None => Part::default(),
        Some(modifier) => {
            parse_part(modifier).ok_or_else(|| Complaint::Argument(modifier.to_owned()))?
        }
    };
    Ok(Request {
        name,
        channel,
        part,
    })
}

fn parse_channel(word: &str) -> Result<Channel, Complaint> {
    let word = word.to_lowercase();
    let channel = Channel::ALL
        .into_iter()
        .find(|channel| channel.name() == word);
    channel.ok_or(Complaint::Channel(word))
}

async fn tail(session: &mut Session, request: &Request<'_>) -> Result<(), CommandError> {
    let Part::Offset(offset) = request.part else {
        let log = LogRef::Process {
            name: Namespec::parse(request.name),
            channel: request.channel,
        };
        return follow(session, &log).await;
    };
    let offset = within_protocol(offset)?;
    let client = session.client()?;
    let log = client.process_log(request.name, request.channel, offset, 0);
    match log.await {
        Ok(text) => {
            let document = LogText {
                id: Some(request.name.to_owned()),
                channel: Some(request.channel),
                text,
            };
            Ok(session.show(&document, || format!("{}\n", document.text))?)
        }
        Err(error) => refused(session, request.name, error),
    }
}

fn refused(session: &mut Session, name: &str, error: ClientError) -> Result<(), CommandError> {
    let reason = match error.fault_code() {
        Some(FaultCode::NoFile) => "no log file",
        Some(FaultCode::Failed) => "unknown error reading log",
        Some(FaultCode::BadName) => "no such process name",
        _ => return Err(error.into()),
    };
    let line = format!("{name}: ERROR ({reason})");
    Ok(session.fail(&line, ExitStatus::Generic, &problem::of_client(&error))?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(line: &str) -> Result<(String, Channel, Part), String> {
        match parse(&words(line)) {
            Ok(request) => Ok((request.name.into(), request.channel, request.part)),
            Err(complaint) => Err(complaint.to_string()),
        }
    }

    fn asks(name: &str, channel: Channel, offset: i64) -> Result<(String, Channel, Part), String> {
        Ok((name.into(), channel, Part::Offset(offset)))
    }

    #[test]
    fn t_38_the_last_1600_bytes_of_stdout_unless_said_otherwise() {
        assert_eq!(request("web"), asks("web", Channel::Stdout, -1600));
        assert_eq!(request("web StdErr"), asks("web", Channel::Stderr, -1600));
        assert_eq!(request("-5 web stdout"), asks("web", Channel::Stdout, -5));
    }

    #[test]
    fn t_38_without_a_dash_the_middle_of_three_words_is_ignored() {
        assert_eq!(request("web x stderr"), asks("web", Channel::Stderr, -1600));
    }

    #[test]
    fn t_38_complaints_about_words() {
        let complaint = |line| request(line).err().unwrap_or_default();

        assert_eq!(complaint(""), "Error: too few arguments");
        assert_eq!(complaint("a b c d"), "Error: too many arguments");
        assert_eq!(complaint("-f"), "Error: tail requires process name");
        assert_eq!(complaint("web FOO"), "Error: bad channel 'foo'");
        assert_eq!(complaint("-x web"), "Error: bad argument -x");
    }

    #[test]
    fn t_39_dash_f_follows() {
        assert_eq!(
            request("-f g:web stderr"),
            Ok(("g:web".into(), Channel::Stderr, Part::Follow))
        );
    }
}
