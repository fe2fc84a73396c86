//! From calls to what they ask of the daemon.

use supervisor_api::{Action, Fault, FaultCode, LogRead, Mood, Namespec, Snapshot};

use crate::args::Args;
use crate::method::{Method, Space};
use crate::table::METHODS;
use crate::value::{Call, Value};

/// What a call asks for.
#[derive(Clone, Debug, PartialEq)]
pub enum Request {
    /// The answer is known without asking anybody.
    Known(Value),
    /// The answer is in the snapshot, which must first be [asked](refuse_if_stopping) whether the
    /// daemon still answers.
    Query(Query),
    /// The daemon has to do something; it judges by itself whether it still does.
    Act(Action),
    /// A part of a log, after the same question to the snapshot.
    Read(LogRead),
    /// A parameter is unusable. What the snapshot has against the call comes first.
    Refused(Refusal),
    /// Several calls, one after the other. An entry may be a fault already.
    Multicall(Vec<Result<Call, Fault>>),
}

/// What is read from the snapshot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Query {
    /// A value that never changes.
    Constant(&'static str),
    Identification,
    State,
    Pid,
    ProcessInfo(Namespec),
    AllProcessInfo,
    AllConfigInfo,
}

/// Why a parameter is unusable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The process that the call is about, if it is looked for before the parameter is read.
    pub(crate) process: Option<Namespec>,
    pub(crate) fault: Fault,
}

impl Refusal {
    /// Returns the fault that the client gets.
    #[must_use]
    pub fn judge(self, snapshot: &Snapshot) -> Fault {
        if let Err(stopping) = refuse_if_stopping(snapshot) {
            return stopping;
        }
        match self.process {
            Some(name) if snapshot.process(&name).is_none() => {
                Fault::with(FaultCode::BadName, name.as_given())
            }
            _ => self.fault,
        }
    }
}

/// Refuses what a daemon that stops or restarts does not answer any more.
///
/// # Errors
/// The daemon is stopping.
pub fn refuse_if_stopping(snapshot: &Snapshot) -> Result<(), Fault> {
    match snapshot.mood {
        Mood::Running => Ok(()),
        Mood::Restarting | Mood::Shutdown => Err(Fault::new(FaultCode::ShutdownState)),
    }
}

/// Finds out what a call asks for.
///
/// `namespaces` are the names under which the daemon's own methods are served (C-184), as a rule
/// only `supervisor`.
///
/// # Errors
/// In this order: there is no such method, the number of parameters is wrong.
pub fn resolve(call: &Call, namespaces: &[String]) -> Result<Request, Fault> {
    let unknown = || Fault::new(FaultCode::UnknownMethod);
    let (namespace, name) = call.method.split_once('.').ok_or_else(unknown)?;
    let space = Space::named(namespace, namespaces).ok_or_else(unknown)?;
    let method = METHODS
        .iter()
        .find(|method| method.space == space && method.answers_to(name))
        .ok_or_else(unknown)?;
    if !method.takes(call.params.len()) {
        return Err(Fault::new(FaultCode::IncorrectParameters));
    }
    match (method.decode)(Args::new(&call.params, namespaces)) {
        Err(fault) if space == Space::Supervisor => Ok(Request::Refused(Refusal {
            process: None,
            fault,
        })),
        other => other,
    }
}

/// Returns the full name of every method, aliases included, sorted.
pub(crate) fn method_names(namespaces: &[String]) -> Vec<String> {
    let mut names: Vec<String> = METHODS
        .iter()
        .flat_map(|method| method.full_names(namespaces))
        .collect();
    names.sort();
    names
}

/// Finds a method by its full name.
pub(crate) fn find_method(
    full_name: &str,
    namespaces: &[String],
) -> Result<&'static Method, Fault> {
    METHODS
        .iter()
        .find(|method| method.full_names(namespaces).any(|name| name == full_name))
        .ok_or(Fault::new(FaultCode::SignatureUnsupported))
}
