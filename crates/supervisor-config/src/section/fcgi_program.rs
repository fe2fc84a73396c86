//! `[fcgi-program:x]` (C-181, C-182).

use std::sync::Arc;

use supervisor_api::Level;
use supervisor_api::config::{FcgiAddress, FcgiSocketConfig, GroupConfig};

use super::build::Build;
use super::group::own_priority;
use super::program;
use super::reader::Section;
use crate::error::Problem;
use crate::expand::Names;
use crate::keys::{fcgi_program as keys, programs};
use crate::value;

/// The mode of a Unix socket unless `socket_mode` says otherwise.
const DEFAULT_MODE: u32 = 0o700;

/// A user id and, if it was given, a group id.
type Owner = (u32, Option<u32>);

/// Reads a FastCGI program that forms its own group.
pub(super) fn group_of_one<'a>(build: &mut Build<'a>, name: &'a str) -> GroupConfig {
    let mut section = build.section(name);
    let title = program::checked_title(&mut section);
    let priority = own_priority(build, &mut section, &programs::PRIORITY);
    let socket = socket(build, &mut section, title);
    build.finish(section);
    GroupConfig {
        name: title.into(),
        priority,
        processes: program::processes(build, name, title, socket.map(Arc::new)),
        pool: None,
    }
}

/// Reads the socket of a program that is in a `[group:x]`.
///
/// compat: Supervisor makes none there and never reads these keys (C-182, W-12); so what is wrong
/// with them is only a warning.
pub(super) fn socket_in_group<'a>(
    build: &mut Build<'a>,
    name: &'a str,
) -> Option<Arc<FcgiSocketConfig>> {
    let mut section = build.section(name);
    let title = crate::python::trim(section.title());
    let socket = socket(build, &mut section, title);
    let problems = section.into_problems();
    if problems.is_empty() {
        return socket.map(Arc::new);
    }
    for problem in problems {
        let text = format!("[{name}] runs without its socket: {problem}");
        build.message(Level::Warn, name, Some(&keys::SOCKET), text);
    }
    None
}

fn socket(build: &Build<'_>, section: &mut Section<'_>, title: &str) -> Option<FcgiSocketConfig> {
    let names = &build.here_names();
    let user = section.optional(&keys::USER, names, |text| build.user(text));
    let backlog = section.optional(&keys::SOCKET_BACKLOG, names, backlog);
    let owner = section.optional(&keys::SOCKET_OWNER, names, |text| {
        let found = value::user_and_group(build.world.files, text);
        found.map_err(|_| Problem::SocketOwner(text.to_owned()))
    });
    let mode = section.optional(&keys::SOCKET_MODE, names, |text| {
        value::octal(text).map_err(|_| Problem::SocketMode(text.to_owned()))
    });
    let text = socket_text(section, &names.clone().with_text("program_name", title))?;
    let is_unix = text.starts_with("unix://");
    if !is_unix && (owner.is_some() || mode.is_some()) {
        let problem = Problem::SocketNotUnix(section.name().to_owned());
        section.refuse(Some(&keys::SOCKET), problem);
        return None;
    }
    Some(FcgiSocketConfig {
        address: address(build, section, &text)?,
        owner: owner.or_else(|| owner_for(build, user)).filter(|_| is_unix),
        mode: is_unix.then(|| mode.unwrap_or(DEFAULT_MODE)),
        backlog,
    })
}

fn backlog(text: &str) -> Result<u32, Problem> {
    match value::integer(text)? {
        size @ 1..=65535 => Ok(value::clamped(size)),
        size => Err(Problem::SocketBacklog(size)),
    }
}

fn socket_text(section: &mut Section<'_>, names: &Names<'_>) -> Option<String> {
    let is_given = section.raw(&keys::SOCKET).is_some();
    let text = section.owned_text(&keys::SOCKET, names);
    if !is_given || text.as_deref() == Some("") {
        let problem = Problem::NoSocket(section.name().to_owned());
        section.refuse(None, problem);
        return None;
    }
    text
}

fn address(build: &Build<'_>, section: &mut Section<'_>, text: &str) -> Option<FcgiAddress> {
    match value::fcgi_address(build.world, text) {
        Ok(address) => Some(address),
        Err(reason) => {
            let section_name = section.name().to_owned();
            let problem = Problem::Socket {
                section: section_name,
                reason,
            };
            section.refuse(Some(&keys::SOCKET), problem);
            None
        }
    }
}

/// A socket belongs to the program's user unless that is the daemon's own.
fn owner_for(build: &Build<'_>, user: Option<u32>) -> Option<Owner> {
    let files = build.world.files;
    let uid = user.filter(|uid| *uid != files.own_uid())?;
    let gid = files.user_with_id(uid).map(|user| user.gid);
    Some((uid, gid))
}
