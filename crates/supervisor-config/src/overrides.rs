//! What the command line of the daemon says over the file (C-5, C-10 to C-28).

use supervisor_api::Level;
use supervisor_api::config::Environment;

use crate::files::Files;
use crate::getopt::{Given, OptionError};
use crate::value::{self, ValueError};
use crate::world::World;

/// An option of the daemon that has a key in `[supervisord]`, or that is only read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Setting {
    NoDaemon,
    Silent,
    User,
    Umask,
    Directory,
    Logfile,
    LogfileMaxbytes,
    LogfileBackups,
    Loglevel,
    Pidfile,
    Identifier,
    ChildLogDir,
    NoCleanup,
    Minfds,
    StripAnsi,
    Minprocs,
    /// The profiler of the Python program; checked by nobody and without effect (C-27).
    ProfileOptions,
}

/// The settings that were given on the command line; everything else is `None`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Overrides {
    pub nodaemon: Option<bool>,
    pub silent: Option<bool>,
    /// A name or an id, looked up when the configuration is loaded.
    pub user: Option<String>,
    pub umask: Option<u32>,
    pub directory: Option<String>,
    pub logfile: Option<String>,
    pub logfile_maxbytes: Option<u64>,
    pub logfile_backups: Option<u32>,
    pub loglevel: Option<Level>,
    pub pidfile: Option<String>,
    pub identifier: Option<String>,
    pub childlogdir: Option<String>,
    pub nocleanup: Option<bool>,
    pub minfds: Option<u64>,
    pub strip_ansi: Option<bool>,
    pub minprocs: Option<u64>,
    pub profile_options: Option<String>,
}

impl Overrides {
    /// Takes one option; the file system and the environment decide about paths.
    ///
    /// # Errors
    /// The value is refused, or the option was given before (C-4).
    pub fn set(
        &mut self,
        files: &dyn Files,
        environment: &Environment,
        given: &Given<Setting>,
    ) -> Result<(), OptionError> {
        let start_dir = files.current_dir();
        let world = World {
            files,
            environment,
            start_dir: &start_dir,
        };
        let text = given.value.as_deref().unwrap_or_default();
        match self.take(world, given.option, text) {
            Ok(true) => Ok(()),
            Ok(false) => Err(OptionError::Conflicting(given.spelled.clone())),
            Err(reason) => Err(OptionError::InvalidValue {
                spelled: given.spelled.clone(),
                value: text.to_owned(),
                reason: reason.to_string(),
            }),
        }
    }

    /// Takes a value; `false` if there was one already.
    fn take(&mut self, world: World<'_>, option: Setting, text: &str) -> Result<bool, ValueError> {
        Ok(match option {
            Setting::NoDaemon => fill(&mut self.nodaemon, true),
            Setting::Silent => fill(&mut self.silent, true),
            Setting::NoCleanup => fill(&mut self.nocleanup, true),
            Setting::StripAnsi => fill(&mut self.strip_ansi, true),
            Setting::User => fill(&mut self.user, text.into()),
            Setting::Identifier => fill(&mut self.identifier, text.into()),
            Setting::ProfileOptions => fill(&mut self.profile_options, text.into()),
            Setting::Umask => fill(&mut self.umask, value::octal(text)?),
            Setting::Directory => fill(&mut self.directory, value::directory(world, text)?),
            Setting::ChildLogDir => fill(&mut self.childlogdir, value::directory(world, text)?),
            Setting::Logfile => fill(&mut self.logfile, value::path(world, text)?),
            Setting::Pidfile => fill(&mut self.pidfile, value::path(world, text)?),
            Setting::LogfileMaxbytes => fill(&mut self.logfile_maxbytes, value::bytes(text)?),
            Setting::LogfileBackups => fill(&mut self.logfile_backups, value::count(text)?),
            Setting::Loglevel => fill(&mut self.loglevel, value::level(text)?),
            Setting::Minfds => fill(&mut self.minfds, value::count(text)?.into()),
            Setting::Minprocs => fill(&mut self.minprocs, value::count(text)?.into()),
        })
    }

    /// Tells whether a key of `[supervisord]` does not come from the file.
    pub(crate) fn overrule(&self, key: &str) -> bool {
        match key {
            "nodaemon" => self.nodaemon.is_some(),
            "silent" => self.silent.is_some(),
            "user" => self.user.is_some(),
            "umask" => self.umask.is_some(),
            "directory" => self.directory.is_some(),
            "logfile" => self.logfile.is_some(),
            "logfile_maxbytes" => self.logfile_maxbytes.is_some(),
            "logfile_backups" => self.logfile_backups.is_some(),
            "loglevel" => self.loglevel.is_some(),
            "pidfile" => self.pidfile.is_some(),
            "identifier" => self.identifier.is_some(),
            "childlogdir" => self.childlogdir.is_some(),
            "nocleanup" => self.nocleanup.is_some(),
            "minfds" => self.minfds.is_some(),
            "strip_ansi" => self.strip_ansi.is_some(),
            "minprocs" => self.minprocs.is_some(),
            _ => false,
        }
    }
}

fn fill<T>(place: &mut Option<T>, value: T) -> bool {
    let is_new = place.is_none();
    if is_new {
        *place = Some(value);
    }
    is_new
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::testing::FakeFiles;

    fn given(option: Setting, spelled: &str, value: Option<&str>) -> Given<Setting> {
        Given {
            option,
            spelled: spelled.into(),
            value: value.map(Into::into),
        }
    }

    fn set(overrides: &mut Overrides, given: &Given<Setting>) -> Result<(), String> {
        let files = FakeFiles::default();
        overrides
            .set(&files, &Environment::new(), given)
            .map_err(|error| error.to_string())
    }

    #[test]
    fn c_10_to_c_28_values_have_the_types_of_their_keys() {
        let mut overrides = Overrides::default();
        for (option, value) in [
            (Setting::NoDaemon, None),
            (Setting::Umask, Some("077")),
            (Setting::LogfileMaxbytes, Some("1KB")),
            (Setting::Loglevel, Some("DEBUG")),
            (Setting::ChildLogDir, Some("/tmp")),
            (Setting::Minfds, Some("7")),
            (Setting::User, Some("www")),
        ] {
            set(&mut overrides, &given(option, "-x", value)).expect("the value is right");
        }

        assert_eq!(
            overrides,
            Overrides {
                nodaemon: Some(true),
                umask: Some(0o77),
                logfile_maxbytes: Some(1024),
                loglevel: Some(Level::Debug),
                childlogdir: Some("/tmp".into()),
                minfds: Some(7),
                user: Some("www".into()),
                ..Overrides::default()
            }
        );
    }

    #[test]
    fn c_4_texts_name_the_option_and_its_value() {
        let mut overrides = Overrides::default();
        for (option, spelled, value, expected) in [
            (
                Setting::Loglevel,
                "-e",
                "foo",
                "invalid value for -e 'foo': bad logging level name 'foo'",
            ),
            (
                Setting::Directory,
                "--directory",
                "/nope",
                "invalid value for --directory '/nope': /nope is not an existing directory",
            ),
            (
                Setting::Minfds,
                "-a",
                "x",
                "invalid value for -a 'x': invalid literal for int() with base 10: 'x'",
            ),
        ] {
            let result = set(&mut overrides, &given(option, spelled, Some(value)));
            assert_eq!(result, Err(expected.into()));
        }
    }

    #[test]
    fn c_4_an_option_may_be_given_once() {
        let mut overrides = Overrides::default();
        let once = given(Setting::NoDaemon, "-n", None);
        assert_eq!(set(&mut overrides, &once), Ok(()));
        assert_eq!(
            set(&mut overrides, &once),
            Err("conflicting command line option '-n'".into())
        );
    }
}
