//! A directory and the processes of one test; both are gone when it ends.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use nix::sys::signal::Signal;
use tempfile::TempDir;

use crate::files::{dedent, lines_of, text_of};
use crate::implementation::child;
use crate::process::Proc;
use crate::wait;

/// Every process of a test inherits this variable, by which they are found in the end, however
/// far they have gone from the daemon.
const MARK: &str = "SUPERVISOR_TESTS_SANDBOX";

/// The directory of one test.
#[derive(Debug)]
pub struct Sandbox {
    dir: TempDir,
}

impl Default for Sandbox {
    fn default() -> Self {
        Self::new()
    }
}

impl Sandbox {
    /// Makes an empty directory that every user may enter.
    ///
    /// # Panics
    /// If the machine refuses.
    #[must_use]
    pub fn new() -> Self {
        let dir = tempfile::Builder::new()
            .prefix("sv-")
            .tempdir()
            .expect("a temporary directory");
        fs::set_permissions(dir.path(), fs::Permissions::from_mode(0o755)).expect("its mode");
        Self { dir }
    }

    /// Returns the path of the directory.
    #[must_use]
    pub fn dir(&self) -> &Path {
        self.dir.path()
    }

    /// Returns the path of a file in it.
    #[must_use]
    pub fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    /// Returns what a file in it holds; nothing if there is none.
    #[must_use]
    pub fn read(&self, name: &str) -> String {
        text_of(self.path(name))
    }

    /// Returns the lines of a file in it.
    #[must_use]
    pub fn lines(&self, name: &str) -> Vec<String> {
        lines_of(self.path(name))
    }

    /// Writes a file, without the common indent and with [`Sandbox::fill`] done.
    ///
    /// # Panics
    /// If the file cannot be written.
    pub fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.path(name);
        let parent = path.parent().expect("a file has a directory");
        fs::create_dir_all(parent).expect("its directory");
        fs::write(&path, self.fill(&dedent(text))).expect("the file");
        path
    }

    /// Puts paths in the place of `{dir}` and `{child}`.
    #[must_use]
    pub fn fill(&self, text: &str) -> String {
        text.replace("{dir}", &self.dir().to_string_lossy())
            .replace("{child}", &child().to_string_lossy())
    }

    /// Copies the test child in, for users who may not enter the place where it was built.
    ///
    /// # Panics
    /// If the file cannot be copied.
    pub fn copy_child(&self) -> PathBuf {
        let path = self.path("child");
        fs::copy(child(), &path).expect("a copy of the child");
        path
    }

    /// A command whose process, with all that come from it, ends with this sandbox. It hears
    /// SIGINT even if the tests run in the background of a shell, where that is ignored.
    #[must_use]
    pub fn command(&self, program: impl AsRef<std::ffi::OsStr>) -> Command {
        let mut command = Command::new("env");
        command.args(["--default-signal=INT,QUIT"]).arg(program);
        command.env(MARK, self.dir()).current_dir(self.dir());
        command
    }

    /// Returns the living processes of this test.
    #[must_use]
    pub fn processes(&self) -> Vec<Proc> {
        Proc::all()
            .into_iter()
            .filter(|process| process.is_alive() && self.has(*process))
            .collect()
    }

    /// A process that writes its title over its environment, as nginx does, is known by its place.
    fn has(&self, process: Proc) -> bool {
        let is_here = |place: PathBuf| place.starts_with(self.dir());
        let mark = format!("{MARK}={}", self.dir().display());
        process.has_variable(&mark) || process.link("cwd").is_some_and(is_here)
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        let clean = wait::within(wait::LIMIT, || {
            let left = self.processes();
            for process in &left {
                process.signal(Signal::SIGKILL);
            }
            left.is_empty().then_some(())
        });
        if clean.is_none() {
            eprintln!("processes of {} cannot be killed", self.dir().display());
        }
    }
}
