//! From a command line to the file that will run, with Supervisor's checks (C-160..C-163).
//!
//! This is the first part of every launch, and by itself the preflight of a start request.

use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use nix::unistd::{AccessFlags, access};
use supervisor_api::config::Environment;
use supervisor_core::LaunchError;

use super::words;

/// A command whose file has been found and looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resolved {
    /// What to execute, once the child is in its directory.
    pub file: PathBuf,
    /// The words of the command; the first is as written, never empty as a list.
    pub arguments: Vec<String>,
}

/// Where to look when neither the program nor the daemon has a `PATH`.
const DEFAULT_PATH: &str = "/bin:/usr/bin:/usr/local/bin";

/// Finds the file of a command and checks that it could be executed.
///
/// `environment` is the merged one of the program (C-156), `directory` the program's own.
///
/// # Errors
/// The command cannot be split, or no file that may be executed is found.
pub fn resolve(
    command: &str,
    environment: &Environment,
    directory: Option<&str>,
) -> Result<Resolved, LaunchError> {
    let arguments = words::split(command).map_err(|error| LaunchError::Unparsable {
        command: command.into(),
        reason: error.reason(),
    })?;
    let program = arguments.first().ok_or(LaunchError::EmptyCommand)?;
    let file = if program.contains('/') {
        find_given(program, directory)?
    } else {
        let inherited = std::env::var_os("PATH");
        let path = search_path(
            environment.get("PATH").map(AsRef::as_ref),
            inherited.as_deref(),
        );
        find_in(path, program)?
    };
    Ok(Resolved { file, arguments })
}

/// Returns the `PATH` to search: the program's even if empty, else the daemon's, else a default
/// (C-162).
fn search_path<'a>(own: Option<&'a str>, inherited: Option<&'a OsStr>) -> &'a OsStr {
    own.map(OsStr::new)
        .or(inherited.filter(|path| !path.is_empty()))
        .unwrap_or(OsStr::new(DEFAULT_PATH))
}

/// Checks a command with a slash, which is a path from the program's directory.
///
/// compat: Supervisor looks from its own working directory, yet executes from the program's
/// (W-22). Both are accepted here, and what exists in neither keeps the words of the original.
fn find_given(program: &str, directory: Option<&str>) -> Result<PathBuf, LaunchError> {
    let shown = Path::new(program);
    let inside = directory.map(|directory| check(&Path::new(directory).join(program), shown));
    if let Some(Ok(())) = inside {
        return Ok(shown.into());
    }
    match (check(shown, shown), inside) {
        (Err(LaunchError::NotFound { .. }), Some(Err(error))) => Err(error),
        (verdict, _) => verdict.map(|()| shown.into()),
    }
}

/// Takes the first file of that name; a directory only counts if nothing else is found (W-21).
fn find_in(path: &OsStr, program: &str) -> Result<PathBuf, LaunchError> {
    let mut verdict = LaunchError::NotFound {
        command: program.into(),
    };
    for entry in path.as_bytes().split(|byte| *byte == b':') {
        let candidate = Path::new(OsStr::from_bytes(entry)).join(program);
        match check(&candidate, &candidate) {
            Ok(()) => return Ok(candidate),
            Err(LaunchError::NotFound { .. }) => {}
            Err(error @ LaunchError::Directory { .. }) => {
                if matches!(verdict, LaunchError::NotFound { .. }) {
                    verdict = error;
                }
            }
            Err(error) => return Err(error),
        }
    }
    Err(verdict)
}

/// Looks at a file in the order of the original's checks (C-163); `shown` is what messages name.
fn check(file: &Path, shown: &Path) -> Result<(), LaunchError> {
    let path = || shown.to_string_lossy().into_owned();
    let Ok(metadata) = fs::metadata(file) else {
        return Err(LaunchError::NotFound { command: path() });
    };
    if metadata.is_dir() {
        return Err(LaunchError::Directory { path: path() });
    }
    if metadata.permissions().mode() & 0o111 == 0 {
        return Err(LaunchError::NotExecutable { path: path() });
    }
    access(file, AccessFlags::X_OK).map_err(|_| LaunchError::NoPermission { path: path() })
}
