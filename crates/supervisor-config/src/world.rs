//! The world as one load sees it: the machine, the process's environment, its first directory.

use supervisor_api::config::Environment;

use crate::files::Files;
use crate::paths;

/// What value grammars ask about the world.
#[derive(Clone, Copy)]
pub(crate) struct World<'a> {
    pub(crate) files: &'a dyn Files,
    pub(crate) environment: &'a Environment,
    /// Where the program was started; relative paths are meant from there.
    pub(crate) start_dir: &'a str,
}

impl World<'_> {
    /// Makes a path absolute, with `~` expanded.
    pub(crate) fn absolute(&self, path: &str) -> String {
        paths::absolute(self.start_dir, &self.expand_user(path))
    }

    /// Replaces a leading `~` or `~name` by a home directory; an unknown one stays.
    pub(crate) fn expand_user(&self, path: &str) -> String {
        let Some(rest) = path.strip_prefix('~') else {
            return path.to_owned();
        };
        let name_end = rest.find('/').unwrap_or(rest.len());
        let (name, tail) = rest.split_at(name_end);
        let Some(home) = self.home_of(name) else {
            return path.to_owned();
        };
        let expanded = format!("{}{tail}", home.trim_end_matches('/'));
        if expanded.is_empty() {
            return "/".to_owned();
        }
        expanded
    }

    fn home_of(&self, name: &str) -> Option<String> {
        if !name.is_empty() {
            return self.files.user_named(name).map(|user| user.home);
        }
        if let Some(home) = self.environment.get("HOME") {
            return Some(home.to_string());
        }
        let own = self.files.user_with_id(self.files.own_uid());
        own.map(|user| user.home)
    }

    /// Returns the directory for temporary files (C-88).
    pub(crate) fn temp_dir(&self) -> String {
        let named = ["TMPDIR", "TEMP", "TMP"]
            .into_iter()
            .filter_map(|name| self.environment.get(name))
            .map(AsRef::as_ref)
            .filter(|path: &&str| !path.is_empty());
        named
            .chain(["/tmp", "/var/tmp", "/usr/tmp"])
            .map(|path| self.absolute(path))
            .find(|path| self.files.is_usable_dir(path))
            .unwrap_or_else(|| self.start_dir.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::testing::FakeFiles;

    fn environment(pairs: &[(&str, &str)]) -> Environment {
        pairs
            .iter()
            .map(|(name, value)| ((*name).into(), (*value).into()))
            .collect()
    }

    #[test]
    fn a_tilde_is_a_home_directory() {
        let files = FakeFiles::default();
        let environment = environment(&[("HOME", "/home/me/")]);
        let world = World {
            files: &files,
            environment: &environment,
            start_dir: "/srv",
        };

        assert_eq!(world.expand_user("~/x"), "/home/me/x");
        assert_eq!(world.expand_user("~www/x"), "/home/www/x");
        assert_eq!(world.expand_user("~nobody-here/x"), "~nobody-here/x");
        assert_eq!(world.expand_user("a~"), "a~");
        assert_eq!(world.absolute("~/../x"), "/home/x");
        assert_eq!(world.absolute("x"), "/srv/x");
    }

    #[test]
    fn c_88_the_first_usable_directory_is_the_temporary_one() {
        let files = FakeFiles::default().directory("/srv/t");
        for (pairs, expected) in [
            (&[][..], "/tmp"),
            (&[("TMPDIR", "/nowhere"), ("TMP", "t")][..], "/srv/t"),
        ] {
            let environment = environment(pairs);
            let world = World {
                files: &files,
                environment: &environment,
                start_dir: "/srv",
            };
            assert_eq!(world.temp_dir(), expected);
        }
    }
}
