//! `[http_access]`, which Supervisor does not have.

use std::collections::BTreeMap;

use supervisor_api::Role;
use supervisor_api::http_access::HttpAccess;

use super::build::Build;
use super::reader::Section;
use crate::error::Problem;
use crate::expand::Names;
use crate::keys::Key;
use crate::keys::http_access as keys;
use crate::value::{self, GrantError};

const SECTION: &str = "http_access";

/// Reads who may do what; without the section, what it means that there is none.
pub(crate) fn http_access(build: &mut Build<'_>) -> HttpAccess {
    if !build.document.has_section(SECTION) {
        return HttpAccess::default();
    }
    let names = build.environment_names();
    let mut section = build.section(SECTION);
    let access = HttpAccess {
        users: section.read(&keys::USERS, &names, value::grants),
        tokens: section.read(&keys::TOKENS, &names, value::grants),
        unix_users: unix_users(build, &mut section, &names),
        unix_groups: unix_groups(build, &mut section, &names),
        unix_others: section.optional(&keys::UNIX_OTHERS, &names, value::unix_others),
        allow_unauthenticated: section.read(&keys::ALLOW_UNAUTHENTICATED, &names, value::boolean),
        allowed_hosts: section.read(&keys::ALLOWED_HOSTS, &names, value::host_names),
    };
    build.finish(section);
    access
}

fn unix_users(
    build: &Build<'_>,
    section: &mut Section<'_>,
    names: &Names<'_>,
) -> BTreeMap<u32, Role> {
    peers(section, &keys::UNIX_USERS, names, |name| {
        Ok(build.user(name)?)
    })
}

fn unix_groups(
    build: &Build<'_>,
    section: &mut Section<'_>,
    names: &Names<'_>,
) -> BTreeMap<u32, Role> {
    peers(section, &keys::UNIX_GROUPS, names, |name| {
        let gid = value::group_id(build.world.files, name);
        gid.ok_or_else(|| GrantError::Group(name.to_owned()).into())
    })
}

/// Reads roles of users or groups and finds their ids.
fn peers(
    section: &mut Section<'_>,
    key: &'static Key,
    names: &Names<'_>,
    id: impl Fn(&str) -> Result<u32, Problem>,
) -> BTreeMap<u32, Role> {
    let read = |text: &str| -> Result<_, Problem> {
        let mut by_id = BTreeMap::new();
        for (name, role) in value::unix_roles(text)? {
            // Also under another of its names: the last would count, whatever was meant.
            if by_id.insert(id(name)?, role).is_some() {
                return Err(GrantError::Twice(name.to_owned()).into());
            }
        }
        Ok(by_id)
    };
    section.optional(key, names, read).unwrap_or_default()
}
