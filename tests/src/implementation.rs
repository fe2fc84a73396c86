//! Where the programs under test, and the original, are.

use std::env;
use std::path::{Path, PathBuf};

/// Which of the two implementations a program comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Implementation {
    /// The programs of this workspace.
    Ours,
    /// Supervisor 4.3.0 in Python.
    Original,
}

impl Implementation {
    /// The one that scenarios run against: ours, unless `SUPERVISOR_TESTS_DAEMON=original`.
    #[must_use]
    pub fn under_test() -> Self {
        match env::var("SUPERVISOR_TESTS_DAEMON").as_deref() {
            Ok("original") => Self::Original,
            _ => Self::Ours,
        }
    }

    /// Returns the path of `supervisord`.
    #[must_use]
    pub fn supervisord(self) -> PathBuf {
        self.program("supervisord")
    }

    /// Returns the path of `supervisorctl`.
    #[must_use]
    pub fn supervisorctl(self) -> PathBuf {
        self.program("supervisorctl")
    }

    /// Returns the path of a program of this implementation.
    ///
    /// # Panics
    /// If it is not there.
    #[must_use]
    pub fn program(self, name: &str) -> PathBuf {
        match self {
            Self::Ours => built(name),
            Self::Original => oracle(name).unwrap_or_else(|| {
                panic!("{name} of the original is missing: `make test` installs it")
            }),
        }
    }
}

/// Returns the path of a program of the original's Python environment, if that is there.
///
/// The environment is in `target/venv`, or where `SUPERVISOR_TESTS_VENV` says.
#[must_use]
pub fn oracle(name: &str) -> Option<PathBuf> {
    let venv = env::var_os("SUPERVISOR_TESTS_VENV")
        .map_or_else(|| target_dir().join("venv"), PathBuf::from);
    existing(venv.join("bin").join(name))
}

/// Returns the directory of a package for Node, if that is installed and Node is there.
#[must_use]
pub fn package_dir(name: &str) -> Option<PathBuf> {
    tool("node")?;
    existing(target_dir().join("node/node_modules").join(name))
}

/// Returns the path of a tool of the machine.
#[must_use]
pub fn tool(name: &str) -> Option<PathBuf> {
    let path = env::var_os("PATH").unwrap_or_default();
    env::split_paths(&path)
        .chain(["/usr/sbin".into(), "/sbin".into()])
        .find_map(|dir| existing(dir.join(name)))
}

/// Returns the path of an example program of the workspace.
#[must_use]
pub fn example(name: &str) -> PathBuf {
    built(&format!("examples/{name}"))
}

/// Returns the path of the test child.
#[must_use]
pub(crate) fn child() -> PathBuf {
    built("child")
}

/// Cargo's target directory: `make` uses the same one.
#[must_use]
pub(crate) fn target_dir() -> PathBuf {
    profile_dir()
        .parent()
        .map(Path::to_path_buf)
        .unwrap_or_default()
}

/// A program that `cargo build --workspace` has put beside this test.
fn built(name: &str) -> PathBuf {
    let path = profile_dir().join(name);
    assert!(
        path.exists(),
        "{} is missing: run `make test`, or `cargo build --workspace` first",
        path.display()
    );
    path
}

/// Test programs are in `target/<profile>/deps`, the binaries one directory up.
fn profile_dir() -> PathBuf {
    let program = env::current_exe().expect("a test has a path");
    let deps = program.parent().expect("a program is in a directory");
    deps.parent()
        .expect("cargo's directories are nested")
        .to_path_buf()
}

fn existing(path: PathBuf) -> Option<PathBuf> {
    path.exists().then_some(path)
}
