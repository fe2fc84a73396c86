//! How a daemon is to be started.

use std::ffi::OsString;
use std::fs::File;
use std::io::{self, Read};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::thread;

use supervisor_api::config::Credentials;

use crate::ctl::Ran;
use crate::daemon::Daemon;
use crate::files::dedent;
use crate::implementation::Implementation;
use crate::process::{Pid, run};
use crate::sandbox::Sandbox;
use crate::wait;

/// What every configuration begins with; the scenario's own text can override any key (C-52).
const BASE: &str = "
    [unix_http_server]
    file = {dir}/supervisor.sock
    [rpcinterface:supervisor]
    supervisor.rpcinterface_factory = supervisor.rpcinterface:make_main_rpcinterface
    [supervisorctl]
    serverurl = unix://{dir}/supervisor.sock
    [supervisord]
    logfile = {dir}/supervisord.log
    pidfile = {dir}/supervisord.pid
    childlogdir = {dir}
    loglevel = debug
";

/// A sandbox with a configuration, and the way to start the daemon.
#[derive(Debug)]
pub struct Setup {
    pub(crate) implementation: Implementation,
    pub(crate) sandbox: Sandbox,
    arguments: Vec<OsString>,
    variables: Vec<(String, String)>,
    wrapper: Vec<OsString>,
    is_piped: bool,
    pub(crate) credentials: Option<Credentials>,
}

impl Setup {
    /// Prepares the daemon under test with this configuration on top of a socket, a log and a
    /// pidfile in the sandbox.
    #[must_use]
    pub fn new(configuration: &str) -> Self {
        Self::of(Implementation::under_test(), configuration)
    }

    /// Prepares the daemon of this implementation.
    #[must_use]
    pub fn of(implementation: Implementation, configuration: &str) -> Self {
        let setup = Self::empty(implementation);
        setup.configure(configuration);
        setup
    }

    /// Prepares the daemon of this implementation with this configuration and nothing else.
    #[must_use]
    pub fn with_whole(implementation: Implementation, configuration: &str) -> Self {
        let setup = Self::empty(implementation);
        setup.sandbox.write("supervisord.conf", configuration);
        setup
    }

    fn empty(implementation: Implementation) -> Self {
        Self {
            implementation,
            sandbox: Sandbox::new(),
            arguments: Vec::new(),
            variables: Vec::new(),
            wrapper: Vec::new(),
            is_piped: false,
            credentials: None,
        }
    }

    /// Replaces the scenario's part of the configuration.
    pub fn configure(&self, configuration: &str) {
        write_configuration(&self.sandbox, configuration);
    }

    /// Returns the sandbox, to put files into it.
    #[must_use]
    pub fn sandbox(&self) -> &Sandbox {
        &self.sandbox
    }

    /// Adds an argument of the daemon.
    #[must_use]
    pub fn arg(mut self, argument: impl Into<OsString>) -> Self {
        self.arguments.push(argument.into());
        self
    }

    /// Sets a variable of the daemon's environment.
    #[must_use]
    pub fn env(mut self, name: &str, value: &str) -> Self {
        self.variables.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Makes the harness name itself to the daemon with these.
    #[must_use]
    pub fn credentials(mut self, username: &str, password: &str) -> Self {
        self.credentials = Some(Credentials {
            username: username.to_owned(),
            password: password.to_owned(),
        });
        self
    }

    /// Lets another command start the daemon: the words come before it.
    #[must_use]
    pub fn wrapped_by(mut self, words: &[&str]) -> Self {
        self.wrapper = words.iter().map(OsString::from).collect();
        self
    }

    /// Makes stdout and stderr of the daemon pipes, as container engines do; what comes out of them
    /// is in the files all the same.
    #[must_use]
    pub fn piped(mut self) -> Self {
        self.is_piped = true;
        self
    }

    /// Starts the daemon in the foreground and waits until it answers.
    #[must_use]
    pub fn start(self) -> Daemon {
        let daemon = self.launch();
        daemon.wait_ready();
        daemon
    }

    /// Starts the daemon in the foreground, without waiting for anything.
    #[must_use]
    pub fn launch(self) -> Daemon {
        let mut command = self.command();
        command
            .arg("-n")
            .stdin(Stdio::null())
            .stdout(self.output("stdout"))
            .stderr(self.output("stderr"));
        let mut child = command
            .spawn()
            .unwrap_or_else(|error| panic!("{command:?}: {error}"));
        if let Some(pipe) = child.stdout.take() {
            copy(pipe, self.create("stdout"));
        }
        if let Some(pipe) = child.stderr.take() {
            copy(pipe, self.create("stderr"));
        }
        Daemon::foreground(self, child)
    }

    /// Starts the daemon as a daemon: the command returns, a process of it goes on.
    #[must_use]
    pub fn daemonize(self) -> Daemon {
        let ran = self.run();
        assert_eq!((ran.code, ran.stdout.as_str()), (Some(0), ""), "{ran:?}");
        let pid = wait::until("there is a pidfile", || self.pid_from_file());
        let daemon = Daemon::background(self, pid);
        daemon.wait_ready();
        daemon
    }

    /// Runs the command to its end.
    #[must_use]
    pub fn run(&self) -> Ran {
        run(&mut self.command())
    }

    pub(crate) fn pid_from_file(&self) -> Option<Pid> {
        self.sandbox
            .read("supervisord.pid")
            .strip_suffix('\n')?
            .parse()
            .ok()
    }

    fn command(&self) -> Command {
        let program = self.implementation.supervisord();
        let mut words = self
            .wrapper
            .iter()
            .cloned()
            .chain([program.into_os_string()]);
        let first = words.next().expect("at least the daemon");
        let mut command = self.sandbox.command(first);
        command.args(words).arg("-c").arg(self.configuration());
        command
            .args(&self.arguments)
            .envs(self.variables.iter().cloned());
        command
    }

    pub(crate) fn configuration(&self) -> PathBuf {
        self.sandbox.path("supervisord.conf")
    }

    fn output(&self, name: &str) -> Stdio {
        if self.is_piped {
            return Stdio::piped();
        }
        self.create(name).into()
    }

    fn create(&self, name: &str) -> File {
        File::create(self.sandbox.path(name)).expect("a file in the sandbox")
    }
}

/// Writes what comes out of a pipe to a file until the pipe is closed, which the end of the
/// daemon's processes does.
fn copy(mut pipe: impl Read + Send + 'static, mut file: File) {
    thread::spawn(move || io::copy(&mut pipe, &mut file));
}

pub(crate) fn write_configuration(sandbox: &Sandbox, configuration: &str) {
    sandbox.write("supervisord.conf", &(dedent(BASE) + &dedent(configuration)));
}
