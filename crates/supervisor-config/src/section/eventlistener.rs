//! `[eventlistener:x]` (C-183).

use supervisor_api::config::{GroupConfig, PoolConfig};
use supervisor_api::{EventType, Level};

use super::build::Build;
use super::group::own_priority;
use super::program;
use super::reader::Section;
use crate::error::Problem;
use crate::keys::eventlistener as keys;
use crate::value;

/// Reads a pool of listeners; `None` if it cannot be told what it listens to.
pub(super) fn pool<'a>(build: &mut Build<'a>, name: &'a str) -> Option<GroupConfig> {
    let mut section = build.section(name);
    // The name is checked with the processes, and unlike others it is not trimmed (C-103).
    let title = section.title();
    let priority = own_priority(build, &mut section, &keys::PRIORITY);
    let pool = pool_config(build, &mut section);
    build.finish(section);
    let processes = program::processes(build, name, title, None);
    Some(GroupConfig {
        name: title.into(),
        priority,
        processes,
        pool: Some(pool?),
    })
}

fn pool_config(build: &mut Build<'_>, section: &mut Section<'_>) -> Option<PoolConfig> {
    let names = &build.here_names();
    let name = section.name().to_owned();
    let buffer_size = section.read(&keys::BUFFER_SIZE, names, |text| {
        match value::integer(text)? {
            size if size < 1 => Err(Problem::BufferSize {
                section: name.clone(),
                size,
            }),
            size => Ok(value::clamped(size)),
        }
    });
    let result_handler = section.owned_text(&keys::RESULT_HANDLER, names);
    warn_of_foreign_handler(build, &name, result_handler.as_deref());
    let events = events(section, names);
    let redirected = section.read(&keys::REDIRECT_STDERR, names, value::boolean);
    if redirected {
        section.refuse(
            Some(&keys::REDIRECT_STDERR),
            Problem::RedirectedListener(name),
        );
    }
    Some(PoolConfig {
        events: events?,
        buffer_size,
        result_handler: result_handler?,
    })
}

fn events(section: &mut Section<'_>, names: &crate::expand::Names<'_>) -> Option<Vec<EventType>> {
    let name = section.name().to_owned();
    let is_given = section.raw(&keys::EVENTS).is_some();
    let events = section.optional(&keys::EVENTS, names, |text| {
        value::event_types(text).map_err(|event| Problem::UnknownEvent {
            section: name.clone(),
            event,
        })
    });
    if !is_given || events.as_ref().is_some_and(Vec::is_empty) {
        section.refuse(None, Problem::NoEvents(name));
        return None;
    }
    events
}

fn warn_of_foreign_handler(build: &mut Build<'_>, section: &str, handler: Option<&str>) {
    let Some(handler) =
        handler.filter(|handler| Some(*handler) != keys::RESULT_HANDLER.default_text())
    else {
        return;
    };
    let text = format!(
        "[{section}] asks for the Python result handler '{handler}', which cannot be loaded: \
         its listeners do not start"
    );
    build.message(Level::Critical, section, Some(&keys::RESULT_HANDLER), text);
}
