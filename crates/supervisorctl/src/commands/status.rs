//! `status`: show what processes do (T-30, T-31).

use supervisor_api::resource::Process;
use supervisor_api::{Namespec, ProcessInfo};

use crate::command::{Command, Completes, HelpLine, OnInterrupt};
use crate::error::CommandError;
use crate::exit::ExitStatus;
use crate::format::Entry;
use crate::line::words;
use crate::output::status_table;
use crate::session::Session;

pub(crate) const COMMAND: Command = Command {
    name: "status",
    help: &[
        HelpLine::Form("status <name>", "Show the status of a process"),
        HelpLine::Form(
            "status <gname>:*",
            "Show the status of the processes of a group",
        ),
        HelpLine::Form(
            "status <name> <name>",
            "Show the status of several processes",
        ),
        HelpLine::Form("status", "Show the status of everything"),
    ],
    completes: Completes::Processes,
    on_interrupt: OnInterrupt::Leave,
    run: |session, argument| Box::pin(run(session, argument)),
};

/// Shows the named processes, or all.
pub(crate) async fn run(session: &mut Session, argument: &str) -> Result<(), CommandError> {
    if !session.upcheck().await? {
        session.status = ExitStatus::StatusUnknown;
        return Ok(());
    }
    let all = session.client()?.processes().await?;
    let shown = select(session, &all, &words(argument))?;
    let documents: Vec<Entry<Process>> = shown.iter().map(entry).collect();
    session.show(&documents, || status_table(found(&shown)))?;
    if found(&shown).any(|process| process.state.is_stopped()) {
        session.status = ExitStatus::StatusNotRunning;
    }
    Ok(())
}

fn entry(shown: &Entry<&ProcessInfo>) -> Entry<Process> {
    match shown {
        Entry::Found(process) => Entry::Found(Process::from((*process).clone())),
        Entry::Missing { id, .. } => Entry::missing(id),
    }
}

fn found<'a>(shown: &[Entry<&'a ProcessInfo>]) -> impl Iterator<Item = &'a ProcessInfo> + Clone {
    shown.iter().filter_map(|entry| match entry {
        Entry::Found(process) => Some(*process),
        Entry::Missing { .. } => None,
    })
}

/// Picks the named processes in the order of the names, and complains about names without one.
fn select<'a>(
    session: &mut Session,
    all: &'a [ProcessInfo],
    names: &[&str],
) -> Result<Vec<Entry<&'a ProcessInfo>>, CommandError> {
    if names.is_empty() || names.contains(&"all") {
        return Ok(all.iter().map(Entry::Found).collect());
    }
    let mut shown = Vec::new();
    for name in names.iter().map(|name| Namespec::parse(name)) {
        let before = shown.len();
        let meant = all.iter().filter(|process| means(&name, process));
        shown.extend(meant.map(Entry::Found));
        if shown.len() == before {
            shown.push(Entry::missing(name.as_given()));
            session.say(&complaint(&name))?;
            session.status = ExitStatus::StatusUnknown;
        }
    }
    Ok(shown)
}

fn means(name: &Namespec, process: &ProcessInfo) -> bool {
    process.group == *name.group() && name.process().is_none_or(|wanted| process.name == *wanted)
}

fn complaint(name: &Namespec) -> String {
    match name.process() {
        None => format!("{}: ERROR (no such group)", name.group()),
        Some(_) => format!("{}: ERROR (no such process)", name.as_given()),
    }
}
