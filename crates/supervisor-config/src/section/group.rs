//! `[group:x]`, and the order of all groups (C-131, C-180).

use std::collections::BTreeSet;
use std::sync::Arc;

use supervisor_api::Level;
use supervisor_api::config::{GroupConfig, ProcessConfig};

use super::build::Build;
use super::reader::Section;
use super::shared::shared;
use super::{eventlistener, fcgi_program, program};
use crate::error::Problem;
use crate::keys::group as keys;
use crate::value;

/// Reads every section that forms a group: `[group:x]`, then programs, listeners and FastCGI
/// programs that are in none; sorted by priority and name.
pub(crate) fn groups(build: &mut Build<'_>) -> Vec<Arc<GroupConfig>> {
    let mut members = BTreeSet::new();
    let mut groups = Vec::new();
    for name in build.sections_with("group:") {
        groups.push(group(build, name, &mut members));
    }
    for name in build.sections_with("program:") {
        if !members.contains(name) {
            groups.push(program::group_of_one(build, name));
        }
    }
    for name in build.sections_with("eventlistener:") {
        groups.extend(eventlistener::pool(build, name));
    }
    for name in build.sections_with("fcgi-program:") {
        if !members.contains(name) {
            groups.push(fcgi_program::group_of_one(build, name));
        }
    }
    groups.sort_by(|a, b| (a.priority, &a.name).cmp(&(b.priority, &b.name)));
    warn_of_doubles(build, &groups);
    shared(groups)
}

fn group<'a>(build: &mut Build<'a>, name: &'a str, members: &mut BTreeSet<&'a str>) -> GroupConfig {
    let names = build.here_names();
    let mut section = build.section(name);
    let title = program::checked_title(&mut section);
    let programs = section.owned_text(&keys::PROGRAMS, &names);
    let priority = section.read(&keys::PRIORITY, &names, value::integer);
    let mut processes = Vec::new();
    for program in value::strings(programs.as_deref().unwrap_or_default()) {
        match find_program(build, name, program) {
            Ok(member) => {
                members.insert(member);
                build.refuse_all(section.take_problems());
                processes.extend(processes_of(build, member, title));
            }
            Err(problem) => section.refuse(Some(&keys::PROGRAMS), problem),
        }
    }
    build.finish(section);
    GroupConfig {
        name: title.into(),
        priority,
        processes,
        pool: None,
    }
}

/// compat: Supervisor names the wrong section for all but the first unknown program (W-60).
fn find_program<'a>(build: &Build<'a>, group: &str, program: &str) -> Result<&'a str, Problem> {
    let find = |prefix: &str| build.document.section_named(&format!("{prefix}{program}"));
    let section = group.to_owned();
    let program = program.to_owned();
    match (find("program:"), find("fcgi-program:")) {
        (Some(member), None) | (None, Some(member)) => Ok(member),
        (None, None) => Err(Problem::UnknownProgram { section, program }),
        (Some(_), Some(_)) => Err(Problem::AmbiguousProgram { section, program }),
    }
}

fn processes_of<'a>(
    build: &mut Build<'a>,
    member: &'a str,
    group: &str,
) -> Vec<Arc<ProcessConfig>> {
    let socket = if member.starts_with("fcgi-program:") {
        fcgi_program::socket_in_group(build, member)
    } else {
        None
    };
    program::processes(build, member, group, socket)
}

/// Names that hide one another are loaded all the same (W-61).
fn warn_of_doubles(build: &mut Build<'_>, groups: &[GroupConfig]) {
    let mut known = BTreeSet::new();
    for group in groups {
        let name = &group.name;
        if !known.insert(name) {
            let text = format!("The group name '{name}' is used twice, only one of them will run");
            build.message(
                Level::Warn,
                &section_named(build, name.as_str()),
                None,
                text,
            );
        }
        let mut processes = BTreeSet::new();
        let mut doubles = group.processes.iter().map(|process| &process.name);
        if let Some(double) = doubles.find(|name| !processes.insert(*name)) {
            let text = format!(
                "The process name '{double}' is used twice in the group '{name}', only one of \
                 them will run"
            );
            build.message(
                Level::Warn,
                &section_named(build, name.as_str()),
                None,
                text,
            );
        }
    }
}

/// Finds the section that made a group.
fn section_named(build: &Build<'_>, title: &str) -> String {
    let prefixes = ["group:", "program:", "eventlistener:", "fcgi-program:"];
    let mut names = prefixes.iter().map(|prefix| format!("{prefix}{title}"));
    names
        .find(|name| build.document.has_section(name))
        .unwrap_or_default()
}

/// Reads the priority of a section that forms its own group.
pub(super) fn own_priority(
    build: &Build<'_>,
    section: &mut Section<'_>,
    key: &'static crate::keys::Key,
) -> i64 {
    section.read(key, &build.here_names(), value::integer)
}
