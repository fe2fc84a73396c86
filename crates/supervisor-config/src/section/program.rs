//! The processes of `[program:x]`, which the other kinds of programs share (C-130 to C-157).

use std::sync::Arc;

use supervisor_api::Signal;
use supervisor_api::config::{
    AutoRestart, FcgiSocketConfig, GroupConfig, ProcessConfig, ServerUrl,
};

use super::build::Build;
use super::group::own_priority;
use super::process;
use super::reader::Section;
use super::shared::shared;
use crate::error::Problem;
use crate::expand::Names;
use crate::keys::programs as keys;
use crate::python::trim;
use crate::value;

/// More processes than this are a slip of the pen.
const MOST_PROCESSES: i64 = 100_000;

/// What all processes of a section have in common.
pub(super) struct Program<'a> {
    pub(super) names: Names<'a>,
    pub(super) priority: i64,
    pub(super) autostart: bool,
    pub(super) autorestart: AutoRestart,
    pub(super) startsecs: i64,
    pub(super) startretries: i64,
    pub(super) stopsignal: Signal,
    pub(super) stopwaitsecs: i64,
    pub(super) stopasgroup: bool,
    /// The same as `stopasgroup` unless it is given.
    pub(super) killasgroup: Option<bool>,
    pub(super) exitcodes: Vec<i32>,
    pub(super) redirect_stderr: bool,
    pub(super) numprocs: i64,
    pub(super) numprocs_start: i64,
    pub(super) environment: &'a str,
    pub(super) stdout: Stream,
    pub(super) stderr: Stream,
    pub(super) serverurl: ServerUrl,
    pub(super) user: Option<u32>,
    pub(super) umask: Option<u32>,
    pub(super) process_name: &'a str,
    pub(super) socket: Option<Arc<FcgiSocketConfig>>,
}

/// What is said of an output stream for all processes.
#[derive(Default)]
pub(super) struct Stream {
    pub(super) capture_maxbytes: u64,
    pub(super) events_enabled: bool,
}

/// Reads a program that forms its own group.
pub(super) fn group_of_one<'a>(build: &mut Build<'a>, name: &'a str) -> GroupConfig {
    let mut section = build.section(name);
    let title = checked_title(&mut section);
    let priority = own_priority(build, &mut section, &keys::PRIORITY);
    build.finish(section);
    GroupConfig {
        name: title.into(),
        priority,
        processes: processes(build, name, title, None),
        pool: None,
    }
}

/// Returns the name that a section gives, refusing the characters that no name may have (C-103).
pub(super) fn checked_title<'a>(section: &mut Section<'a>) -> &'a str {
    let title = section.title();
    if let Err(error) = value::name(title) {
        section.refuse(None, error);
    }
    trim(title)
}

/// Reads the processes of a section; they belong to the group of that name.
pub(super) fn processes<'a>(
    build: &mut Build<'a>,
    name: &'a str,
    group: &str,
    socket: Option<Arc<FcgiSocketConfig>>,
) -> Vec<Arc<ProcessConfig>> {
    let mut section = build.section(name).naming_its_file();
    let title = checked_title(&mut section);
    let (here, host) = (build.here, build.host);
    let names = Names::of_environments(&build.environments)
        .with_text("here", here)
        .with_text("program_name", title)
        .with_text("host_node_name", host)
        .with_text("group_name", group);
    let program = read(build, &mut section, names, socket);
    let first = program.numprocs_start;
    let mut processes = Vec::new();
    for number in first..first.saturating_add(program.numprocs) {
        let process = process::process(build, &mut section, &program, number);
        // The others would have the same problems.
        if section.has_problems() {
            break;
        }
        processes.extend(process);
    }
    build.finish(section);
    let made = processes.iter();
    build
        .made
        .extend(made.map(|process| (group.into(), process.name.clone(), name)));
    // All have the same priority, so their names decide (C-131).
    processes.sort_by(|a, b| a.name.cmp(&b.name));
    shared(processes)
}

/// Reads the common keys, in Supervisor's order.
fn read<'n>(
    build: &Build<'n>,
    section: &mut Section<'n>,
    names: Names<'n>,
    socket: Option<Arc<FcgiSocketConfig>>,
) -> Program<'n> {
    let program = Program {
        priority: section.read(&keys::PRIORITY, &names, value::integer),
        autostart: section.read(&keys::AUTOSTART, &names, value::boolean),
        autorestart: section
            .optional(&keys::AUTORESTART, &names, value::auto_restart)
            .unwrap_or(AutoRestart::Unexpected),
        startsecs: section.read(&keys::STARTSECS, &names, value::integer),
        startretries: section.read(&keys::STARTRETRIES, &names, value::integer),
        stopsignal: section
            .optional(&keys::STOPSIGNAL, &names, value::signal)
            .unwrap_or(Signal::TERM),
        stopwaitsecs: section.read(&keys::STOPWAITSECS, &names, value::integer),
        stopasgroup: section.read(&keys::STOPASGROUP, &names, value::boolean),
        killasgroup: section.optional(&keys::KILLASGROUP, &names, value::boolean),
        exitcodes: section.read(&keys::EXITCODES, &names, value::exit_codes),
        redirect_stderr: section.read(&keys::REDIRECT_STDERR, &names, value::boolean),
        numprocs: section.read(&keys::NUMPROCS, &names, value::integer),
        numprocs_start: section.read(&keys::NUMPROCS_START, &names, value::integer),
        environment: section.raw(&keys::ENVIRONMENT).unwrap_or_default(),
        stdout: Stream {
            capture_maxbytes: section.read(&keys::STDOUT_CAPTURE_MAXBYTES, &names, value::bytes),
            events_enabled: section.read(&keys::STDOUT_EVENTS_ENABLED, &names, value::boolean),
        },
        stderr: Stream {
            capture_maxbytes: section.read(&keys::STDERR_CAPTURE_MAXBYTES, &names, value::bytes),
            events_enabled: section.read(&keys::STDERR_EVENTS_ENABLED, &names, value::boolean),
        },
        serverurl: server_url(section.owned_text(&keys::SERVERURL, &names)),
        user: section.optional(&keys::USER, &names, |text| build.user(text)),
        umask: section.optional(&keys::UMASK, &names, value::octal),
        process_name: trim(section.raw(&keys::PROCESS_NAME).unwrap_or_default()),
        socket,
        names,
    };
    refuse_contradictions(section, &program);
    program
}

fn server_url(text: Option<String>) -> ServerUrl {
    match text {
        Some(url) if trim(&url).to_uppercase() != "AUTO" => ServerUrl::Given(url),
        _ => ServerUrl::Computed,
    }
}

fn refuse_contradictions(section: &mut Section<'_>, program: &Program<'_>) {
    if let Err(error) = value::name(program.process_name) {
        section.refuse(Some(&keys::PROCESS_NAME), error);
    }
    if program.numprocs > 1 && !program.process_name.contains("%(process_num)") {
        section.refuse(Some(&keys::NUMPROCS), Problem::NoProcessNumber);
    }
    if program.stopasgroup && program.killasgroup == Some(false) {
        section.refuse(Some(&keys::KILLASGROUP), Problem::StopWithoutKill);
    }
    if program.numprocs > MOST_PROCESSES {
        let problem = Problem::TooManyProcesses(program.numprocs);
        section.refuse(Some(&keys::NUMPROCS), problem);
    }
}
