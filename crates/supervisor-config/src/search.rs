//! Where a configuration file is looked for when none is named (C-40).

use crate::files::Files;
use crate::paths;

/// The file name that both programs look for.
const NAME: &str = "supervisord.conf";

/// Returns the six paths in the order in which they are tried. `program` is the path by which the
/// program was invoked, see [`invoked_path`].
#[must_use]
pub fn search_paths(program: &str) -> [String; 6] {
    let above = paths::parent(paths::parent(program));
    [
        paths::join(&paths::join(above, "etc"), NAME),
        paths::join(above, NAME),
        NAME.to_owned(),
        format!("etc/{NAME}"),
        "/etc/supervisord.conf".to_owned(),
        "/etc/supervisor/supervisord.conf".to_owned(),
    ]
}

/// Returns the first of the search paths that exists.
#[must_use]
pub fn find(files: &dyn Files, program: &str) -> Option<String> {
    search_paths(program)
        .into_iter()
        .find(|path| files.exists(path))
}

/// Returns the path by which a program was invoked: its first argument, or if that was looked up
/// in `PATH`, the path found there.
#[must_use]
pub fn invoked_path(files: &dyn Files, argument: &str, search_path: Option<&str>) -> String {
    if argument.contains('/') {
        return argument.to_owned();
    }
    search_path
        .unwrap_or_default()
        .split(':')
        .map(|directory| paths::join(directory, argument))
        .find(|path| path.contains('/') && files.is_executable(path))
        .unwrap_or_else(|| argument.to_owned())
}

/// Says that no file was found (C-41).
#[must_use]
pub fn not_found(program: &str) -> String {
    format!(
        "No config file found at default paths ({}); use the -c option to specify a config file \
         at a different path",
        search_paths(program).join(", ")
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::testing::FakeFiles;

    #[test]
    fn c_40_the_first_paths_belong_to_the_program() {
        assert_eq!(
            search_paths("/p/bin/supervisord"),
            [
                "/p/etc/supervisord.conf",
                "/p/supervisord.conf",
                "supervisord.conf",
                "etc/supervisord.conf",
                "/etc/supervisord.conf",
                "/etc/supervisor/supervisord.conf",
            ]
        );
        assert_eq!(search_paths("./supervisord")[0], "etc/supervisord.conf");
        assert_eq!(search_paths("/supervisord")[0], "/etc/supervisord.conf");
    }

    #[test]
    fn c_40_the_first_existing_path_wins() {
        let files = FakeFiles::default()
            .file("etc/supervisord.conf", "")
            .file("/etc/supervisord.conf", "");

        assert_eq!(
            find(&files, "/p/bin/supervisord"),
            Some("etc/supervisord.conf".into())
        );
        assert_eq!(find(&FakeFiles::default(), "/p/bin/supervisord"), None);
    }

    #[test]
    fn c_40_a_lookup_in_path_counts_as_the_full_path() {
        let files = FakeFiles::default().executable("/p/bin/supervisord");

        assert_eq!(
            invoked_path(&files, "supervisord", Some("/bin:/p/bin")),
            "/p/bin/supervisord"
        );
        assert_eq!(invoked_path(&files, "./x", Some("/p/bin")), "./x");
        assert_eq!(invoked_path(&files, "x", None), "x");
    }

    #[test]
    fn c_41_all_six_paths_are_named() {
        assert_eq!(
            not_found("/p/bin/supervisord"),
            "No config file found at default paths (/p/etc/supervisord.conf, /p/supervisord.conf, \
             supervisord.conf, etc/supervisord.conf, /etc/supervisord.conf, \
             /etc/supervisor/supervisord.conf); use the -c option to specify a config file at a \
             different path"
        );
    }
}
