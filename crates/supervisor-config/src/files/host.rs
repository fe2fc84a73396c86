//! The real machine behind [`Files`].

use std::ffi::OsString;
use std::io;
use std::path::Path;

use nix::unistd::{AccessFlags, Gid, Group, Uid, User as Passwd, access};

use super::{Files, User};

/// The machine this process runs on.
#[derive(Clone, Copy, Debug, Default)]
pub struct HostFiles;

impl Files for HostFiles {
    fn read(&self, path: &str) -> io::Result<Vec<u8>> {
        std::fs::read(path)
    }

    fn exists(&self, path: &str) -> bool {
        Path::new(path).exists()
    }

    fn is_dir(&self, path: &str) -> bool {
        Path::new(path).is_dir()
    }

    fn is_usable_dir(&self, path: &str) -> bool {
        self.is_dir(path) && access(path, AccessFlags::W_OK | AccessFlags::X_OK).is_ok()
    }

    fn is_executable(&self, path: &str) -> bool {
        Path::new(path).is_file() && access(path, AccessFlags::X_OK).is_ok()
    }

    fn names_in(&self, directory: &str) -> Vec<String> {
        let directory = if directory.is_empty() { "." } else { directory };
        let Ok(entries) = std::fs::read_dir(directory) else {
            return Vec::new();
        };
        entries
            .filter_map(Result::ok)
            .map(|entry| lossy(entry.file_name()))
            .collect()
    }

    fn user_named(&self, name: &str) -> Option<User> {
        Passwd::from_name(name).ok().flatten().map(user)
    }

    fn user_with_id(&self, uid: u32) -> Option<User> {
        Passwd::from_uid(Uid::from_raw(uid))
            .ok()
            .flatten()
            .map(user)
    }

    fn group_named(&self, name: &str) -> Option<u32> {
        let group = Group::from_name(name).ok().flatten()?;
        Some(group.gid.as_raw())
    }

    fn has_group_id(&self, gid: u32) -> bool {
        matches!(Group::from_gid(Gid::from_raw(gid)), Ok(Some(_)))
    }

    fn own_uid(&self) -> u32 {
        Uid::current().as_raw()
    }

    fn host_name(&self) -> String {
        nix::unistd::gethostname().map(lossy).unwrap_or_default()
    }

    fn current_dir(&self) -> String {
        std::env::current_dir()
            .map(|path| lossy(path.into_os_string()))
            .unwrap_or_else(|_| "/".to_owned())
    }
}

fn user(row: Passwd) -> User {
    User {
        uid: row.uid.as_raw(),
        gid: row.gid.as_raw(),
        home: lossy(row.dir.into_os_string()),
    }
}

fn lossy(text: OsString) -> String {
    text.to_string_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_machine_answers() {
        let directory = tempfile::tempdir().expect("a directory can be made");
        let path = directory.path().to_str().expect("the path is text");
        let file = format!("{path}/x");
        std::fs::write(&file, "text").expect("a file can be written");

        let files = HostFiles;

        assert_eq!(files.read(&file).expect("the file can be read"), b"text");
        assert_eq!(files.names_in(path), ["x"]);
        assert!(files.names_in(&file).is_empty());
        assert!(files.is_usable_dir(path) && files.is_dir(path));
        assert!(files.exists(&file) && !files.is_dir(&file));
        assert!(!files.is_executable(&file), "the file has no x bit");
        assert!(files.is_executable("/bin/sh"));
        assert!(!files.exists(&format!("{path}/y")));
    }

    #[test]
    fn the_user_database_answers() {
        let files = HostFiles;
        let root = files.user_named("root").expect("root is known");

        assert_eq!((root.uid, root.gid), (0, 0));
        assert_eq!(files.user_with_id(0), Some(root));
        assert_eq!(files.user_named("nobody-of-this-name"), None);
        assert_eq!(files.group_named("root"), Some(0));
        assert!(files.has_group_id(0));
        assert!(!files.host_name().is_empty());
    }
}
