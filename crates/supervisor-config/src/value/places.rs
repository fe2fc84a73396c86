//! Directories, paths and the logs of children (C-98, C-99, C-165).

use super::ValueError;
use crate::paths;
use crate::world::World;

/// What a `*_logfile` key of a program says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum LogName {
    None,
    Auto,
    /// The deprecated word for a log that goes to syslog instead.
    Syslog,
    /// A path; an empty one is no file either, but counts as given.
    Path(String),
}

/// Reads an existing directory, `~` expanded.
pub(crate) fn directory(world: World<'_>, text: &str) -> Result<String, ValueError> {
    let expanded = world.expand_user(text);
    if world.files.is_dir(&expanded) {
        return Ok(expanded);
    }
    Err(ValueError::Directory(text.into()))
}

/// Reads a path whose directory must exist if it names one, `~` expanded.
pub(crate) fn path(world: World<'_>, text: &str) -> Result<String, ValueError> {
    let expanded = world.expand_user(text);
    let parent = paths::parent(&expanded);
    if parent.is_empty() || world.files.is_dir(parent) {
        return Ok(expanded);
    }
    Err(ValueError::DirectoryOfPath(text.into()))
}

/// Reads where a child's output goes.
pub(crate) fn log_name(world: World<'_>, text: &str) -> Result<LogName, ValueError> {
    match text.to_lowercase().as_str() {
        "none" | "off" => Ok(LogName::None),
        "auto" => Ok(LogName::Auto),
        "syslog" => Ok(LogName::Syslog),
        _ => path(world, text).map(LogName::Path),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::testing::FakeFiles;
    use supervisor_api::config::Environment;

    fn in_world<T>(check: impl FnOnce(World<'_>) -> T) -> T {
        let files = FakeFiles::default().directory("/home/me");
        let environment = Environment::from([("HOME".into(), "/home/me".into())]);
        check(World {
            files: &files,
            environment: &environment,
            start_dir: "/srv",
        })
    }

    #[test]
    fn c_98_a_directory_must_exist() {
        in_world(|world| {
            assert_eq!(directory(world, "~"), Ok("/home/me".into()));
            assert_eq!(
                directory(world, "~/x").map_err(|error| error.to_string()),
                Err("~/x is not an existing directory".into())
            );
        });
    }

    #[test]
    fn c_99_the_directory_of_a_path_must_exist() {
        in_world(|world| {
            assert_eq!(path(world, "x.log"), Ok("x.log".into()));
            assert_eq!(path(world, "~/x.log"), Ok("/home/me/x.log".into()));
            assert_eq!(
                path(world, "/nope/x.log").map_err(|error| error.to_string()),
                Err("The directory named as part of the path /nope/x.log does not exist".into())
            );
        });
    }

    #[test]
    fn c_165_keywords_in_any_case_else_a_path() {
        in_world(|world| {
            for (text, expected) in [
                ("None", LogName::None),
                ("OFF", LogName::None),
                ("Auto", LogName::Auto),
                ("sysLog", LogName::Syslog),
                ("", LogName::Path(String::new())),
                ("x", LogName::Path("x".into())),
            ] {
                assert_eq!(log_name(world, text), Ok(expected));
            }
        });
    }
}
