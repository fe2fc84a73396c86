//! Either `supervisorctl`, as a person runs it.

use std::ffi::OsStr;
use std::path::PathBuf;
use std::process::Command;

use crate::implementation::Implementation;
use crate::process::run;
use crate::sandbox::Sandbox;

/// What a program printed and how it ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ran {
    pub stdout: String,
    pub stderr: String,
    /// `None` if a signal ended it.
    pub code: Option<i32>,
}

impl Ran {
    /// Returns stdout if all went well.
    ///
    /// # Panics
    /// If the exit code is not 0.
    #[must_use]
    #[track_caller]
    pub fn ok(self) -> String {
        assert_eq!(self.code, Some(0), "{self:?}");
        self.stdout
    }
}

/// A `supervisorctl` and the configuration it reads.
#[derive(Clone, Debug)]
pub struct Ctl {
    program: PathBuf,
    config: PathBuf,
}

impl Ctl {
    /// Returns the `supervisorctl` of an implementation, with a configuration file.
    #[must_use]
    pub fn new(of: Implementation, config: PathBuf) -> Self {
        Self {
            program: of.supervisorctl(),
            config,
        }
    }

    /// Runs it with these words.
    #[must_use]
    pub fn run<W: AsRef<OsStr>>(&self, sandbox: &Sandbox, words: &[W]) -> Ran {
        run(&mut self.command(sandbox, words))
    }

    /// A command that runs it with these words.
    #[must_use]
    pub fn command<W: AsRef<OsStr>>(&self, sandbox: &Sandbox, words: &[W]) -> Command {
        let mut command = sandbox.command(&self.program);
        command.arg("-c").arg(&self.config).args(words);
        command
    }
}
