//! A machine made up by a test.

use std::collections::{BTreeMap, BTreeSet};
use std::io;

use super::{Files, User};
use crate::paths;

/// Files, directories and users that exist because a test says so.
#[derive(Clone, Debug, Default)]
pub(crate) struct FakeFiles {
    files: BTreeMap<String, Vec<u8>>,
    unreadable: BTreeSet<String>,
    executables: BTreeSet<String>,
    directories: BTreeSet<String>,
}

impl FakeFiles {
    pub(crate) fn file(mut self, path: &str, text: impl AsRef<[u8]>) -> Self {
        self.files.insert(path.into(), text.as_ref().to_vec());
        self
    }

    pub(crate) fn unreadable(mut self, path: &str) -> Self {
        self.unreadable.insert(path.into());
        self
    }

    pub(crate) fn executable(mut self, path: &str) -> Self {
        self.executables.insert(path.into());
        self
    }

    pub(crate) fn directory(mut self, path: &str) -> Self {
        self.directories.insert(path.into());
        self
    }
}

impl Files for FakeFiles {
    fn read(&self, path: &str) -> io::Result<Vec<u8>> {
        let found = self.files.get(path).cloned();
        found.ok_or_else(|| io::ErrorKind::PermissionDenied.into())
    }

    fn exists(&self, path: &str) -> bool {
        self.files.contains_key(path)
            || self.unreadable.contains(path)
            || self.executables.contains(path)
            || self.is_dir(path)
    }

    fn is_dir(&self, path: &str) -> bool {
        let path = paths::normalize(path);
        path == "/tmp" || self.directories.contains(&path)
    }

    fn is_usable_dir(&self, path: &str) -> bool {
        self.is_dir(path)
    }

    fn is_executable(&self, path: &str) -> bool {
        self.executables.contains(path)
    }

    fn names_in(&self, directory: &str) -> Vec<String> {
        let known = self.files.keys().chain(&self.unreadable);
        let names: BTreeSet<String> = known
            .filter_map(|path| path.strip_prefix(directory)?.strip_prefix('/'))
            .map(|rest| rest.split('/').next().unwrap_or(rest).to_owned())
            .collect();
        names.into_iter().collect()
    }

    fn user_named(&self, name: &str) -> Option<User> {
        [0, 33]
            .into_iter()
            .filter_map(|uid| self.user_with_id(uid))
            .find(|user| {
                user.home
                    == match name {
                        "root" => "/root",
                        "www" => "/home/www",
                        _ => return false,
                    }
            })
    }

    fn user_with_id(&self, uid: u32) -> Option<User> {
        let (gid, home) = match uid {
            0 => (0, "/root"),
            33 => (34, "/home/www"),
            _ => return None,
        };
        let home = home.to_owned();
        Some(User { uid, gid, home })
    }

    fn group_named(&self, name: &str) -> Option<u32> {
        match name {
            "root" => Some(0),
            "www" => Some(34),
            _ => None,
        }
    }

    fn has_group_id(&self, gid: u32) -> bool {
        matches!(gid, 0 | 34)
    }

    fn own_uid(&self) -> u32 {
        0
    }

    fn host_name(&self) -> String {
        "host".into()
    }

    fn current_dir(&self) -> String {
        "/srv".into()
    }
}
