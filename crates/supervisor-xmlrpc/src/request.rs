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
    /// The answer is in the snapshot.
    Query(Query),
    /// The daemon has to do something.
    Act(Action),
    /// A part of a log.
    Read(LogRead),
    /// Several calls, one after the other. An entry may be a fault already.
    Multicall(Vec<Result<Call, Fault>>),
}

/// What is read from the snapshot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Query {
    Identification,
    State,
    Pid,
    ProcessInfo(Namespec),
    AllProcessInfo,
    AllConfigInfo,
}

/// Finds out what a call asks for.
///
/// `namespaces` are the names under which the daemon's own methods are served (C-184), as a rule
/// only `supervisor`.
///
/// # Errors
/// In this order: there is no such method, the number of parameters is wrong, the
/// daemon is stopping, a parameter is of the wrong kind.
pub fn resolve(call: &Call, namespaces: &[String], snapshot: &Snapshot) -> Result<Request, Fault> {
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
    if method.needs_running_daemon() && snapshot.mood != Mood::Running {
        return Err(Fault::new(FaultCode::ShutdownState));
    }
    (method.decode)(Args::new(&call.params, namespaces, snapshot))
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
